"use strict";
// Links, embedding and downloads of what is shown; and the same choice in another language.
(function (fissGeo) {
  const say = fissGeo.spoken && fissGeo.spoken.sentences;

  function carryChoice() {
    document.querySelectorAll("a[data-carry]").forEach((link) => {
      link.hash = location.hash;
    });
  }
  window.addEventListener("hashchange", carryChoice);
  carryChoice();
  if (!fissGeo.onChange) return;
  fissGeo.onChange(carryChoice);

  const tools = document.querySelector("[data-tools]");
  if (!tools) return;
  const answer = tools.querySelector("[data-answer]"), field = answer.querySelector("textarea"), label = answer.querySelector("label"), status = tools.querySelector("[role=status]");

  // Shown to be copied by hand where the browser lets no script do it.
  function offer(text) {
    answer.hidden = false;
    label.textContent = say.copyThis;
    field.value = text;
    field.focus();
    field.select();
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      answer.hidden = true;
      status.textContent = say.copied;
    } catch (error) {
      offer(text);
    }
  }

  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

  function embedText() {
    const address = new URL(fissGeo.page("embed.html"), location.href), state = fissGeo.state;
    const hash = new URLSearchParams(fissGeo.hash());
    ["region", "park"].forEach((name) => { if (state[name]) hash.set(name, state[name]); });
    address.hash = hash.toString();
    return '<iframe src="' + escaped(address.href) + '" width="100%" height="700" loading="lazy" sandbox="allow-scripts allow-popups allow-downloads" title="' + escaped(document.title) + '"></iframe>';
  }

  function save(content, name, type) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    link.download = "fiss-geo-" + name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  const view = () => fissGeo.view(fissGeo.state);
  const ACTS = {
    link: () => copy(location.href),
    embed: () => offer(embedText()),
    print: () => window.print(),
    png: () => fissGeo.png((blob) => save(blob, "map.png", "image/png")),
    svg: () => save(fissGeo.pictureText(), "map.svg", "image/svg+xml"),
    flows: () => save(fissGeo.csv(view().flows.map(fissGeo.flowRecord)), "flows.csv", "text/csv"),
    candidates: () => save(fissGeo.csv(view().candidates.map(fissGeo.candidateRecord)), "candidates.csv", "text/csv"),
    geojson: () => save(fissGeo.geojson(view()), "shown.geojson", "application/geo+json"),
    gpkg: () => save(fissGeo.geopackage([
      { name: "flows", kind: "POINT", rows: view().flows.map((i) => ({ geometry: fissGeo.pointOf(i), ...fissGeo.flowRecord(i) })) },
      { name: "candidates", kind: "LINESTRING", rows: view().candidates.map((c) => ({ geometry: fissGeo.lineOf(c), ...fissGeo.candidateRecord(c) })) },
    ]), "shown.gpkg", "application/geopackage+sqlite3"),
  };
  // What only a download needs is loaded when one is asked for.
  const ROWS = "assets/rows_out.js";
  const NEEDS = { flows: [ROWS], candidates: [ROWS], geojson: [ROWS], gpkg: [ROWS, "assets/gpkg.js"] };
  function act(name) {
    status.textContent = "";
    if (!NEEDS[name]) { ACTS[name](); return; }
    Promise.all(NEEDS[name].map(fissGeo.load)).then(ACTS[name], () => { status.textContent = say.notLoaded; });
  }
  tools.querySelectorAll("[data-act]").forEach((button) => {
    const isPicture = ["png", "svg"].includes(button.dataset.act);
    button.hidden = isPicture && !fissGeo.map;
    button.addEventListener("click", () => act(button.dataset.act));
  });
  tools.hidden = false;
})(window.fissGeo = window.fissGeo || {});
