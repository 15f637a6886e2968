"use strict";
// The signs of flows: offers are squares, needs are circles, several close together are a ring.
// Each kind of sign is drawn once and then copied, so that thousands of them cost little.
(function (fissGeo) {
  const SIZE = 6.5; // half a side, or a radius, in pixels
  const BOX = 36; // side of a copied picture
  const NEAR = 24; // signs closer than this become one
  const flows = fissGeo.flows;

  function outline(ctx, role, size) {
    ctx.beginPath();
    if (role === "offer") ctx.rect(-size, -size, 2 * size, 2 * size);
    else ctx.arc(0, 0, size + 0.5, 0, 2 * Math.PI);
  }

  function halo(ctx, colours) {
    ctx.beginPath();
    ctx.setLineDash([3, 3]);
    ctx.lineWidth = 1.3;
    ctx.strokeStyle = colours["ink-soft"];
    ctx.arc(0, 0, SIZE + 5, 0, 2 * Math.PI);
    ctx.stroke();
  }

  function inner(ctx, status, colour, colours) {
    if (status === "ended") {
      ctx.beginPath();
      ctx.setLineDash([]);
      ctx.moveTo(-4, -4); ctx.lineTo(4, 4);
      ctx.moveTo(4, -4); ctx.lineTo(-4, 4);
      ctx.stroke();
    } else if (status === "unknown") {
      ctx.fillStyle = colour;
      ctx.font = "700 10px " + getComputedStyle(document.body).fontFamily;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillText("?", 0, 0.5);
    } else if (status === "available") {
      ctx.beginPath();
      ctx.fillStyle = colours.paper;
      ctx.arc(0, 0, 2.4, 0, 2 * Math.PI);
      ctx.fill();
    }
  }

  function drawSign(ctx, { role, status, confidence, isExact }, colours) {
    const isHollow = ["planned", "ended", "unknown"].includes(status), isLow = confidence === "low";
    const colour = status === "ended" ? colours.ended : colours[role];
    if (!isExact) halo(ctx, colours);
    outline(ctx, role, SIZE + 1.5);
    ctx.fillStyle = colours.paper;
    ctx.fill();
    outline(ctx, role, SIZE - 1);
    ctx.globalAlpha = isLow ? 0.4 : 1;
    ctx.fillStyle = colour;
    if (!isHollow) ctx.fill();
    ctx.globalAlpha = 1;
    ctx.setLineDash(isLow ? [3, 2] : []);
    ctx.lineWidth = 2;
    ctx.strokeStyle = colour;
    ctx.stroke();
    inner(ctx, status, colour, colours);
  }

  const kindOf = (i) => ({
    role: flows.text("role", i), status: flows.text("status", i), confidence: flows.text("confidence", i),
    isExact: ["site", "address"].includes(flows.text("location_precision", i)),
  });

  let pictures = new Map();

  function picture(i, colours) {
    const kind = kindOf(i), key = Object.values(kind).join();
    let found = pictures.get(key);
    if (!found) {
      const sharp = Math.max(1, window.devicePixelRatio || 1);
      found = document.createElement("canvas");
      found.width = found.height = BOX * sharp;
      const ctx = found.getContext("2d");
      ctx.scale(sharp, sharp);
      ctx.translate(BOX / 2, BOX / 2);
      drawSign(ctx, kind, colours);
      pictures.set(key, found);
    }
    return found;
  }

  // A ring with the count inside; its share of blue and orange is that of offers and needs.
  function drawSeveral(ctx, x, y, list, radius, colours) {
    const share = list.filter((i) => flows.text("role", i) === "offer").length / list.length, top = -Math.PI / 2;
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.fillStyle = colours.paper;
    ctx.arc(x, y, radius + 1.5, 0, 2 * Math.PI);
    ctx.fill();
    ctx.lineWidth = 4;
    [["need", share, 1], ["offer", 0, share]].forEach(([role, from, to]) => {
      if (from === to) return;
      ctx.beginPath();
      ctx.strokeStyle = colours[role];
      ctx.arc(x, y, radius - 2, top + from * 2 * Math.PI, top + to * 2 * Math.PI);
      ctx.stroke();
    });
    ctx.fillStyle = colours.ink;
    ctx.font = "700 12px " + getComputedStyle(document.body).fontFamily;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(String(list.length), x, y + 0.5);
  }

  // Flows that would cover each other are put together: a grid of cells finds the near ones.
  function group(list, pixels) {
    const groups = [], cells = new Map();
    list.forEach((i) => {
      const x = pixels.x(flows.x[i]), y = pixels.y(flows.y[i]);
      const cx = Math.floor(x / NEAR), cy = Math.floor(y / NEAR);
      for (let dx = -1; dx <= 1; dx += 1) {
        for (let dy = -1; dy <= 1; dy += 1) {
          const near = cells.get((cx + dx) * 65536 + cy + dy);
          const found = near && near.find((one) => Math.hypot(one.x - x, one.y - y) < NEAR);
          if (found) { found.flows.push(i); return; }
        }
      }
      const made = { x, y, flows: [i] }, key = cx * 65536 + cy;
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(made);
      groups.push(made);
    });
    groups.forEach((one) => { one.radius = one.flows.length > 1 ? 12 + Math.min(8, Math.sqrt(one.flows.length)) : SIZE + 4; });
    return groups;
  }

  fissGeo.signs = {
    group,
    forget: () => { pictures = new Map(); },
    draw(ctx, groups, colours) {
      groups.forEach((one) => {
        if (one.flows.length === 1) ctx.drawImage(picture(one.flows[0], colours), one.x - BOX / 2, one.y - BOX / 2, BOX, BOX);
        else drawSeveral(ctx, one.x, one.y, one.flows, one.radius, colours);
      });
    },
    isOnePlace: (list) => list.every((i) => flows.x[i] === flows.x[list[0]] && flows.y[i] === flows.y[list[0]]),
  };
})(window.fissGeo = window.fissGeo || {});
