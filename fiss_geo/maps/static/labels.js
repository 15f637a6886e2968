"use strict";
// Names of regions and parks; of names that would cover each other the first one stays.
(function (fissGeo) {
  fissGeo.labels = function (map) {
    const pane = map.createPane("names");
    pane.style.zIndex = 620;
    pane.style.pointerEvents = "none";
    let shown = [];

    function place(label) {
      const p = map.latLngToLayerPoint(label.at);
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
        for (const isShort of [false, true]) {
          label.text.classList.toggle("is-short", isShort);
          const box = place(label);
          if (taken.every((other) => isApart(box, other))) {
            taken.push(box);
            return;
          }
        }
        label.text.hidden = true;
      });
    }

    map.on("zoomstart", () => { pane.style.visibility = "hidden"; });
    map.on("zoomend viewreset", () => { pane.style.visibility = ""; arrange(); });

    return function (labels) {
      pane.replaceChildren();
      shown = labels.map((label) => {
        const holder = document.createElement("div");
        const text = document.createElement("div");
        text.className = "map-label" + (label.isPark ? " is-park" : "");
        text.append(label.name);
        if (label.figure) text.append(fissGeo.make("span", label.figure));
        holder.style.position = "absolute";
        holder.append(text);
        pane.append(holder);
        return { at: label.at, holder, text };
      });
      arrange();
    };
  };
})(window.fissGeo = window.fissGeo || {});
