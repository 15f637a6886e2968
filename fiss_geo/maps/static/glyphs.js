"use strict";
// The signs of flows on the canvas: offers are squares, needs are circles; several are a ring.
(function (fissGeo) {
  const SIZE = 6.5; // half a side, or a radius, in pixels

  fissGeo.colour = function (name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  };

  function outline(ctx, p, role, size) {
    ctx.beginPath();
    if (role === "offer") ctx.rect(p.x - size, p.y - size, 2 * size, 2 * size);
    else ctx.arc(p.x, p.y, size + 0.5, 0, 2 * Math.PI);
  }

  function halo(ctx, p) {
    ctx.beginPath();
    ctx.setLineDash([3, 3]);
    ctx.lineWidth = 1.3;
    ctx.strokeStyle = fissGeo.colours.soft;
    ctx.arc(p.x, p.y, SIZE + 5, 0, 2 * Math.PI);
    ctx.stroke();
  }

  function cross(ctx, p) {
    ctx.beginPath();
    ctx.setLineDash([]);
    ctx.moveTo(p.x - 4, p.y - 4); ctx.lineTo(p.x + 4, p.y + 4);
    ctx.moveTo(p.x + 4, p.y - 4); ctx.lineTo(p.x - 4, p.y + 4);
    ctx.stroke();
  }

  // A question, so that "not known" is not taken for the hollow of "planned".
  function question(ctx, p, colour) {
    ctx.fillStyle = colour;
    ctx.font = "700 10px " + getComputedStyle(document.body).fontFamily;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText("?", p.x, p.y + 0.5);
  }

  function drawOne(ctx, p, flow) {
    const isHollow = ["planned", "ended", "unknown"].includes(flow.status);
    const colour = flow.status === "ended" ? fissGeo.colours.ended : fissGeo.colours[flow.role];
    if (!["site", "address"].includes(flow.precision)) halo(ctx, p);
    outline(ctx, p, flow.role, SIZE + 1.5);
    ctx.fillStyle = "#fff";
    ctx.fill();
    outline(ctx, p, flow.role, SIZE - 1);
    ctx.globalAlpha = flow.confidence === "low" ? 0.4 : 1;
    ctx.fillStyle = colour;
    if (!isHollow) ctx.fill();
    ctx.globalAlpha = 1;
    ctx.setLineDash(flow.confidence === "low" ? [3, 2] : []);
    ctx.lineWidth = 2;
    ctx.strokeStyle = colour;
    ctx.stroke();
    if (flow.status === "ended") cross(ctx, p);
    if (flow.status === "unknown") question(ctx, p, colour);
    if (flow.status === "available") {
      ctx.beginPath();
      ctx.fillStyle = "#fff";
      ctx.arc(p.x, p.y, 2.4, 0, 2 * Math.PI);
      ctx.fill();
    }
  }

  // A ring with the count inside; its share of blue and orange is that of offers and needs.
  function drawSeveral(ctx, p, flows, radius) {
    const share = flows.filter((flow) => flow.role === "offer").length / flows.length;
    const top = -Math.PI / 2;
    ctx.beginPath();
    ctx.fillStyle = "#fff";
    ctx.arc(p.x, p.y, radius + 1.5, 0, 2 * Math.PI);
    ctx.fill();
    ctx.lineWidth = 4;
    [["need", share, 1], ["offer", 0, share]].forEach(([role, from, to]) => {
      if (from === to) return;
      ctx.beginPath();
      ctx.strokeStyle = fissGeo.colours[role];
      ctx.arc(p.x, p.y, radius - 2, top + from * 2 * Math.PI, top + to * 2 * Math.PI);
      ctx.stroke();
    });
    ctx.fillStyle = fissGeo.colours.ink;
    ctx.font = "700 12px " + getComputedStyle(document.body).fontFamily;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(String(flows.length), p.x, p.y + 0.5);
  }

  fissGeo.Mark = L.CircleMarker.extend({
    _updatePath: function () {
      if (!this._renderer._drawing || this._empty()) return;
      const ctx = this._renderer._ctx;
      ctx.save();
      if (this.flows.length === 1) drawOne(ctx, this._point, this.flows[0]);
      else drawSeveral(ctx, this._point, this.flows, this._radius);
      ctx.restore();
    },
  });

  fissGeo.mark = function (group, renderer) {
    const several = group.flows.length > 1;
    const radius = several ? 12 + Math.min(8, Math.sqrt(group.flows.length)) : SIZE + 4;
    const mark = new fissGeo.Mark(group.at, { renderer, radius, bubblingMouseEvents: false });
    mark.flows = group.flows;
    return mark;
  };
})(window.fissGeo = window.fissGeo || {});
