"use strict";
// From the compact lists of the data files to coordinates and columns.
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

  // A table of columns: words with the place of each row's word, and lists of numbers.
  fissGeo.table = function (data) {
    const none = { words: [""], at: new Array(data.count).fill(0) };
    // A column of words that are all different has no list of places: each row has its own.
    Object.values(data.texts).forEach((c) => { if (!c.at) c.at = Array.from(c.words, (word, i) => i); });
    const column = (name) => data.texts[name] || none;
    return {
      ...data,
      column,
      text: (name, i) => { const c = column(name); return c.words[c.at[i]]; },
      number: (name, i) => (data.numbers[name] ? data.numbers[name][i] : null),
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

  const root = document.documentElement.dataset;
  fissGeo.root = root.root || "";
  if (fissGeo.flowTable) {
    fissGeo.flows = fissGeo.table(fissGeo.flowTable);
    fissGeo.candidates = fissGeo.table(fissGeo.candidateTable);
  }
})(window.fissGeo = window.fissGeo || {});
