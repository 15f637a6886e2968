"use strict";
// What colours and widths stand for, beside the map and never on it.
(function (fissGeo) {
  const holder = document.querySelector("[data-scale]");
  if (!holder) return;
  const { make } = fissGeo, say = fissGeo.spoken.sentences, NS = "http://www.w3.org/2000/svg";

  function steps(title, items) {
    const part = make("div"), list = make("ul");
    items.forEach(([sign, text]) => { const item = make("li"); item.append(sign, text); list.append(item); });
    part.append(make("strong", title), list);
    return part;
  }

  function bar(width) {
    const svg = document.createElementNS(NS, "svg"), line = document.createElementNS(NS, "line");
    svg.setAttribute("viewBox", "0 0 30 14");
    svg.setAttribute("width", "30");
    svg.setAttribute("height", "14");
    svg.setAttribute("aria-hidden", "true");
    Object.entries({ x1: 1, x2: 29, y1: 7, y2: 7, "stroke-width": width.toFixed(1), class: "line" }).forEach(([name, value]) => line.setAttribute(name, value));
    svg.append(line);
    return svg;
  }

  fissGeo.drawLegend = function (view) {
    const { starts, isCount, title, isShown } = fissGeo.scale, parts = [];
    if (isShown) parts.push(steps(title, fissGeo.classTexts(starts, isCount).map((text, i) => [make("span", "", "swatch swatch-" + i), text])));
    const arrows = fissGeo.arrowSteps();
    if (view.isSums && arrows.length) parts.push(steps(say.arrowScale, arrows.map((one) => [bar(one.width), one.text])));
    holder.replaceChildren(...parts);
    holder.hidden = !parts.length;
  };
})(window.fissGeo = window.fissGeo || {});
