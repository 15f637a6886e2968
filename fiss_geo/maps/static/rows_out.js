"use strict";
// What is shown, as CSV and GeoJSON: the columns of docs/tables.md, in every language the same.
(function (fissGeo) {
  const flows = fissGeo.flows, candidates = fissGeo.candidates;
  const FLOWS = [
    "flow_id", "role", "organisation", "site_name", "resource_name", "resource_name_en", "resource_name_fi", "resource_name_sv", "material_group", "low_code",
    "mass_t_per_a", "stock_mass_t", "energy_gwh_per_a", "volume_m3_per_a", "power_mw", "quantity_year", "quantity_kind", "status", "confidence",
    "municipality_code", "region_code", "park_id", "location_precision", "source_title", "source_url", "source_year", "note", "nace_code", "nace_2_1_code",
  ];
  const has = (table, name) => name in table.texts || name in table.numbers;
  const value = (table, name, i) => (name in table.numbers ? table.number(name, i) : table.text(name, i) || null);

  function flowRecord(i) {
    return Object.fromEntries(FLOWS.filter((name) => has(flows, name)).map((name) => [name, value(flows, name, i)]));
  }

  function candidateRecord(c) {
    const own = Object.keys({ ...candidates.texts, ...candidates.numbers });
    const ends = {};
    ["offer", "need"].forEach((side) => {
      const i = candidates[side][c];
      Object.assign(ends, {
        [side + "_id"]: flows.text("flow_id", i), [side + "_organisation"]: flows.text("organisation", i) || null,
        [side + "_resource_name"]: fissGeo.resource(i), [side + "_region_code"]: flows.text("region_code", i) || null,
      });
    });
    return { rank: c + 1, ...ends, ...Object.fromEntries(own.map((name) => [name, value(candidates, name, c)])) };
  }

  // A cell that a spreadsheet would run gets an apostrophe before it.
  function cell(part) {
    if (part === null || part === undefined) return "";
    const text = typeof part === "string" && /^'*[=+\-@\t\r]/.test(part) ? "'" + part : String(part);
    return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  function csv(records) {
    const names = Array.from(new Set(records.flatMap((record) => Object.keys(record))));
    const lines = [names.join(","), ...records.map((record) => names.map((name) => cell(record[name])).join(","))];
    return "\ufeff" + lines.join("\n") + "\n"; // the mark tells spreadsheets that ä is ä
  }

  // ETRS-TM35FIN to degrees, by the series of JHS 197 (Krüger); a millimetre is kept.
  function degrees(x, y) {
    const a = 6378137, f = 1 / 298.257222101, n = f / (2 - f), A = (a / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
    const h = [n / 2 - (2 / 3) * n ** 2 + (37 / 96) * n ** 3 - n ** 4 / 360, n ** 2 / 48 + n ** 3 / 15 - (437 / 1440) * n ** 4, (17 / 480) * n ** 3 - (37 / 840) * n ** 4, (4397 / 161280) * n ** 4];
    const xi = y / (A * 0.9996), eta = (x - 500000) / (A * 0.9996);
    let xi1 = xi, eta1 = eta;
    h.forEach((one, k) => {
      const m = 2 * (k + 1);
      xi1 -= one * Math.sin(m * xi) * Math.cosh(m * eta);
      eta1 -= one * Math.cos(m * xi) * Math.sinh(m * eta);
    });
    const beta = Math.asin(Math.sin(xi1) / Math.cosh(eta1)), longitude = Math.asin(Math.tanh(eta1) / Math.cos(beta));
    const e = Math.sqrt(2 * f - f * f), Q = Math.asinh(Math.tan(beta));
    let q = Q;
    for (let k = 0; k < 4; k += 1) q = Q + e * Math.atanh(e * Math.tanh(q));
    const round = (angle) => Math.round(angle * 1e6) / 1e6;
    return [round(27 + (longitude * 180) / Math.PI), round((Math.atan(Math.sinh(q)) * 180) / Math.PI)];
  }

  const point = (i) => (fissGeo.hasPlace(i) ? [flows.x[i], flows.y[i]] : null);
  function line(c) {
    const ends = [point(candidates.offer[c]), point(candidates.need[c])];
    return ends[0] && ends[1] ? ends : null;
  }

  function geojson(view) {
    const feature = (kind, at, properties) => ({
      type: "Feature",
      geometry: at && { type: kind, coordinates: kind === "Point" ? degrees(...at) : at.map((place) => degrees(...place)) },
      properties,
    });
    return JSON.stringify({
      type: "FeatureCollection",
      features: [
        ...view.flows.map((i) => feature("Point", point(i), { table: "flows", ...flowRecord(i) })),
        ...view.candidates.map((c) => feature("LineString", line(c), { table: "candidates", ...candidateRecord(c) })),
      ],
    });
  }

  Object.assign(fissGeo, { csv, geojson, degrees, flowRecord, candidateRecord, pointOf: point, lineOf: line });
})(window.fissGeo = window.fissGeo || {});
