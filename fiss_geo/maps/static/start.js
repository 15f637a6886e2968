"use strict";
// The last script: everything is there, so begin.
(function (fissGeo) {
  if (fissGeo.startBoard) fissGeo.startBoard();
  // Ready is when the first picture has been painted: the frame after the next one.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    performance.mark("fiss-geo-ready");
    document.documentElement.classList.add("is-ready");
  }));
})(window.fissGeo = window.fissGeo || {});
