"use strict";
// The map of a page: puts ground, flows, sums, names and cards together.
(function (fissGeo) {
  const element = document.querySelector("[data-map]");
  if (!element) return;
  const { make, fill } = fissGeo, flows = fissGeo.flows, candidates = fissGeo.candidates;
  const say = fissGeo.spoken.sentences;
  const MOST_ARROWS = 25; // more of them are a hairball; the table has them all
  const SIGNS_FROM_ZOOM = 3.5, PARKS_FROM_ZOOM = 3.5;
  const COLOURS = ["offer", "need", "ended", "link", "casing", "ink", "ink-soft", "paper", "neighbour", "lake", "road", "park", "edge", "land", "sea", "land-chosen", "brand", "class-0", "class-1", "class-2", "class-3", "class-4"];
  const isEmbedded = "embed" in document.documentElement.dataset;

  function readColours() {
    fissGeo.colours = Object.fromEntries(COLOURS.map((name) => [name, fissGeo.colour(name)]));
    fissGeo.signs.forget();
  }
  readColours();

  element.replaceChildren();
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = fissGeo.map = L.map(element, {
    crs: fissGeo.plane, minZoom: 0, maxZoom: 12, zoomSnap: 0.05, zoomDelta: 0.75, wheelPxPerZoomLevel: 90,
    maxBounds: [[6470000, -80000], [7920000, 890000]], maxBoundsViscosity: 1, attributionControl: false, zoomControl: false,
    scrollWheelZoom: !L.Browser.mobile, zoomAnimation: !isCalm, fadeAnimation: !isCalm, markerZoomAnimation: !isCalm, inertia: !isCalm,
  });
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", say.mapLabel);
  L.control.zoom({ zoomInTitle: say.zoomIn, zoomOutTitle: say.zoomOut }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 130, position: "bottomright" }).addTo(map);

  const ground = fissGeo.ground(map), nameAll = fissGeo.labels(map), painter = new fissGeo.Painter({ pane: "overlayPane" });
  painter.addTo(map);
  const regionOf = (code) => ground.regions.find((one) => one.code === code);
  const parkOf = (id) => ground.parks.find((one) => one.id === id);
  const finland = L.latLngBounds(ground.regions.flatMap((region) => [region.bounds.getSouthWest(), region.bounds.getNorthEast()]));
  const at = (i) => [flows.y[i], flows.x[i]];

  const isFixed = Boolean(fissGeo.fixed.region || fissGeo.fixed.park);

  // Cards -------------------------------------------------------------------------------------
  let opener = null;

  function open(place, content, from) {
    opener = null;
    map.closePopup();
    opener = from || null;
    const width = Math.min(330, element.clientWidth - 60);
    L.popup({ maxWidth: width, minWidth: Math.min(220, width), autoPanPadding: [15, 15], closeButton: true }).setLatLng(place).setContent(content).openOn(map);
    const box = element.querySelector(".leaflet-popup-content");
    if (box) box.tabIndex = 0; // a long card scrolls, by the keyboard too
    const close = element.querySelector(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", say.close);
    content.tabIndex = -1;
    if (from || element.contains(document.activeElement)) content.focus({ preventScroll: true });
  }
  element.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
  map.on("popupclose", () => {
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
    if (fissGeo.state.sel) fissGeo.change({ sel: "" }, true);
  });

  const byId = new Map();
  for (let i = 0; i < flows.count; i += 1) byId.set(flows.text("flow_id", i), i);

  // The card of what the address names: a flow, or an offer and a need.
  function openChosen(sel, from) {
    const [first, second] = sel.split("~"), i = byId.get(first);
    if (i === undefined) return;
    const isPlaced = fissGeo.hasPlace(i);
    if (second === undefined) {
      if (isPlaced && (from || !map.getBounds().contains(at(i)))) map.setView(at(i), Math.max(map.getZoom(), 4), { animate: false });
      open(isPlaced ? at(i) : map.getCenter(), fissGeo.flowCard(i), from);
      return;
    }
    const need = byId.get(second), c = candidates.offer.findIndex((one, place) => one === i && candidates.need[place] === need);
    if (c < 0) return;
    const both = isPlaced && fissGeo.hasPlace(need);
    if (both) map.fitBounds([at(i), at(need)], { maxZoom: 6, padding: [70, 70], animate: false });
    open(both ? [(flows.y[i] + flows.y[need]) / 2, (flows.x[i] + flows.x[need]) / 2] : map.getCenter(), fissGeo.candidateCard(c), from);
  }

  const selOf = (c) => flows.text("flow_id", candidates.offer[c]) + "~" + flows.text("flow_id", candidates.need[c]);
  const choose = (sel) => fissGeo.change({ sel });

  function openHit(hit, place) {
    if (hit.group) {
      const list = hit.group.flows;
      if (list.length === 1) choose(flows.text("flow_id", list[0]));
      else open(place, fissGeo.listCard(list.length + " " + (fissGeo.signs.isOnePlace(list) ? say.here : say.near), list, fissGeo.flowName, (i) => choose(flows.text("flow_id", i))));
    } else if (hit.lines) {
      if (hit.lines.length === 1) open(place, fissGeo.candidateCard(hit.lines[0]));
      else open(place, fissGeo.listCard(say.candidates, hit.lines, fissGeo.candidateName, (c) => choose(selOf(c))));
    } else if (hit.sum) open(place, fissGeo.sumCard(hit.sum));
  }

  // What is drawn -----------------------------------------------------------------------------
  function scene(state, view) {
    if (view.isSums) {
      const all = view.between.filter((sum) => sum.mass > 0 && regionOf(sum.from) && regionOf(sum.to));
      const shown = all.slice(0, MOST_ARROWS);
      fissGeo.setHeaviest(all.length ? all[0].mass : 1);
      const sums = shown.map((sum) => ({ ...sum, fromAt: regionOf(sum.from).at, toAt: regionOf(sum.to).at }));
      return { sums, lines: [], marks: state.signs || map.getZoom() >= SIGNS_FROM_ZOOM ? view.flows.filter(fissGeo.hasPlace) : [], all: all.length };
    }
    const lines = !view.isSingle ? [] : view.candidates.filter((c) => fissGeo.hasPlace(candidates.offer[c]) && fissGeo.hasPlace(candidates.need[c]));
    const masses = candidates.figures("mass_t_per_a");
    fissGeo.setHeaviest(lines.reduce((most, c) => (masses[c] > most ? masses[c] : most), 1));
    const ends = view.isNarrow ? lines.flatMap((c) => [candidates.offer[c], candidates.need[c]]) : [];
    const marks = ends.length ? Array.from(new Set([...view.flows, ...ends])) : view.flows;
    return { sums: null, lines, marks: marks.filter(fissGeo.hasPlace) };
  }

  // What is drawn, in words, and where there is more about it.
  function tell(state, view, drawn) {
    const note = document.querySelector("[data-drawn]"), link = document.querySelector("[data-page-link]");
    if (link) {
      link.hidden = isFixed || !(state.park || state.region);
      link.textContent = state.park ? say.parkPage : say.regionPage;
      if (!link.hidden) link.href = state.park ? fissGeo.parkPage(state.park) : fissGeo.page("regions/" + state.region + ".html");
    }
    if (!note) return;
    if (view.isSums) {
      const more = drawn.sums.length < drawn.all ? " " + fill(say.drawnMost, { shown: drawn.sums.length, all: drawn.all }) : "";
      note.textContent = drawn.all ? say.drawnSums + more : say.drawnNone;
    } else {
      note.textContent = fill(say.drawnSingle, { shown: fissGeo.count(drawn.lines.length), marks: fissGeo.count(drawn.marks.length) });
    }
  }

  

  function colourRegions(state, view) {
    const isCount = ["flows", "candidates"].includes(state.measure);
    const values = ground.regions.map((region) => fissGeo.measureOf(view.regions.get(region.code), state.measure));
    const starts = fissGeo.classStarts(values, isCount), colours = fissGeo.colours;
    ground.regions.forEach((region, k) => {
      region.value = values[k];
      const isChosen = region.code === state.region;
      const plain = isChosen ? colours["land-chosen"] : colours.land;
      region.layer.setStyle({
        color: isChosen ? colours.brand : colours.edge, weight: isChosen ? 2 : 0.8,
        fillColor: isFixed ? plain : colours["class-" + fissGeo.classOf(region.value, starts)],
      });
      if (isChosen) region.layer.bringToFront();
    });
    fissGeo.scale = { starts, isCount, title: { flows: say.measureFlows, offered: say.measureOffered, needed: say.measureNeeded, candidates: say.measureCandidates }[state.measure], isShown: !isFixed };
    if (fissGeo.drawLegend) fissGeo.drawLegend(view);
  }

  function drawNames(state, view) {
    const hasFigures = !isFixed, below = view.isSums ? 24 : 0;
    const size = (region) => (region.bounds.getEast() - region.bounds.getWest()) * (region.bounds.getNorth() - region.bounds.getSouth());
    const first = (region) => (region.code === state.region ? 0 : 1);
    const park = state.park && parkOf(state.park);
    nameAll([
      ...(park ? [{ at: [park.at[0] + (park.km || 0) * 1000, park.at[1]], name: fissGeo.park(park.id), isPark: true, below: -10 }] : []),
      ...ground.regions.slice().sort((a, b) => first(a) - first(b) || size(b) - size(a))
        .map((region) => ({ at: [region.at[1], region.at[0]], name: fissGeo.region(region.code), figure: hasFigures ? fissGeo.short(region.value) : "", below })),
    ]);
  }

  function drawParks(state) {
    ground.parks.forEach((park) => {
      const isShown = park.id === state.park || map.getZoom() >= PARKS_FROM_ZOOM;
      if (isShown) park.layer.addTo(map); else park.layer.remove();
    });
  }

  function draw(state) {
    const view = fissGeo.view(state), drawn = scene(state, view);
    painter.show(drawn);
    colourRegions(state, view);
    ground.showRoads(Boolean(state.roads || isFixed));
    drawParks(state);
    drawNames(state, view);
    tell(state, view, drawn);
    fissGeo.drawWays(map, state, view);
    if (fissGeo.drawTiles) fissGeo.drawTiles(map, state);
  }

  // What the visitor does -----------------------------------------------------------------------
  const keepCountryInView = () => map.setMinZoom(map.getBoundsZoom(finland, false, L.point(8, 8)) - 0.1);
  let isMoved = false;

  function look(state) {
    isMoved = false;
    const region = regionOf(state.region), park = parkOf(state.park);
    const own = state.org ? fissGeo.view(state).flows.filter(fissGeo.hasPlace).map(at) : [];
    if (park) {
      const reach = (park.km || 5) * 1400;
      map.fitBounds([[park.at[0] - reach, park.at[1] - reach], [park.at[0] + reach, park.at[1] + reach]], { animate: false });
    } else if (own.length) {
      map.fitBounds(L.latLngBounds(own).pad(0.2), { animate: false, maxZoom: 4 });
    } else {
      map.fitBounds(region ? region.bounds : finland, { padding: [8, 8], animate: false });
    }
  }

  function lookAt(text) {
    const [x, y, zoom] = text.split(",").map(Number);
    isMoved = true;
    map.setView([y, x], zoom, { animate: false });
  }

  fissGeo.onChange((state, patch) => {
    const changed = patch ? Object.keys(patch) : null;
    if (changed && changed.every((name) => ["at", "tab", "sort", "page"].includes(name))) return;
    const isMove = !changed || ["region", "park", "org"].some((name) => name in patch);
    const from = document.activeElement && document.activeElement.closest("[data-board]") ? document.activeElement : null;
    if (isMove) { opener = null; map.closePopup(); if (!changed && state.at) lookAt(state.at); else look(state); }
    if (!changed || changed.some((name) => name !== "sel")) draw(state);
    if (state.sel && (!changed || "sel" in patch)) { openChosen(state.sel, from); if (from) element.scrollIntoView({ block: "nearest" }); }
  });
  fissGeo.chooseOnMap = true;

  const regionAt = (event) => ground.regions.find((region) => region.layer._containsPoint(event.layerPoint));
  map.on("click", (event) => {
    const hit = painter.at(event.layerPoint);
    if (hit.group || hit.lines || hit.sum) { openHit(hit, event.latlng); return; }
    const region = regionAt(event);
    if (region && !isFixed && region.code !== fissGeo.state.region) fissGeo.change({ region: region.code, park: "", org: "", sel: "", page: "" });
  });

  const hint = L.tooltip({ direction: "top", offset: [0, -8] });
  function hintFor(event) {
    const hit = painter.at(event.layerPoint);
    element.classList.toggle("is-over", Boolean(hit.group || hit.lines || hit.sum));
    if (hit.group) return hit.group.flows.length === 1 ? fissGeo.flowName(hit.group.flows[0]) : hit.group.flows.length + " " + say.here;
    if (hit.lines) return fissGeo.candidateName(hit.lines[0]);
    if (hit.sum) return (hit.sum.from === hit.sum.to ? fissGeo.region(hit.sum.from) + ": " + say.inside : fissGeo.region(hit.sum.from) + " → " + fissGeo.region(hit.sum.to)) + " · " + fissGeo.mass(hit.sum.mass);
    const region = regionAt(event);
    return region ? fissGeo.region(region.code) + (isFixed ? "" : ": " + fissGeo.short(region.value)) : "";
  }
  map.on("mousemove", (event) => {
    const text = hintFor(event);
    if (text) hint.setLatLng(event.latlng).setContent(make("span", text)).addTo(map); else hint.remove();
  });
  map.on("mouseout", () => hint.remove());
  // Only sums gain or lose signs with the zoom; all else is painted again as it is.
  let hadSigns = null;
  map.on("zoomend", () => {
    const state = fissGeo.state, hasSigns = map.getZoom() >= SIGNS_FROM_ZOOM;
    drawParks(state);
    if (hasSigns !== hadSigns) painter.show(scene(state, fissGeo.view(state)));
    hadSigns = hasSigns;
  });
  // Where the visitor moved to is part of the address, but not a step of "back".
  map.on("moveend", () => {
    if (!isMoved) return;
    const centre = map.getCenter();
    fissGeo.change({ at: [Math.round(centre.lng), Math.round(centre.lat), Number(map.getZoom().toFixed(2))].join() }, true);
  });
  // A window of another size shows the same choice again, unless the visitor has moved the map.
  ["pointerdown", "wheel", "keydown"].forEach((name) => map.getContainer().addEventListener(name, () => { isMoved = true; }, { passive: true }));
  map.on("resize", () => {
    if (!map.getSize().x) return; // hidden for now: nothing fits into no room
    keepCountryInView();
    if (!isMoved) look(fissGeo.state);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); ground.paint(); draw(fissGeo.state); });

  Object.assign(fissGeo, { painter, groundOf: ground, namesOf: nameAll, isEmbedded });
  const start = fissGeo.state;
  ground.paint();
  if (start.at) lookAt(start.at); else look(start);
  keepCountryInView();
  draw(start);
  if (start.sel) openChosen(start.sel, null);
})(window.fissGeo = window.fissGeo || {});
