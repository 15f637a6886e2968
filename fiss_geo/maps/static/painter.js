"use strict";
// One canvas for all flows: lines of candidates, arrows and rings of regions, signs of flows.
(function (fissGeo) {
  const flows = fissGeo.flows, candidates = fissGeo.candidates;
  const MANY_LINES = 500; // more are thin, straight and without heads
  const MANY_SIGNS = 1500; // more are dots
  const SLICE = 24; // milliseconds of a frame, if a picture takes several
  const STRONG_LINES = 40; // the best of a choice; the others are paler
  const SHORTEST = 14; // pixels; a shorter line is a dot
  const SHORTEST_WITH_HEAD = 34;

  const hasPlace = (i) => !Number.isNaN(flows.x[i]);

  function strokeBends(ctx, list, { colour, width, dash, alpha }) {
    if (!list.length) return;
    ctx.globalAlpha = alpha;
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.setLineDash(dash);
    ctx.beginPath();
    list.forEach(([a, b, c]) => { ctx.moveTo(a.x, a.y); ctx.quadraticCurveTo(b.x, b.y, c.x, c.y); });
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }

  function fillShape(ctx, corners, colour) {
    ctx.beginPath();
    corners.forEach((p, k) => (k ? ctx.lineTo(p.x, p.y) : ctx.moveTo(p.x, p.y)));
    ctx.closePath();
    ctx.fillStyle = colour;
    ctx.fill();
  }

  function disc(ctx, p, radius, colour, edge) {
    ctx.beginPath();
    ctx.arc(p.x, p.y, radius, 0, 2 * Math.PI);
    ctx.fillStyle = colour;
    ctx.fill();
    ctx.lineWidth = 1.5;
    ctx.strokeStyle = edge;
    ctx.stroke();
  }

  const Painter = L.Renderer.extend({
    options: { padding: 0.25 },
    scene: { sums: null, lines: [], marks: [] },

    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._ctx = this._container.getContext("2d");
    },
    _destroyContainer() {
      L.Util.cancelAnimFrame(this._asked);
      this._container.remove();
      delete this._container;
    },
    // What is painted stays, moved and scaled by the browser alone, until the new picture is whole.
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      this.ask();
    },
    _reset() {
      this._update();
      if (this._bounds) this._onZoom();
    },
    _onZoom() { if (this._bounds) L.Renderer.prototype._onZoom.call(this); },
    _onAnimZoom(event) { if (this._bounds) L.Renderer.prototype._onAnimZoom.call(this, event); },

    // Painting is asked for and done once a frame, however many reasons there are.
    ask() {
      L.Util.cancelAnimFrame(this._asked);
      this._asked = L.Util.requestAnimFrame(() => this.begin());
    },
    show(scene) { this.scene = scene; this.ask(); },

    // Paints at once and wholly, for a picture.
    finish() {
      L.Util.cancelAnimFrame(this._asked);
      this.begin(Infinity);
    },

    begin(slice = SLICE) {
      const map = this._map;
      if (!map || !map._loaded) { this._asked = null; return; }
      const size = map.getSize(), share = this.options.padding, sharp = L.Browser.retina ? 2 : 1;
      const min = map.containerPointToLayerPoint(size.multiplyBy(-share)).round();
      const bounds = L.bounds(min, min.add(size.multiplyBy(1 + share * 2)).round());
      const job = { bounds, sharp, pixels: fissGeo.toPixels(map), origin: map.getPixelOrigin(), centre: map.getCenter(), zoom: map.getZoom(), next: 0, slice };
      if (size.x && (this.scene.lines.length > MANY_LINES || this.scene.marks.length > MANY_SIGNS)) job.sheet = fissGeo.sheet(bounds, sharp, job.pixels);
      if (this.scene.lines.length > MANY_LINES && job.sheet) job.crossed = job.sheet.crossed();
      this.go(job);
    },

    // Very many lines are counted over several frames, so that the page answers meanwhile.
    go(job) {
      const list = this.scene.lines, map = this._map;
      // The map has moved on: it asks again when it has come to rest.
      if (!map || map._animatingZoom || map.getPixelOrigin() !== job.origin) { this._asked = null; return; }
      if (job.crossed) job.next = job.sheet.lines(job.crossed, list, job.next, performance.now() + job.slice);
      if (job.crossed && job.next < list.length) this._asked = L.Util.requestAnimFrame(() => this.go(job));
      else this.paint(job);
    },

    paint(job) {
      const { bounds, sharp } = job, size = bounds.getSize(), canvas = this._container;
      this._asked = null;
      Object.assign(this, { _bounds: bounds, _center: job.centre, _zoom: job.zoom });
      L.DomUtil.setPosition(canvas, bounds.min);
      canvas.width = size.x * sharp;
      canvas.height = size.y * sharp;
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
      this._ctx.scale(sharp, sharp);
      this._ctx.translate(-bounds.min.x, -bounds.min.y);
      this.drawn = this.draw(this._ctx, job);
      this.fire("painted");
    },

    // Draws the scene, and gives what was drawn where, for pointers and for pictures.
    draw(ctx, job) {
      const { pixels, sheet } = job, { lines, marks, sums } = this.scene, colours = fissGeo.colours;
      const drawn = { arrows: [], rings: [], lines: [], groups: [] };
      if (sums) this.drawSums(ctx, pixels, colours, drawn);
      if (job.crossed) {
        sheet.tint(job.crossed, colours.link, Math.max(0.12, Math.min(0.5, 2500 / lines.length)));
        drawn.many = lines;
      } else this.drawLines(ctx, pixels, colours, drawn);
      const areDots = sheet && marks.length > MANY_SIGNS;
      if (areDots) { sheet.dots(marks, colours); drawn.dots = marks; }
      if (sheet) sheet.onto(ctx);
      if (!areDots) {
        drawn.groups = fissGeo.signs.group(marks, pixels);
        fissGeo.signs.draw(ctx, drawn.groups, colours);
      }
      return drawn;
    },

    drawSums(ctx, pixels, colours, drawn) {
      const point = (at) => ({ x: pixels.x(at[0]), y: pixels.y(at[1]) });
      this.scene.sums.forEach((sum) => {
        const width = fissGeo.flowWidth(sum.mass);
        if (sum.from === sum.to) { drawn.rings.push({ sum, width, radius: fissGeo.RING + width / 2, ...point(sum.fromAt) }); return; }
        const from = point(sum.fromAt), to = point(sum.toAt);
        drawn.arrows.push({ sum, width, curve: fissGeo.bend(from, to), ...fissGeo.arrow(from, to, width, fissGeo.RING + 4) });
      });
      drawn.arrows.forEach((one) => {
        strokeBends(ctx, [one.line], { colour: colours.casing, width: one.width + 2.5, dash: [], alpha: 1 });
        strokeBends(ctx, [one.line], { colour: colours.link, width: one.width, dash: [], alpha: 1 });
        ctx.lineWidth = 2;
        ctx.strokeStyle = colours.casing;
        fillShape(ctx, one.corners, colours.link);
        ctx.stroke();
        fillShape(ctx, one.corners, colours.link);
      });
      drawn.rings.forEach((one) => {
        [[one.width + 2.5, colours.casing], [one.width, colours.link]].forEach(([width, colour]) => {
          ctx.beginPath();
          ctx.arc(one.x, one.y, one.radius, 0, 2 * Math.PI);
          ctx.lineWidth = width;
          ctx.strokeStyle = colour;
          ctx.stroke();
        });
      });
    },

    drawLines(ctx, pixels, colours, drawn) {
      const list = this.scene.lines;
      const batches = new Map(), short = [];
      list.forEach((c, place) => {
        const from = { x: pixels.x(flows.x[candidates.offer[c]]), y: pixels.y(flows.y[candidates.offer[c]]) };
        const to = { x: pixels.x(flows.x[candidates.need[c]]), y: pixels.y(flows.y[candidates.need[c]]) };
        const length = Math.hypot(to.x - from.x, to.y - from.y), isWeak = place >= STRONG_LINES;
        if (length < SHORTEST) { short.push(from); drawn.lines.push({ c, curve: [from, from, to], width: 5 }); return; }
        const width = 1.2 + Math.min(3, fissGeo.flowWidth(candidates.number("mass_t_per_a", c)) / 3);
        const dash = fissGeo.isPlanned(c) || fissGeo.isLow(c) ? [6, 4] : [];
        const hasHead = length >= SHORTEST_WITH_HEAD;
        const shape = hasHead ? fissGeo.arrow(from, to, width, 8) : { line: fissGeo.bend(from, to), corners: null };
        const key = [isWeak, width.toFixed(0), dash.length].join();
        if (!batches.has(key)) batches.set(key, { isWeak, width, dash, lines: [], heads: [] });
        batches.get(key).lines.push(shape.line);
        if (shape.corners) batches.get(key).heads.push(shape.corners);
        drawn.lines.push({ c, curve: fissGeo.bend(from, to), width, corners: shape.corners, line: shape.line, dash, isWeak });
      });
      Array.from(batches.values()).sort((a, b) => b.isWeak - a.isWeak).forEach((batch) => {
        const alpha = batch.isWeak ? 0.45 : 1;
        if (!batch.isWeak) strokeBends(ctx, batch.lines, { colour: colours.casing, width: batch.width + 2, dash: [], alpha: 0.9 });
        strokeBends(ctx, batch.lines, { colour: colours.link, width: batch.width, dash: batch.dash, alpha });
        ctx.globalAlpha = alpha;
        batch.heads.forEach((corners) => fillShape(ctx, corners, colours.link));
        ctx.globalAlpha = 1;
      });
      short.forEach((p) => disc(ctx, p, 4.5, colours.link, colours.casing));
    },

    // What lies under a point of the map's layer.
    at(point) {
      const drawn = this.drawn;
      if (!drawn) return {};
      const group = drawn.groups.filter((one) => Math.hypot(one.x - point.x, one.y - point.y) <= one.radius + 2)
        .sort((a, b) => Math.hypot(a.x - point.x, a.y - point.y) - Math.hypot(b.x - point.x, b.y - point.y))[0];
      if (group) return { group };
      if (drawn.dots) {
        const pixels = fissGeo.toPixels(this._map);
        const near = drawn.dots.filter((i) => Math.abs(pixels.x(flows.x[i]) - point.x) < 5 && Math.abs(pixels.y(flows.y[i]) - point.y) < 5);
        if (near.length) return { group: { flows: near } };
      }
      const lines = drawn.lines.filter((one) => fissGeo.distanceTo(one.curve, point) <= one.width / 2 + 4);
      if (lines.length) return { lines: lines.map((one) => one.c) };
      const ring = drawn.rings.find((one) => Math.abs(Math.hypot(one.x - point.x, one.y - point.y) - one.radius) <= one.width / 2 + 3);
      if (ring) return { sum: ring.sum };
      const arrow = drawn.arrows.map((one) => [fissGeo.distanceTo(one.curve, point) - one.width / 2, one]).filter((pair) => pair[0] <= 4)
        .sort((a, b) => a[0] - b[0])[0];
      return arrow ? { sum: arrow[1].sum } : {};
    },
  });

  Object.assign(fissGeo, { Painter, hasPlace, MANY_LINES, RING: 9 });
})(window.fissGeo = window.fissGeo || {});
