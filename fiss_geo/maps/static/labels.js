"use strict";
// Names of regions and parks; of names that would cover each other the first one stays.
(function (fissGeo) {
  fissGeo.labels = function (map) {
    const pane = map.createPane("names");
    pane.style.zIndex = 620;
    pane.style.pointerEvents = "none";
    pane.setAttribute("aria-hidden", "true");
    let shown = [];

    function place(label) {
      const p = map.latLngToLayerPoint(label.at);
      p.y += label.below;
      L.DomUtil.setPosition(label.holder, p);
      const width = label.text.offsetWidth / 2 + 3, height = label.text.offsetHeight / 2 + 1;
      return { left: p.x - width, right: p.x + width, top: p.y - height, bottom: p.y + height };
    }

    const isApart = (a, b) => a.left >= b.right || a.right <= b.left || a.top >= b.bottom || a.bottom <= b.top;

    function arrange() {
      const taken = [];
      shown.forEach((label) => {
        label.text.hidden = false;
        // With its figure if there is room, else the name alone, else nothing.
        for (const isShort of label.figure ? [false, true] : [false]) {
          label.text.classList.toggle("is-short", isShort);
          const box = place(label);
          if (taken.every((other) => isApart(box, other))) {
            taken.push(box);
            label.isShort = isShort;
            return;
          }
        }
        label.text.hidden = true;
      });
    }

    map.on("zoomstart", () => { pane.style.visibility = "hidden"; });
    map.on("zoomend viewreset", () => { pane.style.visibility = ""; arrange(); });

    function show(labels) {
      pane.replaceChildren();
      shown = labels.map((label) => {
        const holder = fissGeo.make("div", "", "map-label-holder"), text = fissGeo.make("div", label.name, "map-label" + (label.isPark ? " is-park" : ""));
        if (label.figure) text.append(fissGeo.make("span", label.figure));
        holder.append(text);
        pane.append(holder);
        return { below: 0, ...label, holder, text };
      });
      arrange();
    }
    // What stands on the map now, for pictures.
    show.standing = () => shown.filter((label) => !label.text.hidden);
    return show;
  };
})(window.fissGeo = window.fissGeo || {});
