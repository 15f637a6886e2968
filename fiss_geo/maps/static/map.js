"use strict";
// The map of a page: puts ground, flows, candidates, names and cards together.
(function (fissGeo) {
  const element = document.querySelector("[data-map]");
  if (!element) return;
  const words = fissGeo.words;
  const controls = document.querySelector("[data-map-controls]");
  const page = element.dataset;
  const FLOWS_FROM_ZOOM = 3.5;
  const STRONG_LINES = 15; // of one region or park; more of them in full strength are a hairball

  fissGeo.colours = {};
  ["offer", "need", "ended", "link", "ink", "neighbour", "lake", "road", "park", "edge", "land"].forEach((name) => {
    fissGeo.colours[name] = fissGeo.colour(name);
  });
  fissGeo.colours.soft = fissGeo.colour("ink-soft");
  const ramp = [0, 1, 2, 3, 4].map((i) => fissGeo.colour("class-" + i));

  const flows = fissGeo.rows(fissGeo.flowTable);
  const candidates = fissGeo.rows(fissGeo.candidateTable)
    .map((row) => ({ ...row, offer: flows[row.offer], need: flows[row.need] }));
  const hasPlace = (flow) => flow.x !== null;
  const choice = {
    region: page.region, park: page.park, material: "", measure: "flows",
    links: true, flows: false, roads: Boolean(page.region || page.park),
  };

  element.replaceChildren();
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = fissGeo.map = L.map(element, {
    crs: fissGeo.plane, minZoom: 0, maxZoom: 10, zoomSnap: 0.05, zoomDelta: 0.75, wheelPxPerZoomLevel: 90,
    maxBounds: [[6470000, -80000], [7920000, 890000]], maxBoundsViscosity: 1, attributionControl: false, scrollWheelZoom: !L.Browser.mobile,
    zoomAnimation: !isCalm, fadeAnimation: !isCalm, markerZoomAnimation: !isCalm, inertia: !isCalm,
  });
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", words.mapLabel);
  map.setView([7080000, 440000], 1, { animate: false });
  L.control.scale({ imperial: false, maxWidth: 130, position: "bottomright" }).addTo(map);

  const ground = fissGeo.ground(map);
  const nameAll = fissGeo.labels(map);
  const canvas = L.canvas({ padding: 0.3, tolerance: 5 });
  const linkLayer = L.layerGroup().addTo(map), markLayer = L.layerGroup().addTo(map);
  const finland = L.latLngBounds(ground.regions.map((region) => region.bounds.getSouthWest())
    .concat(ground.regions.map((region) => region.bounds.getNorthEast())));

  // Cards -------------------------------------------------------------------------------------
  let opener = null;

  function open(at, content, from) {
    opener = null;
    map.closePopup();
    opener = from || null;
    const width = Math.min(320, element.clientWidth - 60);
    L.popup({ maxWidth: width, minWidth: Math.min(220, width), autoPanPadding: [15, 15] })
      .setLatLng(at).setContent(content).openOn(map);
    content.tabIndex = -1;
    if (from || document.activeElement === element) content.focus({ preventScroll: true });
  }
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
  map.on("popupclose", () => { if (opener) opener.focus({ preventScroll: true }); });

  const at = (flow) => [flow.y, flow.x];
  const middle = (one) => [(one.offer.y + one.need.y) / 2, (one.offer.x + one.need.x) / 2];

  function chooseFlow(flow, from) {
    if (hasPlace(flow) && from) map.setView(at(flow), Math.max(map.getZoom(), 4), { animate: false });
    open(hasPlace(flow) ? at(flow) : map.getCenter(), fissGeo.flowCard(flow), from);
  }

  function chooseCandidate(one, from) {
    const isPlaced = hasPlace(one.offer) && hasPlace(one.need);
    if (isPlaced && from) map.fitBounds([at(one.offer), at(one.need)], { maxZoom: 6, padding: [60, 60], animate: false });
    open(isPlaced ? middle(one) : map.getCenter(), fissGeo.candidateCard(one), from);
  }

  function chooseGroup(group) {
    if (group.length === 1) {
      chooseFlow(group[0]);
    } else {
      const title = group.length + " " + (fissGeo.isOnePlace(group) ? words.here : words.near);
      open(at(group[0]), fissGeo.listCard(title, group, fissGeo.flowName, chooseFlow));
    }
  }

  function chooseLink(event) {
    const p = event.layerPoint;
    const hit = linkLayer.getLayers().filter((line) => line._containsPoint(p)).map((line) => line.candidate);
    if (hit.length < 2) {
      open(event.latlng, fissGeo.candidateCard(event.target.candidate));
    } else {
      open(event.latlng, fissGeo.listCard(words.candidates, hit, fissGeo.candidateName, chooseCandidate));
    }
  }

  // What is drawn -----------------------------------------------------------------------------
  const isNarrow = () => Boolean(choice.region || choice.park);
  const drawnLinks = () => {
    const all = fissGeo.chosenCandidates(candidates, choice).filter((one) => hasPlace(one.offer) && hasPlace(one.need));
    return { all, shown: !choice.links ? [] : isNarrow() ? all : all.slice(0, Number(page.lines)) };
  };

  function drawLinks() {
    const { all, shown } = drawnLinks();
    linkLayer.clearLayers();
    shown.slice().reverse().forEach((one) => {
      const line = fissGeo.link(one, canvas, shown.indexOf(one) >= (isNarrow() ? STRONG_LINES : shown.length));
      line.on("click", chooseLink).addTo(linkLayer);
    });
    const note = document.querySelector("[data-drawn]");
    note.textContent = !choice.links || !all.length ? "" : fissGeo.fill(
      shown.length < all.length ? words.bestOf : all.length === 1 ? words.oneDrawn : words.allDrawn, { shown: shown.length, all: all.length });
  }

  function drawMarks() {
    markLayer.clearLayers();
    if (!isNarrow() && !choice.flows && map.getZoom() < FLOWS_FROM_ZOOM) return;
    const own = fissGeo.chosenFlows(flows, map.getZoom() < FLOWS_FROM_ZOOM ? choice : { material: choice.material });
    const partners = choice.links ? drawnLinks().shown.flatMap((one) => [one.offer, one.need]) : [];
    const all = Array.from(new Set([...own, ...partners])).filter(hasPlace);
    fissGeo.groups(map, all).forEach((group) => {
      fissGeo.mark(group, canvas).on("click", () => chooseGroup(group.flows)).addTo(markLayer);
    });
  }

  function colourRegions() {
    const isCount = ["flows", "candidates"].includes(choice.measure);
    const sums = fissGeo.measures(flows, candidates, choice);
    const starts = fissGeo.classStarts(Object.values(sums), isCount);
    const title = { flows: words.measureFlows, offered: words.measureOffered, needed: words.measureNeeded, candidates: words.measureCandidates }[choice.measure];
    ground.regions.forEach((region) => {
      region.value = sums[region.code] || 0;
      const isChosen = region.code === choice.region;
      const edge = isChosen ? { color: fissGeo.colour("blue-dark"), weight: 2 } : { color: fissGeo.colours.edge, weight: 0.8 };
      const plain = isChosen ? fissGeo.colour("land-chosen") : fissGeo.colours.land;
      region.layer.setStyle({ ...edge, fillColor: controls ? ramp[fissGeo.classOf(region.value, starts)] : plain });
      if (isChosen) region.layer.bringToFront();
    });
    if (controls) fissGeo.drawScale(document.getElementById("scale"), title, starts, isCount);
  }

  function drawNames() {
    const first = (region) => (region.code === choice.region ? 0 : 1);
    const area = (region) => (region.bounds.getEast() - region.bounds.getWest()) * (region.bounds.getNorth() - region.bounds.getSouth());
    const regions = ground.regions.slice().sort((a, b) => first(a) - first(b) || area(b) - area(a));
    const parks = ground.parks.filter((park) => map.hasLayer(park.layer)).sort((a, b) => (b.id === choice.park) - (a.id === choice.park));
    nameAll([
      ...parks.filter((park) => park.id === choice.park).map((park) => ({ at: [park.at[0] + (park.km || 0) * 1000, park.at[1]], name: park.name, isPark: true })),
      ...regions.map((region) => ({ at: [region.at[1], region.at[0]], name: region.name, figure: controls && fissGeo.number(region.value) })),
    ]);
  }

  function drawParks() {
    ground.parks.forEach((park) => {
      const isShown = park.id === choice.park || map.getZoom() >= FLOWS_FROM_ZOOM;
      if (isShown) park.layer.addTo(map); else park.layer.remove();
    });
  }

  function listChosen() {
    const list = document.querySelector("[data-list]");
    const region = ground.regions.find((one) => one.code === choice.region);
    const park = ground.parks.find((one) => one.id === choice.park);
    const tools = [];
    if (controls && region) {
      const link = fissGeo.make("a", words.regionPage), back = fissGeo.make("button", words.showAll);
      link.href = page.root + "regions/" + region.code + ".html";
      back.type = "button";
      back.addEventListener("click", () => setRegion(""));
      tools.push(link, back);
    }
    fissGeo.showList(list, {
      title: park ? park.name : region ? region.name : words.bestOnMap, tools,
      flows: isNarrow() ? fissGeo.chosenFlows(flows, choice) : [],
      candidates: isNarrow() ? drawnLinks().all : drawnLinks().shown,
    }, { flow: chooseFlow, candidate: chooseCandidate });
  }

  function draw() {
    colourRegions();
    if (choice.roads) ground.roads.addTo(map); else ground.roads.remove();
    drawParks();
    drawLinks();
    drawMarks();
    drawNames();
    listChosen();
  }

  // What the visitor does -----------------------------------------------------------------------
  function keepCountryInView() {
    map.setMinZoom(map.getBoundsZoom(finland, false, L.point(8, 8)) - 0.1);
  }

  let isMoved = false;

  function look() {
    isMoved = false;
    const region = ground.regions.find((one) => one.code === choice.region);
    const park = ground.parks.find((one) => one.id === choice.park);
    if (park) {
      const reach = (park.km || 5) * 1400;
      map.fitBounds([[park.at[0] - reach, park.at[1] - reach], [park.at[0] + reach, park.at[1] + reach]], { animate: false });
    } else {
      map.fitBounds(region ? region.bounds : finland, { padding: [8, 8], animate: false });
    }
  }

  function setRegion(code) {
    choice.region = code;
    if (controls) controls.elements.region.value = code;
    opener = null;
    map.closePopup();
    look();
    draw();
  }

  const regionAt = (event) => ground.regions.find((region) => region.layer._containsPoint(event.layerPoint));
  const hint = L.tooltip({ direction: "top", offset: [0, -8] });

  if (controls) {
    controls.hidden = false;
    controls.addEventListener("submit", (event) => event.preventDefault());
    controls.addEventListener("change", () => {
      const fields = controls.elements;
      ["material", "measure"].forEach((name) => { choice[name] = fields[name].value; });
      ["links", "flows", "roads"].forEach((name) => { choice[name] = fields[name].checked; });
      if (fields.region.value !== choice.region) setRegion(fields.region.value); else draw();
    });
    map.on("click", (event) => {
      const region = regionAt(event);
      if (region) setRegion(region.code);
    });
  }
  map.on("mousemove", (event) => {
    const region = regionAt(event);
    if (region) hint.setLatLng(event.latlng).setContent(fissGeo.make("span", region.name + ": " + fissGeo.number(region.value))).addTo(map);
    else hint.remove();
  });
  map.on("mouseout", () => hint.remove());
  map.on("zoomend", () => { drawParks(); drawMarks(); });
  // A window of another size shows the same choice again, unless the visitor has moved the map.
  ["pointerdown", "wheel", "keydown"].forEach((name) => {
    map.getContainer().addEventListener(name, () => { isMoved = true; }, { passive: true });
  });
  map.on("resize", () => {
    if (!map.getSize().x) return; // hidden for now: nothing fits into no room
    keepCountryInView();
    if (!isMoved) look();
  });

  look();
  keepCountryInView();
  draw();
})(window.fissGeo = window.fissGeo || {});
