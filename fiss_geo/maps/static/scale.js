"use strict";
// The pale ramp of the regions: four classes of about equally many regions, and none; and how wide
// an arrow of a mass is.
(function (fissGeo) {
  const CLASSES = 4, WIDEST = 11, say = fissGeo.spoken.sentences;
  let heaviest = 1;

  function rounded(value, isCount) {
    const unit = isCount ? 1 : Math.pow(10, Math.max(0, Math.floor(Math.log10(value)) - 1));
    return Math.max(1, Math.floor(value / unit) * unit);
  }

  function short(value) {
    const digits = Math.max(0, Math.floor(Math.log10(Math.max(value, 1))) - 2), unit = Math.pow(10, digits);
    return fissGeo.count(Math.round(value / unit) * unit);
  }

  const classOf = (value, starts) => (value > 0 ? Math.max(1, starts.filter((start) => start <= value).length) : 0);

  function classStarts(values, isCount) {
    const known = values.filter((value) => value > 0).sort((a, b) => a - b), starts = [];
    for (let i = 0; i < CLASSES && known.length; i += 1) {
      const start = rounded(known[Math.floor((i * known.length) / CLASSES)], isCount);
      if (!starts.includes(start)) starts.push(start);
    }
    return starts;
  }

  // What each class holds, in words.
  function classTexts(starts, isCount) {
    const text = (i) => {
      const from = short(starts[i]);
      if (i === starts.length - 1) return from + "\u202f" + say.andMore;
      return isCount ? (starts[i + 1] - 1 > starts[i] ? from + "–" + short(starts[i + 1] - 1) : from) : from + "–" + short(starts[i + 1]);
    };
    return [say.none, ...starts.map((start, i) => text(i))];
  }

  // Areas of arrows go by mass: the width by its square root.
  const flowWidth = (mass) => (mass > 0 ? 1.5 + (WIDEST - 1.5) * Math.sqrt(Math.min(1, mass / heaviest)) : 1.5);

  function arrowSteps() {
    if (heaviest <= 1) return [];
    const top = Math.pow(10, Math.floor(Math.log10(heaviest)));
    return [top / 100, top / 10, top].filter((mass) => mass >= 1).map((mass) => ({ mass, width: flowWidth(mass), text: short(mass) }));
  }

  Object.assign(fissGeo, {
    short, classOf, classStarts, classTexts, flowWidth, arrowSteps,
    setHeaviest: (mass) => { heaviest = Math.max(1, mass); },
  });
})(window.fissGeo = window.fissGeo || {});
