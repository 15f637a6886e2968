"use strict";
// Names of regions and parks; of names that would cover each other the first one stays.
(function (fissGeo) {
  fissGeo.labels = function (map) {
    const pane = map.createPane("names");
    pane.style.zIndex = 620;
    pane.style.pointerEvents = "none";
    pane.setAttribute("aria-hidden", "true");
    let shown = [], isMeasured = false;

    // All names at their full length, then all without figures: the page is laid out twice, not
    // twice a name.
    function measure() {
      const sizes = (isShort) => {
        shown.forEach((label) => { label.text.hidden = false; label.text.classList.toggle("is-short", isShort); });
        return shown.map((label) => ({ width: label.text.offsetWidth / 2 + 3, height: label.text.offsetHeight / 2 + 1 }));
      };
      const long = sizes(false), short = sizes(true);
      shown.forEach((label, k) => { label.sizes = [long[k], short[k]]; });
      isMeasured = shown.some((label) => label.text.offsetWidth > 0); // a hidden map has no sizes
    }

    function box(p, { width, height }) {
      return { left: p.x - width, right: p.x + width, top: p.y - height, bottom: p.y + height };
    }

    // A name at the edge moves inwards, if its place is in view.
    function inView(p, reach) {
      const left = map.containerPointToLayerPoint([0, 0]).x, right = left + map.getSize().x;
      if (p.x > left && p.x < right) p.x = Math.max(left + reach, Math.min(right - reach, p.x));
      return p;
    }

    const isApart = (a, b) => a.left >= b.right || a.right <= b.left || a.top >= b.bottom || a.bottom <= b.top;

    function arrange() {
      const taken = [];
      if (!isMeasured) measure();
      shown.forEach((label) => {
        const p = inView(map.latLngToLayerPoint(label.at), label.sizes[0].width);
        p.y += label.below;
        L.DomUtil.setPosition(label.holder, p);
        // With its figure if there is room, else the name alone, else nothing.
        const boxes = (label.figure ? label.sizes : label.sizes.slice(0, 1)).map((size) => box(p, size));
        const fit = boxes.findIndex((one) => taken.every((other) => isApart(one, other)));
        label.text.hidden = fit < 0;
        if (fit < 0) return;
        label.isShort = fit === 1;
        label.text.classList.toggle("is-short", label.isShort);
        taken.push(boxes[fit]);
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
      isMeasured = false;
      arrange();
    }
    map.on("resize", () => { isMeasured = false; });
    // What stands on the map now, for pictures.
    show.standing = () => shown.filter((label) => !label.text.hidden);
    return show;
  };
})(window.fissGeo = window.fissGeo || {});
