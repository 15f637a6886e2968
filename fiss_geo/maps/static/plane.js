"use strict";
// ETRS-TM35FIN (EPSG:3067) as Leaflet's plane: "latitude" is northing, "longitude" easting, in metres.
(function (fissGeo) {
  const METRES_A_PIXEL = 4096; // at zoom 0

  fissGeo.plane = L.extend({}, L.CRS, {
    code: "EPSG:3067",
    projection: {
      project: (place) => L.point(place.lng, place.lat),
      unproject: (point) => L.latLng(point.y, point.x),
      bounds: L.bounds([-600000, 6000000], [1500000, 8300000]),
    },
    transformation: L.transformation(1, 0, -1, 0),
    scale: (zoom) => Math.pow(2, zoom) / METRES_A_PIXEL,
    zoom: (scale) => Math.log2(scale * METRES_A_PIXEL),
    distance: (a, b) => Math.hypot(a.lng - b.lng, a.lat - b.lat),
  });
})(window.fissGeo = window.fissGeo || {});
