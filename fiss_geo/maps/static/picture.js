"use strict";
// The map as it stands, as one SVG with title, legend and attribution; and from it a PNG.
(function (fissGeo) {
  const map = fissGeo.map;
  if (!map) return;
  const NS = "http://www.w3.org/2000/svg", say = fissGeo.spoken.sentences;
  const MARGIN = 16, LEGEND = 250, TOP = 46, LINE = 19;
  const FONT = '"Source Sans 3", "Source Sans Pro", "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif';

  function draw(name, values, text) {
    const element = document.createElementNS(NS, name);
    Object.entries(values).forEach(([key, value]) => element.setAttribute(key, typeof value === "number" ? String(Math.round(value * 10) / 10) : value));
    if (text !== undefined) element.textContent = text;
    return element;
  }

  const path = (points) => points.map((p, k) => (k ? "L" : "M") + Math.round(p.x * 10) / 10 + "," + Math.round(p.y * 10) / 10).join("");
  const curve = ([a, b, c]) => path([a]) + "Q" + [b.x, b.y, c.x, c.y].map((value) => Math.round(value * 10) / 10).join(",");

  // A layer of Leaflet in pixels of the map's layer.
  function shape(layer) {
    const pixels = fissGeo.toPixels(map);
    const rings = (list) => (!list.length ? [] : Array.isArray(list[0]) || list[0].lat === undefined ? list.flatMap(rings) : [list]);
    const isClosed = layer instanceof L.Polygon;
    return rings(layer.getLatLngs()).map((ring) => path(ring.map((p) => ({ x: pixels.x(p.lng), y: pixels.y(p.lat) }))) + (isClosed ? "Z" : "")).join("");
  }

  function ground(group) {
    const { groundOf, colours } = fissGeo;
    const fill = (layer) => draw("path", { d: shape(layer), fill: layer.options.fillColor, "fill-rule": "evenodd" });
    group.append(fill(groundOf.land));
    groundOf.regions.forEach((region) => {
      const element = fill(region.layer);
      element.setAttribute("stroke", region.layer.options.color);
      element.setAttribute("stroke-width", region.layer.options.weight);
      group.append(element);
    });
    (groundOf.near || []).forEach((layer) => {
      const isArea = layer instanceof L.Polygon;
      group.append(draw("path", { d: shape(layer), fill: isArea ? layer.options.fillColor : "none", "fill-rule": "evenodd", stroke: layer.options.stroke === false ? "none" : layer.options.color, "stroke-width": layer.options.weight }));
    });
    group.append(fill(groundOf.lakes));
    if (map.hasLayer(groundOf.roads)) group.append(draw("path", { d: shape(groundOf.roads), fill: "none", stroke: colours.road, "stroke-width": 1 }));
    groundOf.parks.filter((park) => map.hasLayer(park.layer)).forEach((park) => {
      if (park.rings) { group.append(draw("path", { d: shape(park.layer), fill: "none", stroke: colours.park, "stroke-width": 1.8 })); return; }
      const p = map.latLngToLayerPoint(park.at), radius = park.km ? park.km * 1000 * fissGeo.plane.scale(map.getZoom()) : 14;
      group.append(draw("circle", { cx: p.x, cy: p.y, r: radius, fill: "none", stroke: colours.park, "stroke-width": 1.8, "stroke-dasharray": "6 4" }));
    });
  }

  function flowsOf(group) {
    const { painter, colours } = fissGeo, drawn = painter.drawn;
    const arrow = (one, casing) => {
      const corners = path(one.corners || []) + "Z", dash = (one.dash || []).join(" ");
      [[one.width + 2.5, colours.casing], [one.width, colours.link]].slice(casing ? 0 : 1).forEach(([width, colour]) => {
        group.append(draw("path", { d: curve(one.line), fill: "none", stroke: colour, "stroke-width": width, "stroke-dasharray": colour === colours.link && dash ? dash : "none", opacity: one.isWeak ? 0.45 : 1 }));
      });
      if (one.corners) group.append(draw("path", { d: corners, fill: colours.link, stroke: casing ? colours.casing : "none", "stroke-width": 1, opacity: one.isWeak ? 0.45 : 1 }));
    };
    drawn.arrows.forEach((one) => arrow(one, true));
    drawn.rings.forEach((one) => [[one.width + 2.5, colours.casing], [one.width, colours.link]].forEach(([width, colour]) => {
      group.append(draw("circle", { cx: one.x, cy: one.y, r: one.radius, fill: "none", stroke: colour, "stroke-width": width }));
    }));
    drawn.lines.filter((one) => one.line).forEach((one) => arrow(one, !one.isWeak));
    const many = drawn.many || [];
    const pixels = fissGeo.toPixels(map), flows = fissGeo.flows, candidates = fissGeo.candidates;
    const at = (i) => ({ x: pixels.x(flows.x[i]), y: pixels.y(flows.y[i]) });
    if (many.length) group.append(draw("path", { d: many.map((c) => path([at(candidates.offer[c]), at(candidates.need[c])])).join(""), fill: "none", stroke: colours.link, "stroke-width": 0.5, opacity: 0.3 }));
    (drawn.dots || []).forEach((i) => { const p = at(i), role = flows.text("role", i); group.append(sign(role, flows.text("status", i), p, 2)); });
    drawn.groups.forEach((one) => group.append(...(one.flows.length > 1 ? several(one) : [sign(flows.text("role", one.flows[0]), flows.text("status", one.flows[0]), one, 6)])));
  }

  function sign(role, status, p, size) {
    const colours = fissGeo.colours, colour = status === "ended" ? colours.ended : colours[role];
    const isHollow = ["planned", "ended", "unknown"].includes(status);
    const look = { fill: isHollow ? colours.paper : colour, stroke: isHollow ? colour : colours.paper, "stroke-width": size > 3 ? 1.5 : 0.5 };
    return role === "offer" ? draw("rect", { x: p.x - size, y: p.y - size, width: 2 * size, height: 2 * size, ...look }) : draw("circle", { cx: p.x, cy: p.y, r: size, ...look });
  }

  function several(one) {
    const colours = fissGeo.colours;
    return [
      draw("circle", { cx: one.x, cy: one.y, r: one.radius - 2, fill: colours.paper, stroke: colours.offer, "stroke-width": 3 }),
      draw("text", { x: one.x, y: one.y + 4, "text-anchor": "middle", "font-size": 12, "font-weight": 700, fill: colours.ink }, String(one.flows.length)),
    ];
  }

  function names(group) {
    const colours = fissGeo.colours;
    fissGeo.namesOf.standing().forEach((label) => {
      const p = map.latLngToLayerPoint(label.at), has = label.figure && !label.isShort;
      const text = (words, dy) => draw("text", { x: p.x, y: p.y + label.below + 4 + dy, "text-anchor": "middle", "font-size": 12, "font-weight": 600, fill: label.isPark ? colours.park : colours.brand, stroke: colours.casing, "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" }, words);
      group.append(text(label.name, has ? -7 : 0));
      if (has) group.append(text(label.figure, 7));
    });
  }

  function wrapped(text, most) {
    const lines = [""];
    text.split(" ").forEach((word) => {
      if ((lines[lines.length - 1] + " " + word).length > most) lines.push(word);
      else lines[lines.length - 1] = (lines[lines.length - 1] + " " + word).trim();
    });
    return lines;
  }

  function legend(x, from) {
    const colours = fissGeo.colours, group = draw("g", { "font-size": 13, fill: colours.ink });
    let y = from;
    const words = (text, dx, weight) => wrapped(text, dx ? 32 : 36).forEach((line) => { group.append(draw("text", { x: x + dx, y, "font-weight": weight || 400 }, line)); y += LINE; });
    const { starts, isCount, title, isShown } = fissGeo.scale;
    if (isShown) {
      words(title, 0, 700);
      fissGeo.classTexts(starts, isCount).forEach((text, i) => {
        group.append(draw("rect", { x, y: y - 12, width: 24, height: 14, fill: colours["class-" + i], stroke: colours["ink-soft"] }));
        words(text, 34);
      });
      y += 10;
    }
    if (fissGeo.painter.scene.sums) {
      words(say.arrowScale, 0, 700);
      fissGeo.arrowSteps().forEach((one) => {
        group.append(draw("line", { x1: x, x2: x + 24, y1: y - 4, y2: y - 4, stroke: colours.link, "stroke-width": one.width }));
        words(one.text, 34);
      });
      y += 10;
    }
    words(say.legend, 0, 700);
    ["offer", "need"].forEach((role) => { group.append(sign(role, "in_use", { x: x + 12, y: y - 5 }, 6)); words(role === "offer" ? say.legendOffer : say.legendNeed, 34); });
    if (!fissGeo.painter.scene.sums) { group.append(draw("line", { x1: x, x2: x + 24, y1: y - 4, y2: y - 4, stroke: colours.link, "stroke-width": 2 })); words(say.legendCandidate, 34); }
    y += 10;
    wrapped(document.querySelector("[data-drawn]").textContent, 42).forEach((line) => { group.append(draw("text", { x, y, "font-size": 11, fill: colours["ink-soft"] }, line)); y += 15; });
    y += 8;
    wrapped(say.attribution, 42).forEach((line) => { group.append(draw("text", { x, y, "font-size": 11, fill: colours["ink-soft"] }, line)); y += 15; });
    return { group, bottom: y };
  }

  // The whole picture as an SVG element.
  fissGeo.picture = function () {
    fissGeo.painter.finish();
    const size = map.getSize(), colours = fissGeo.colours, corner = map.containerPointToLayerPoint([0, 0]);
    const width = MARGIN * 3 + size.x + LEGEND;
    const key = legend(MARGIN * 2 + size.x, TOP + 14), height = Math.max(size.y + TOP + MARGIN, key.bottom + MARGIN);
    const svg = draw("svg", { xmlns: NS, width, height, viewBox: "0 0 " + width + " " + height, "font-family": FONT, role: "img" });
    const clip = draw("clipPath", { id: "frame" }), inner = draw("g", { transform: "translate(" + (MARGIN - corner.x) + "," + (TOP - corner.y) + ")" }), framed = draw("g", { "clip-path": "url(#frame)" });
    const frame = { x: MARGIN, y: TOP, width: size.x, height: size.y };
    clip.append(draw("rect", frame));
    ground(inner);
    flowsOf(inner);
    names(inner);
    framed.append(draw("rect", { ...frame, fill: colours.sea }), inner);
    svg.append(draw("title", {}, document.title), clip, draw("rect", { width, height, fill: colours.paper }),
      draw("text", { x: MARGIN, y: 30, "font-size": 20, "font-weight": 600, fill: colours.brand }, document.querySelector("h1").textContent.trim()),
      framed, draw("rect", { ...frame, fill: "none", stroke: colours.edge }), key.group);
    return svg;
  };

  fissGeo.pictureText = () => '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(fissGeo.picture());

  fissGeo.png = function (done) {
    const text = fissGeo.pictureText(), image = new Image(), SHARP = 2;
    image.addEventListener("load", () => {
      const canvas = document.createElement("canvas");
      canvas.width = image.naturalWidth * SHARP;
      canvas.height = image.naturalHeight * SHARP;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(done, "image/png");
    });
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  };

  // On paper the map is a drawing, so that it is as sharp as the printer.
  const paper = document.querySelector("[data-paper]");
  if (paper) {
    window.addEventListener("beforeprint", () => {
      const svg = fissGeo.picture();
      ["width", "height"].forEach((name) => svg.removeAttribute(name));
      paper.replaceChildren(svg);
    });
    window.addEventListener("afterprint", () => paper.replaceChildren());
  }
})(window.fissGeo = window.fissGeo || {});
