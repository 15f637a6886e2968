"use strict";
// The pale ramp of the regions: four classes of about equally many regions, and none.
(function (fissGeo) {
  const CLASSES = 4;

  function rounded(value, isCount) {
    const unit = isCount ? 1 : Math.pow(10, Math.max(0, Math.floor(Math.log10(value)) - 1));
    return Math.max(1, Math.floor(value / unit) * unit);
  }

  fissGeo.number = function (value) {
    const digits = Math.max(0, Math.floor(Math.log10(Math.max(value, 1))) - 2);
    const unit = Math.pow(10, digits);
    return String(Math.round(value / unit) * unit).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  };

  // Where each class begins.
  fissGeo.classStarts = function (values, isCount) {
    const known = values.filter((value) => value > 0).sort((a, b) => a - b);
    const starts = [];
    for (let i = 0; i < CLASSES && known.length; i += 1) {
      const start = rounded(known[Math.floor((i * known.length) / CLASSES)], isCount);
      if (!starts.includes(start)) starts.push(start);
    }
    return starts;
  };

  fissGeo.classOf = function (value, starts) {
    return value > 0 ? Math.max(1, starts.filter((start) => start <= value).length) : 0;
  };

  fissGeo.drawScale = function (element, title, starts, isCount) {
    const list = fissGeo.make("ul");
    const text = (i) => {
      const from = fissGeo.number(starts[i]);
      if (i === starts.length - 1) return from + "\u202f+";
      return isCount ? (starts[i + 1] - 1 > starts[i] ? from + "–" + (starts[i + 1] - 1) : from)
        : from + "–" + fissGeo.number(starts[i + 1]);
    };
    [fissGeo.words.none, ...starts.map((start, i) => text(i))].forEach((label, i) => {
      const item = fissGeo.make("li");
      item.append(fissGeo.make("span", "", "swatch swatch-" + i), label);
      list.append(item);
    });
    element.replaceChildren(fissGeo.make("strong", title), list);
    element.hidden = false;
  };
})(window.fissGeo = window.fissGeo || {});
