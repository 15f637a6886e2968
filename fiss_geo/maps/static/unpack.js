"use strict";
// From the packed texts of the data files to coordinates and columns.
(function (fissGeo) {
  // Steps of whole numbers to points as Leaflet wants them: [northing, easting] in metres.
  fissGeo.points = function (steps, size) {
    const points = [], metres = size || fissGeo.base.step;
    let x = 0, y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points.push([y * metres, x * metres]);
    }
    return points;
  };

  // Whole numbers in base 64, the highest digits of all rows first (packing.py).
  function whole(text, count) {
    const found = new Uint32Array(count);
    for (let k = 0, i = 0; k < text.length; k += 1, i = i + 1 === count ? 0 : i + 1) found[i] = found[i] * 64 + text.charCodeAt(k) - 63;
    return found;
  }

  // Each the way from the known one before, in steps; NaN where there is none.
  function coordinates(text, count, metres) {
    const codes = whole(text, count), found = new Float64Array(count);
    let at = 0;
    for (let i = 0; i < count; i += 1) {
      if (!codes[i]) { found[i] = NaN; continue; }
      const way = codes[i] - 1;
      at += way % 2 ? -(way + 1) / 2 : way / 2;
      found[i] = at * metres;
    }
    return found;
  }

  // A number is a whole times a power of ten; NaN where it is missing.
  function figures(packed, count) {
    const wholes = whole(packed.whole, count), tens = whole(packed.tens, count), found = new Float64Array(count);
    for (let i = 0; i < count; i += 1) {
      const power = tens[i] + packed.lowest, value = wholes[i] - 1 + packed.least;
      found[i] = !wholes[i] ? NaN : power < 0 ? value / 10 ** -power : value * 10 ** power;
    }
    return found;
  }

  // A table of columns, each unpacked when it is first asked for: words with the place of each
  // row's word, and numbers.
  fissGeo.table = function (data) {
    const { count } = data, kept = new Map();
    const once = (name, unpack) => { if (!kept.has(name)) kept.set(name, unpack()); return kept.get(name); };
    const none = { words: [""], at: new Uint32Array(count) };
    const placesOf = (packed) => (packed.like ? column(packed.like).at : packed.at === undefined ? Uint32Array.from({ length: count }, (empty, i) => i) : whole(packed.at, count));
    const unpacked = (packed) => (packed ? { words: packed.words.split("\n"), at: placesOf(packed) } : none);
    const column = (name) => once(name, () => unpacked(data.texts[name]));
    const figuresOf = (name) => once(name, () => (data.numbers[name] ? figures(data.numbers[name], count) : new Float64Array(count).fill(NaN)));
    return {
      ...data,
      column,
      text: (name, i) => { const c = column(name); return c.words[c.at[i]]; },
      // The figures of a column, NaN where there is none.
      figures: figuresOf,
      number: (name, i) => { const value = figuresOf(name)[i]; return Number.isNaN(value) ? null : value; },
      // For every row whether its word passes a test; the test is asked once a word.
      passes(name, test) {
        const c = column(name);
        const ok = c.words.map(test);
        return (i) => ok[c.at[i]];
      },
    };
  };

  fissGeo.make = function (tag, text, name) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (name) element.className = name;
    return element;
  };

  fissGeo.button = function (text, act) {
    const element = fissGeo.make("button", text);
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  };

  fissGeo.fill = function (sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name]));
  };

  fissGeo.colour = function (name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  };

  fissGeo.root = document.documentElement.dataset.root || "";

  // Loads a script of the site, once; what it sets is there when the promise is kept.
  const loading = new Map();
  fissGeo.load = function (path) {
    if (!loading.has(path)) {
      loading.set(path, new Promise((done, fail) => {
        const script = document.createElement("script");
        script.src = fissGeo.root + path;
        script.addEventListener("load", done);
        script.addEventListener("error", () => { loading.delete(path); fail(new Error(path)); });
        document.head.append(script);
      }));
    }
    return loading.get(path);
  };

  if (fissGeo.flowTable) {
    const told = fissGeo.flowTable, pairs = fissGeo.candidateTable, at = (text) => coordinates(text, told.count, told.step);
    fissGeo.flows = { ...fissGeo.table(told), x: at(told.x), y: at(told.y), isCounted: whole(told.isCounted, told.count) };
    const ends = Object.fromEntries(["offer", "need", "isOnePoint"].map((name) => [name, whole(pairs[name], pairs.count)]));
    fissGeo.candidates = { ...fissGeo.table(pairs), ...ends };
  }
})(window.fissGeo = window.fissGeo || {});
