function (map, data) {
  "use strict";
  const words = data.words, colours = { offer: "#1d5fae", need: "#b4500b", ended: "#5f686d" };

  function make(tag, text) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    return element;
  }

  function card(title, who, pairs, link) {
    const holder = make("div"), list = make("dl");
    holder.className = "fiss-card";
    holder.append(make("h4", title), make("p", who));
    pairs.filter((pair) => pair[1]).forEach(([label, value]) => list.append(make("dt", label), make("dd", value)));
    if (link && /^https?:\/\//.test(link.url)) {
      const anchor = make("a", link.source || link.url), answer = make("dd");
      anchor.href = link.url;
      anchor.target = "_blank";
      anchor.rel = "noopener noreferrer";
      answer.append(anchor, link.year ? " (" + link.year + ")" : "");
      list.append(make("dt", words.source), answer);
    }
    holder.append(list);
    return holder;
  }

  function flowCard(flow) {
    const basis = flow.amount_basis ? " (" + flow.amount_basis + ")" : "";
    return card(flow.resource, words[flow.role] + ": " + [flow.organisation, flow.site].filter(Boolean).join(", "), [
      [words.quantity, flow.amount ? flow.amount + basis : "– " + words.quantityNotKnown],
      [words.status, flow.status_long], [words.material, flow.material], [words.place, flow.municipality],
      [words.precision, flow.precision_text], [words.confidence, flow.confidence || words.notKnown], [words.note, flow.note],
    ], flow);
  }

  function linkCard(link) {
    const range = link.kg_span ? " (" + link.kg_span + ")" : "";
    return card(link.title, link.what, [
      [words.rank, String(link.rank)],
      [words.road, link.km_text ? link.km_text + " (" + link.method + ")" : words.notKnown + " " + link.no_route],
      [words.emissions, link.kg_text ? link.kg_text + range : words.notKnown],
      [words.mass, link.mass_text ? link.mass_text + " (" + link.mass_basis + ")" : words.notKnown],
      [words.score, link.score_text], [words.why, link.reasons.join("; ")],
    ]);
  }

  // One sign a place: a square or a circle, or a ring with the count of flows.
  function sign(place) {
    const flow = place.flows[0], count = place.flows.length, holder = make("span");
    const isOffer = place.flows.some((one) => one.role === "offer"), isNeed = place.flows.some((one) => one.role === "need");
    holder.className = "fiss-sign " + (isOffer && isNeed ? "is-both" : isOffer ? "is-offer" : "is-need");
    if (count > 1) {
      holder.classList.add("is-several");
      holder.textContent = String(count);
    } else {
      holder.classList.add("is-" + flow.status);
      if (flow.confidence === "low") holder.classList.add("is-low");
    }
    if (!["site", "address"].includes(flow.precision)) holder.classList.add("is-rough");
    return L.divIcon({ className: "fiss-icon", html: holder, iconSize: [26, 26], iconAnchor: [13, 13] });
  }

  L.control.scale({ imperial: false }).addTo(map);
  L.polygon(data.regions.map((ring) => [ring]), {
    color: "#7f95a8", weight: 1, fillColor: "#fdfcf9", fillOpacity: 1, interactive: false,
  }).addTo(map);
  data.links.slice().reverse().forEach((link) => {
    const doubtful = link.is_planned || link.is_low;
    const isOnePlace = String(link.ends[0]) === String(link.ends[1]);
    const line = isOnePlace ? L.circleMarker(link.ends[0], { radius: 15 }) : L.polyline(link.ends);
    line.setStyle({ color: "#3b2a6e", weight: 2, opacity: 0.75, fill: false, dashArray: doubtful ? "5 5" : null });
    line.bindPopup(() => linkCard(link), { maxHeight: 320 }).addTo(map);
  });
  data.places.forEach((place) => {
    const names = place.flows.map((flow) => words[flow.role] + ": " + flow.resource).join("; ").slice(0, 200);
    const title = make("span", names);
    L.marker(place.at, { icon: sign(place), alt: names, keyboard: true }).bindTooltip(title).bindPopup(() => {
      const holder = make("div");
      if (place.flows.length > 1) holder.append(make("strong", place.flows.length + " " + words.here));
      holder.append(...place.flows.map(flowCard));
      return holder;
    }, { maxHeight: 320 }).addTo(map);
  });

  const legend = L.control({ position: "bottomleft" });
  legend.onAdd = () => {
    const box = make("div");
    box.className = "fiss-legend";
    [["is-offer", words.offers], ["is-need", words.needs]].forEach(([name, text]) => {
      const mark = make("span");
      mark.className = "fiss-sign " + name;
      box.append(mark, text);
    });
    box.append(make("p", words.legend));
    return box;
  };
  legend.addTo(map);
  map.attributionControl.setPrefix(false);
  const places = data.places.map((place) => place.at);
  map.fitBounds(places.length ? places : data.regions.flat(), { padding: [30, 30], maxZoom: 11 });
}
