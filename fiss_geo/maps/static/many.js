"use strict";
// Tens of thousands of lines and marks, written as pixels: as many calls to a canvas would take
// longer than all else together, and nobody could say beforehand how long.
(function (fissGeo) {
  const flows = fissGeo.flows, candidates = fissGeo.candidates;
  const WHOLE = 16; // how often a line that lies fully on a pixel is counted there; 2 ** 4
  const MOST = 255 * WHOLE;

  // A colour as a pixel of an image holds it.
  function pixelOf(colour) {
    const ctx = document.createElement("canvas").getContext("2d");
    ctx.fillStyle = colour;
    ctx.fillRect(0, 0, 1, 1);
    return new Uint32Array(ctx.getImageData(0, 0, 1, 1).data.buffer)[0];
  }

  // A sheet of pixels over the bounds of a canvas: how often lines cross each, and its colour.
  fissGeo.sheet = function (bounds, sharp, pixels) {
    const size = bounds.getSize(), width = size.x * sharp, height = size.y * sharp;
    const image = new ImageData(width, height), cells = new Uint32Array(image.data.buffer);
    const across = (i) => (pixels.x(flows.x[i]) - bounds.min.x) * sharp, down = (i) => (pixels.y(flows.y[i]) - bounds.min.y) * sharp;

    // One line along its longer way, shared at every step between the two pixels beside it. Along
    // that way pixels are "forward" cells apart and there are "most" of them, across it "sideways"
    // and "side".
    function walk(crossed, a, b, c, d, most, side, forward, sideways) {
      const slope = c === a ? 0 : (d - b) / (c - a);
      let from = Math.max(0, Math.ceil(Math.min(a, c))), to = Math.min(most, Math.floor(Math.max(a, c)));
      if (slope) { // the part of it that is on the sheet
        const one = a - b / slope, other = a + (side - b) / slope;
        from = Math.max(from, Math.ceil(Math.min(one, other)));
        to = Math.min(to, Math.floor(Math.max(one, other)));
      } else if (b < 0 || b > side) return;
      const turn = slope * WHOLE;
      let beside = (b + (from - a) * slope) * WHOLE, at = from * forward;
      for (let k = from; k <= to; k += 1, beside += turn, at += forward) {
        const parts = beside | 0, part = parts & (WHOLE - 1), cell = at + (parts >> 4) * sideways;
        crossed[cell] += WHOLE - part;
        crossed[cell + sideways] += part;
      }
    }

    function count(crossed, ax, ay, bx, by) {
      if (Math.abs(bx - ax) >= Math.abs(by - ay)) walk(crossed, ax, ay, bx, by, width - 1, height - 2, 1, width);
      else walk(crossed, ay, ax, by, bx, height - 1, width - 2, width, 1);
    }

    // The lines of candidates, as many as the time allows; gives the place of the next one.
    function lines(crossed, list, first, until) {
      let k = first;
      for (; k < list.length; k += 1) {
        if (k % 64 === 0 && k > first && performance.now() > until) break;
        const o = candidates.offer[list[k]], n = candidates.need[list[k]];
        count(crossed, across(o), down(o), across(n), down(n));
      }
      return k;
    }

    // Where many lines cross it is darker, as if each had been painted over the others.
    function tint(crossed, colour, alpha) {
      const bare = pixelOf(colour) & 0xffffff;
      const shades = Uint32Array.from({ length: MOST + 1 }, (empty, n) => ((Math.round(255 * (1 - (1 - alpha) ** (n / WHOLE))) << 24) | bare) >>> 0);
      for (let i = 0; i < cells.length; i += 1) if (crossed[i]) cells[i] = shades[Math.min(MOST, crossed[i])];
    }

    // Small marks: squares for offers and crosses for needs, the needs on top.
    function dots(list, colours) {
      const { words, at } = flows.column("role"), edge = 3 * sharp;
      const marks = words.map((role) => markOf(role, colours[role]));
      ["offer", "need"].forEach((role) => {
        const own = words.indexOf(role);
        if (own < 0) return;
        const { steps, colour } = marks[own];
        list.forEach((i) => {
          if (at[i] !== own) return;
          const x = Math.round(across(i)), y = Math.round(down(i));
          if (x < edge || y < edge || x >= width - edge || y >= height - edge) return;
          for (let k = 0; k < steps.length; k += 1) cells[y * width + x + steps[k]] = colour;
        });
      });
    }

    // How far the pixels of a mark are from its middle.
    function markOf(role, colour) {
      const reach = role === "offer" ? 1 : 2, steps = [];
      for (let x = -reach * sharp; x < (reach + 1) * sharp; x += 1) {
        for (let y = -reach * sharp; y < (reach + 1) * sharp; y += 1) {
          if (role === "offer" || Math.floor(x / sharp) === 0 || Math.floor(y / sharp) === 0) steps.push(y * width + x);
        }
      }
      return { steps, colour: pixelOf(colour || "#000") };
    }

    function onto(ctx) {
      const canvas = document.createElement("canvas");
      canvas.width = width;
      canvas.height = height;
      canvas.getContext("2d").putImageData(image, 0, 0);
      ctx.drawImage(canvas, bounds.min.x, bounds.min.y, size.x, size.y);
    }

    return { crossed: () => new Uint16Array(width * height), lines, tint, dots, onto };
  };
})(window.fissGeo = window.fissGeo || {});
