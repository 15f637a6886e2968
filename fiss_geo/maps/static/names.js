"use strict";
// What a row is called in the visitor's language.
(function (fissGeo) {
  const spoken = fissGeo.spoken, flows = fissGeo.flows, candidates = fissGeo.candidates;
  const NEXT_BEST = { fi: ["fi", "en", "sv"], sv: ["sv", "fi", "en"], en: ["en"] }[spoken.language];
  const said = (text) => spoken.said[text] || text;

  Object.assign(fissGeo, {
    said,
    organisation: (i) => flows.text("organisation", i) || spoken.unnamed,
    material: (code) => spoken.materials[code] || (code ? code.charAt(0).toUpperCase() + code.slice(1).replace(/_/g, " ") : ""),
    resource(i) {
      const named = NEXT_BEST.map((code) => flows.text("resource_name_" + code, i)).find(Boolean);
      return named || flows.text("resource_name", i) || fissGeo.material(flows.text("material_group", i));
    },
    region: (code) => spoken.regions[code] || "",
    industry(i) {
      const newer = flows.text("nace_2_1_code", i), code = newer || flows.text("nace_code", i);
      const key = (newer ? "TOL 2025 " : "TOL 2008 ") + code;
      const list = newer ? spoken.sentences.nace21 : spoken.sentences.nace;
      return spoken.industries[key] ? spoken.industries[key] + " (" + list + " " + code + ")" : code;
    },
    municipality: (i) => spoken.municipalities[flows.text("municipality_code", i)] || flows.text("municipality_name", i),
    park: (code) => spoken.parks[code] || code,
    place: (i) => [fissGeo.municipality(i), fissGeo.region(flows.text("region_code", i))].filter(Boolean).join(", "),
    status: (i) => spoken.statuses[flows.text("status", i)] || "",
    statusLong: (i) => (spoken.statusesLong[flows.text("role", i)] || {})[flows.text("status", i)] || "",
    precision: (i) => spoken.precisions[flows.text("location_precision", i)] || "",
    amountBasis(i) {
      const year = flows.number("quantity_year", i), kind = spoken.quantityKinds[flows.text("quantity_kind", i)];
      return [year === null ? "" : String(year), kind].filter(Boolean).join(", ");
    },
    sentences: (name, c) => candidates.text(name, c).split(";").map((part) => part.trim()).filter(Boolean).map(said),
    reasons: (c) => fissGeo.sentences("reasons", c),
    isPlanned: (c) => ["offer", "need"].some((side) => flows.text("status", candidates[side][c]) === "planned"),
    isLow: (c) => ["offer", "need"].some((side) => flows.text("confidence", candidates[side][c]) === "low"),
    // A page of the site, in the visitor's language.
    page: (name) => fissGeo.root + spoken.language + "/" + name,
    parkPage: (id) => fissGeo.page("parks/" + id.replace(/[^a-z0-9-]/g, (one) => "_" + one.codePointAt(0).toString(16)).slice(0, 100) + ".html"),
  });
})(window.fissGeo = window.fissGeo || {});
