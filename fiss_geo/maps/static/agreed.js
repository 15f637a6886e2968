"use strict";
// The map of the page of synergies, drawn from the rows of its table.
(function (fissGeo) {
  const element = document.querySelector("[data-map]"), rows = Array.from(document.querySelectorAll("tr[data-state]"));
  if (!element) return;
  const { make } = fissGeo, say = fissGeo.spoken.sentences;
  const DONE = ["implemented", "completed"];
  const COLOURS = ["link", "casing", "neighbour", "lake", "road", "park", "edge", "land", "land-chosen", "sea"];
  const readColours = () => { fissGeo.colours = Object.fromEntries(COLOURS.map((name) => [name, fissGeo.colour(name)])); };
  readColours();

  element.replaceChildren();
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = fissGeo.map = L.map(element, {
    crs: fissGeo.plane, minZoom: 0, maxZoom: 12, zoomSnap: 0.05, zoomDelta: 0.75, wheelPxPerZoomLevel: 90, attributionControl: false, zoomControl: false,
    maxBounds: [[6470000, -80000], [7920000, 890000]], scrollWheelZoom: !L.Browser.mobile, zoomAnimation: !isCalm, fadeAnimation: !isCalm, inertia: !isCalm,
  });
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", element.dataset.label);
  map.setView([7080000, 440000], 1, { animate: false });
  L.control.zoom({ zoomInTitle: say.zoomIn, zoomOutTitle: say.zoomOut }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 130, position: "bottomright" }).addTo(map);
  const ground = fissGeo.ground(map), lines = [];

  const at = (text) => { const [x, y] = text.split(",").map(Number); return { x, y }; };
  const place = (point) => L.latLng(point.y, point.x);

  // The same words as in the row.
  function card(row) {
    const article = make("article", "", "card"), list = make("dl");
    Array.from(row.cells).forEach((cell) => {
      const line = make("div"), answer = make("dd");
      answer.append(...Array.from(cell.querySelector(".cell").childNodes, (node) => node.cloneNode(true)));
      answer.querySelectorAll("button").forEach((one) => one.replaceWith(...one.childNodes));
      line.append(make("dt", cell.dataset.label), answer);
      list.append(line);
    });
    article.append(list);
    return article;
  }

  function open(row, where, from) {
    const content = card(row), width = Math.min(330, element.clientWidth - 60);
    L.popup({ maxWidth: width, minWidth: Math.min(220, width), autoPanPadding: [15, 15] }).setLatLng(where).setContent(content).openOn(map);
    const close = element.querySelector(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", say.close);
    content.tabIndex = -1;
    if (!from) return;
    content.focus({ preventScroll: true });
    map.once("popupclose", () => from.focus({ preventScroll: true }));
    element.scrollIntoView({ block: "nearest" });
  }
  element.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });

  function sign(role, point) {
    const icon = document.getElementById("sign-" + role).content.firstElementChild.cloneNode(true);
    L.marker(place(point), { icon: L.divIcon({ html: icon, className: "agreed-sign", iconSize: [20, 20] }), interactive: false, keyboard: false }).addTo(map);
  }

  // The name of the giving end opens the card by keyboard too.
  function opener(row, where) {
    const name = row.querySelector("th .strong");
    if (!name) return;
    const button = fissGeo.button("", () => open(row, where, button));
    button.className = "opener";
    name.replaceWith(button);
    button.append(name);
  }

  rows.forEach((row) => {
    const from = row.dataset.from && at(row.dataset.from), to = row.dataset.to && at(row.dataset.to);
    if (!from || !to) return;
    const bent = fissGeo.bend(from, to), isDone = DONE.includes(row.dataset.state);
    const points = Array.from({ length: 25 }, (one, k) => place(fissGeo.along(bent, k / 24)));
    const isOnePlace = from.x === to.x && from.y === to.y;
    const style = { weight: 3, dashArray: isDone ? null : "7 5", fill: false, bubblingMouseEvents: false };
    const layer = isOnePlace ? L.circleMarker(place(from), { ...style, radius: 15 }) : L.polyline(points, style);
    const wide = isOnePlace ? null : L.polyline(points, { weight: 18, opacity: 0, bubblingMouseEvents: false }).addTo(map);
    layer.addTo(map);
    [layer, wide].filter(Boolean).forEach((one) => one.on("click", (event) => open(row, event.latlng)));
    lines.push(layer);
    sign("offer", from);
    sign("need", to);
    opener(row, points[12]);
  });

  function paint() {
    const colours = fissGeo.colours;
    ground.paint();
    ground.regions.forEach((region) => region.layer.setStyle({ color: colours.edge, fillColor: colours.land }));
    lines.forEach((layer) => layer.setStyle({ color: colours.link }));
  }
  paint();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); paint(); });

  const finland = L.latLngBounds(ground.regions.flatMap((region) => [region.bounds.getSouthWest(), region.bounds.getNorthEast()]));
  const look = () => { if (map.getSize().x) map.fitBounds(finland, { padding: [8, 8], animate: false }); };
  look();
  map.on("resize", look);
})(window.fissGeo = window.fissGeo || {});
