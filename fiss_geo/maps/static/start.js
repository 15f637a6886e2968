"use strict";
// The last script: everything is there, so begin.
(function (fissGeo) {
  if (fissGeo.startBoard) fissGeo.startBoard();
  document.documentElement.classList.add("is-ready");
})(window.fissGeo = window.fissGeo || {});
