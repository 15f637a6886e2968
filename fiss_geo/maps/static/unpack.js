"use strict";
// From the compact lists of the data files to coordinates and rows.
(function (fissGeo) {
  // Steps of whole numbers to points as Leaflet wants them: [northing, easting] in metres.
  fissGeo.points = function (steps) {
    const points = [];
    let x = 0, y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points.push([y * fissGeo.base.step, x * fissGeo.base.step]);
    }
    return points;
  };

  // A table of lists to objects; texts that come again are written as their place in a list.
  fissGeo.rows = function (table) {
    const repeated = new Set(table.repeated);
    const text = (place) => Array.isArray(place) ? place.map(text) : table.texts[place];
    return table.rows.map((values) => {
      const row = {};
      table.fields.forEach((field, i) => {
        row[field] = repeated.has(field) ? text(values[i]) : values[i];
      });
      return row;
    });
  };

  fissGeo.fill = function (sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name]));
  };
})(window.fissGeo = window.fissGeo || {});
