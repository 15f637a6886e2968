"use strict";
// A background map, only if the publisher has named one and the visitor asks: it tells the server
// of the tiles where the visitor looks.
(function (fissGeo) {
  const page = document.documentElement.dataset;
  if (!page.tiles) return;
  let layer = null;

  fissGeo.drawTiles = function (map, state) {
    const note = document.querySelector("[data-tiles-note]");
    if (state.tiles && !layer) {
      const pane = map.getPane("tiles") || map.createPane("tiles");
      pane.style.zIndex = 215;
      layer = L.tileLayer(page.tiles, { zoomOffset: 1, minZoom: 0, maxNativeZoom: 14, pane: "tiles" }).addTo(map);
    } else if (!state.tiles && layer) {
      layer.remove();
      layer = null;
    }
    map.getPane("regions").style.opacity = state.tiles ? "0.35" : "";
    if (note) note.hidden = !state.tiles;
  };
})(window.fissGeo = window.fissGeo || {});
