"use strict";
// ETRS-TM35FIN (EPSG:3067) as Leaflet's plane: "latitude" is northing, "longitude" easting, in metres.
// Its corner is that of the national tile matrix (JHS 180), so that zoom z is matrix z + 1.
(function (fissGeo) {
  const METRES_A_PIXEL = 4096; // at zoom 0
  const WEST = -548576, NORTH = 8388608;

  fissGeo.plane = L.extend({}, L.CRS, {
    code: "EPSG:3067",
    projection: {
      project: (place) => L.point(place.lng, place.lat),
      unproject: (point) => L.latLng(point.y, point.x),
      bounds: L.bounds([WEST, 6000000], [1548576, NORTH]),
    },
    transformation: L.transformation(1, -WEST, -1, NORTH),
    scale: (zoom) => Math.pow(2, zoom) / METRES_A_PIXEL,
    zoom: (scale) => Math.log2(scale * METRES_A_PIXEL),
    distance: (a, b) => Math.hypot(a.lng - b.lng, a.lat - b.lat),
  });

  // From metres to the map's layer pixels, without an object a point.
  fissGeo.toPixels = function (map) {
    const k = fissGeo.plane.scale(map.getZoom()), origin = map.getPixelOrigin();
    return { x: (x) => (x - WEST) * k - origin.x, y: (y) => (NORTH - y) * k - origin.y };
  };
})(window.fissGeo = window.fissGeo || {});
