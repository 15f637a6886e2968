"use strict";
// What lies under the flows: land, regions, lakes and roads.
(function (fissGeo) {
  const base = fissGeo.base;

  function pane(map, name, order) {
    const element = map.createPane(name);
    element.style.zIndex = order;
    element.style.pointerEvents = "none";
    return name;
  }

  function land(map) {
    const canvas = L.canvas({ pane: pane(map, "land", 210), padding: 0.3 });
    const style = { renderer: canvas, interactive: false, stroke: false, fillOpacity: 1 };
    L.polygon(base.land.map(fissGeo.points), { ...style, fillColor: fissGeo.colours.neighbour }).addTo(map);
  }

  // Regions are SVG, so that they stay sharp in print.
  function regions(map) {
    const svg = L.svg({ pane: pane(map, "regions", 220), padding: 0.5 });
    return base.regions.map((region) => {
      const parts = region.rings.map((part) => part.map(fissGeo.points));
      const layer = L.polygon(parts, {
        renderer: svg, interactive: false, fillOpacity: 1,
      }).addTo(map);
      return { ...region, layer, bounds: layer.getBounds() };
    });
  }

  function waters(map) {
    const canvas = L.canvas({ pane: pane(map, "waters", 230), padding: 0.3 });
    L.polygon(base.lakes.map(fissGeo.points), {
      renderer: canvas, interactive: false, stroke: false, fillOpacity: 1, fillColor: fissGeo.colours.lake,
    }).addTo(map);
  }

  function roads(map) {
    const canvas = L.canvas({ pane: pane(map, "roads", 240), padding: 0.3 });
    return L.polyline(base.roads.map(fissGeo.points), {
      renderer: canvas, interactive: false, color: fissGeo.colours.road, weight: 1,
    });
  }

  function parks(map) {
    const svg = L.svg({ pane: pane(map, "parks", 250), padding: 0.5 });
    return base.parks.map((park) => {
      const at = [park.at[1], park.at[0]];
      const style = {
        renderer: svg, interactive: false, color: fissGeo.colours.park, weight: 1.8, dashArray: "6 4", fillOpacity: 0.06,
      };
      // A polygon is drawn as it is; an approximate circle with dashes.
      const layer = park.rings ? L.polygon(park.rings.map((part) => part.map(fissGeo.points)), { ...style, dashArray: null })
        : park.km ? L.circle(at, { ...style, radius: park.km * 1000 }) : L.circleMarker(at, { ...style, radius: 14 });
      return { ...park, at, layer };
    });
  }

  fissGeo.ground = function (map) {
    land(map);
    const found = { regions: regions(map) };
    waters(map);
    found.roads = roads(map);
    found.parks = parks(map);
    return found;
  };
})(window.fissGeo = window.fissGeo || {});
