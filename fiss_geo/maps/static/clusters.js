"use strict";
// Flows that would cover each other are put together under one sign with their count.
(function (fissGeo) {
  const NEAR = 24; // pixels

  fissGeo.groups = function (map, flows) {
    const groups = [];
    const cells = new Map();
    const cell = (p) => [Math.floor(p.x / NEAR), Math.floor(p.y / NEAR)];
    flows.forEach((flow) => {
      const p = map.project([flow.y, flow.x], map.getZoom());
      const [cx, cy] = cell(p);
      let found = null;
      for (let dx = -1; dx <= 1 && !found; dx += 1) {
        for (let dy = -1; dy <= 1 && !found; dy += 1) {
          found = (cells.get((cx + dx) + ":" + (cy + dy)) || [])
            .find((group) => group.p.distanceTo(p) < NEAR) || null;
        }
      }
      if (found) {
        found.flows.push(flow);
        return;
      }
      const group = { p, at: [flow.y, flow.x], flows: [flow] };
      const key = cx + ":" + cy;
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(group);
      groups.push(group);
    });
    return groups;
  };

  fissGeo.isOnePlace = function (flows) {
    return flows.every((flow) => flow.x === flows[0].x && flow.y === flows[0].y);
  };
})(window.fissGeo = window.fissGeo || {});
