"use strict";
// What lies under the flows: land, regions, lakes and roads; sharper around the park of a page.
(function (fissGeo) {
  const base = fissGeo.base;

  function pane(map, name, order) {
    const element = map.createPane(name);
    element.style.zIndex = order;
    element.style.pointerEvents = "none";
    return name;
  }

  function regions(map, svg) {
    return base.regions.map((region) => {
      const parts = region.rings.map((part) => part.map((ring) => fissGeo.points(ring)));
      const layer = L.polygon(parts, { renderer: svg, interactive: false, fillOpacity: 1, weight: 0.8 }).addTo(map);
      return { ...region, layer, bounds: layer.getBounds() };
    });
  }

  const many = (lists, size) => lists.map((list) => fissGeo.points(list, size));

  fissGeo.ground = function (map) {
    const plain = { interactive: false, stroke: false, fillOpacity: 1 };
    const land = L.polygon(many(base.land), { ...plain, renderer: L.canvas({ pane: pane(map, "land", 210), padding: 0.3 }) }).addTo(map);
    // Regions are SVG, so that they stay sharp in print.
    const svg = L.svg({ pane: pane(map, "regions", 220), padding: 0.5 });
    const found = { land, regions: regions(map, svg) };
    const waters = L.canvas({ pane: pane(map, "waters", 230), padding: 0.3 });
    found.lakes = L.polygon(many(base.lakes), { ...plain, renderer: waters }).addTo(map);
    const ways = L.canvas({ pane: pane(map, "roads", 240), padding: 0.3 });
    found.roads = L.polyline([], { renderer: ways, interactive: false, weight: 1 });
    const drawRoads = () => { if (!found.roads.getLatLngs().length) found.roads.setLatLngs(many(fissGeo.roads)); };
    // Main roads are a file of their own, loaded when they are first asked for.
    found.showRoads = function (isOn) {
      if (!isOn) { found.roads.remove(); return; }
      found.roads.addTo(map);
      if (fissGeo.roads) drawRoads();
      else fissGeo.load("data/roads.js").then(drawRoads, () => null);
    };
    if (fissGeo.near) {
      const sharp = L.svg({ pane: pane(map, "near", 225), padding: 0.5 }), near = fissGeo.near;
      found.near = [
        L.polygon([many(near.frame, near.step)], { ...plain, renderer: sharp, kind: "sea" }).addTo(map),
        L.polygon(many(near.land, near.step), { ...plain, renderer: sharp, stroke: true, weight: 0.7, kind: "land" }).addTo(map),
        L.polygon(many(near.lakes, near.step), { ...plain, renderer: sharp, kind: "lake" }).addTo(map),
        L.polyline(many(near.borders, near.step), { renderer: sharp, interactive: false, weight: 1, dashArray: "2 3", kind: "edge" }).addTo(map),
        L.polyline(many(near.roads, near.step), { renderer: sharp, interactive: false, weight: 1.6, kind: "road" }).addTo(map),
      ];
    }
    const circles = L.svg({ pane: pane(map, "parks", 250), padding: 0.5 });
    found.parks = base.parks.map((park) => {
      const at = [park.at[1], park.at[0]];
      const style = { renderer: circles, interactive: false, weight: 1.8, dashArray: "6 4", fillOpacity: 0.06 };
      // A polygon is drawn as it is; an approximate circle with dashes.
      const layer = park.rings ? L.polygon(park.rings.map((part) => part.map((ring) => fissGeo.points(ring))), { ...style, dashArray: null })
        : park.km ? L.circle(at, { ...style, radius: park.km * 1000 }) : L.circleMarker(at, { ...style, radius: 14 });
      return { ...park, at, layer };
    });
    found.paint = function () {
      const colours = fissGeo.colours;
      land.setStyle({ fillColor: colours.neighbour });
      found.lakes.setStyle({ fillColor: colours.lake });
      found.roads.setStyle({ color: colours.road });
      found.parks.forEach((park) => park.layer.setStyle({ color: colours.park, fillColor: colours.park }));
      (found.near || []).forEach((layer) => layer.setStyle({ color: colours[layer.options.kind === "land" ? "edge" : layer.options.kind], fillColor: colours[layer.options.kind] }));
    };
    return found;
  };
})(window.fissGeo = window.fissGeo || {});
