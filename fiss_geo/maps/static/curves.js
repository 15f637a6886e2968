"use strict";
// Bent arrows: the shape of a candidate's line, and of what goes from region to region.
(function (fissGeo) {
  const TURN = 0.17;
  const mix = (a, b, t) => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });

  // A bend to the right of the way, so that there and back do not lie on each other.
  function bend(from, to) {
    const knee = { x: (from.x + to.x) / 2 - (to.y - from.y) * TURN, y: (from.y + to.y) / 2 + (to.x - from.x) * TURN };
    return [from, knee, to];
  }

  const at = ([a, b, c], t) => mix(mix(a, b, t), mix(b, c, t), t);

  // The part of a bend between two shares of its way.
  function part([a, b, c], start, end) {
    const first = [mix(a, b, start), mix(b, c, start)];
    const from = mix(first[0], first[1], start);
    const t = (end - start) / (1 - start);
    const knee = mix(from, first[1], t);
    return [from, knee, mix(knee, mix(first[1], c, t), t)];
  }

  // An arrow of a width in pixels: its line, and the three corners of its head.
  fissGeo.arrow = function (from, to, width, gap) {
    const whole = bend(from, to), length = Math.hypot(to.x - from.x, to.y - from.y);
    const head = 5 + width * 1.35, half = 3 + width * 0.85;
    const start = Math.min(0.4, gap / length), end = Math.max(0.6, 1 - gap / length);
    const neck = Math.max(start + 0.05, end - head / length);
    const line = part(whole, start, neck), tip = at(whole, end), base = at(whole, neck);
    const along = Math.hypot(tip.x - base.x, tip.y - base.y) || 1;
    const side = { x: (-(tip.y - base.y) / along) * half, y: ((tip.x - base.x) / along) * half };
    const corners = [tip, { x: base.x + side.x, y: base.y + side.y }, { x: base.x - side.x, y: base.y - side.y }];
    return { line, corners };
  };

  fissGeo.bend = bend;
  fissGeo.along = at;

  // How far a point is from a bend, in pixels.
  fissGeo.distanceTo = function (curve, point) {
    let least = Infinity, before = curve[0];
    for (let k = 1; k <= 16; k += 1) {
      const next = at(curve, k / 16), dx = next.x - before.x, dy = next.y - before.y;
      const t = Math.max(0, Math.min(1, ((point.x - before.x) * dx + (point.y - before.y) * dy) / (dx * dx + dy * dy || 1)));
      least = Math.min(least, Math.hypot(point.x - before.x - dx * t, point.y - before.y - dy * t));
      before = next;
    }
    return least;
  };
})(window.fissGeo = window.fissGeo || {});
