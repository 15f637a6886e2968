"use strict";
// The ways along roads of the best candidates: a file a region, loaded once it is chosen.
(function (fissGeo) {
  const MOST_REGIONS = 4; // of an organisation or a park: more are not worth the loading
  const known = {};
  let again = null, layer = null, renderer = null;

  fissGeo.addWays = function (code, lines) {
    known[code] = lines;
    if (again) again();
  };

  // Without them the lines of candidates stand for them; the browser notes what did not load.
  const load = (code) => fissGeo.load("data/ways/" + code + ".js").catch(() => null);

  const regionsOf = (state, view) => (state.region ? [state.region] : Array.from(new Set(view.flows.map((i) => fissGeo.flows.text("region_code", i)))).slice(0, MOST_REGIONS))
    .filter((code) => fissGeo.base.ways.includes(code));

  fissGeo.drawWays = function (map, state, view) {
    if (layer) layer.remove();
    layer = null;
    if (!view.isNarrow || !view.isSingle) { again = null; return; }
    again = () => fissGeo.drawWays(map, state, view);
    const codes = regionsOf(state, view), shown = new Set(view.candidates), lines = [];
    codes.forEach(load);
    codes.filter((code) => known[code]).forEach((code) => Object.keys(known[code]).forEach((c) => {
      if (shown.delete(Number(c))) lines.push(...known[code][c].map((steps) => fissGeo.points(steps)));
    }));
    if (!lines.length) return;
    if (!renderer) {
      const pane = map.createPane("ways");
      pane.style.zIndex = 245;
      pane.style.pointerEvents = "none";
      renderer = L.canvas({ pane: "ways", padding: 0.3 });
    }
    layer = L.polyline(lines, { pane: "ways", renderer, interactive: false, weight: 3, opacity: 0.55, color: fissGeo.colours.park }).addTo(map);
  };
  fissGeo.waysDrawn = () => (layer ? layer.getLatLngs().length : 0);
})(window.fissGeo = window.fissGeo || {});
