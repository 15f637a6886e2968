"use strict";
// Candidates as bent lines from offer to need; one too short to see is a dot.
(function (fissGeo) {
  const SHORTEST = 14; // pixels
  const SHORTEST_WITH_HEAD = 40; // pixels; heads of shorter lines lie on each other
  const HEADS_FROM_ZOOM = 1; // below it the whole country is a hand wide

  function bend(from, to) {
    const middle = [(from.y + to.y) / 2, (from.x + to.x) / 2];
    const turn = 0.16;
    const knee = [middle[0] + (to.x - from.x) * turn, middle[1] - (to.y - from.y) * turn];
    const points = [];
    for (let i = 0; i <= 16; i += 1) {
      const t = i / 16, a = (1 - t) * (1 - t), b = 2 * t * (1 - t), c = t * t;
      points.push([a * from.y + b * knee[0] + c * to.y, a * from.x + b * knee[1] + c * to.x]);
    }
    return points;
  }

  function head(ctx, end, before, colour) {
    const angle = Math.atan2(end.y - before.y, end.x - before.x);
    ctx.translate(end.x, end.y);
    ctx.rotate(angle);
    ctx.beginPath();
    ctx.moveTo(-7, 0); ctx.lineTo(-16, -4.5); ctx.lineTo(-16, 4.5);
    ctx.closePath();
    ctx.fillStyle = colour;
    ctx.fill();
  }

  function dot(ctx, p, colour) {
    ctx.beginPath();
    ctx.arc(p.x, p.y, 4.5, 0, 2 * Math.PI);
    ctx.fillStyle = colour;
    ctx.fill();
    ctx.lineWidth = 1.5;
    ctx.strokeStyle = "#fff";
    ctx.setLineDash([]);
    ctx.stroke();
  }

  fissGeo.Link = L.Polyline.extend({
    _updatePath: function () {
      if (!this._renderer._drawing || !this._parts.length) return;
      const ctx = this._renderer._ctx, ring = this._rings[0], end = ring[ring.length - 1];
      const colour = this.options.color;
      ctx.save();
      ctx.globalAlpha = this.options.opacity;
      if (ring[0].distanceTo(end) < SHORTEST) {
        dot(ctx, ring[ring.length >> 1], colour);
      } else {
        ctx.restore(); ctx.save();
        L.Polyline.prototype._updatePath.call(this);
        ctx.globalAlpha = this.options.opacity;
        ctx.setLineDash([]);
        const isLong = ring[0].distanceTo(end) >= SHORTEST_WITH_HEAD;
        if (isLong && this._map.getZoom() >= HEADS_FROM_ZOOM) head(ctx, end, ring[Math.max(0, ring.length - 4)], colour);
      }
      ctx.restore();
    },
  });

  fissGeo.link = function (candidate, renderer, isFaint) {
    const doubtful = candidate.is_planned || candidate.is_low;
    // Along the roads where the route is known, else a bent line that looks like no road.
    const isRoute = candidate.way.length > 0;
    const points = isRoute ? fissGeo.points(candidate.way) : bend(candidate.offer, candidate.need);
    const line = new fissGeo.Link(points, {
      renderer,
      bubblingMouseEvents: false,
      noClip: true,
      smoothFactor: 0,
      color: fissGeo.colours.link,
      weight: isFaint ? 1.2 : 2,
      opacity: isFaint ? 0.4 : 0.85,
      dashArray: doubtful ? "5 5" : null,
    });
    line.candidate = candidate;
    return line;
  };
})(window.fissGeo = window.fissGeo || {});
