"use strict";
// What a flow or a candidate says when it is chosen. Text is only ever set as text.
(function (fissGeo) {
  const make = fissGeo.make = function (tag, text, name) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (name) element.className = name;
    return element;
  };

  function facts(pairs) {
    const list = make("dl");
    pairs.forEach(([label, value]) => {
      if (!value) return;
      const row = make("div"), answer = make("dd");
      answer.append(typeof value === "string" ? make("bdi", value) : value);
      row.append(make("dt", label), answer);
      list.append(row);
    });
    return list;
  }

  function source(flow) {
    const text = flow.source + (flow.year ? " (" + flow.year + ")" : "");
    if (!/^https?:\/\//.test(flow.url)) return text || fissGeo.words.notKnown;
    const link = make("a", text || flow.url);
    link.href = flow.url;
    link.rel = "noopener noreferrer external";
    return link;
  }

  function sentences(texts) {
    const list = make("ul");
    texts.forEach((text) => list.append(make("li", text)));
    return list;
  }

  fissGeo.flowCard = function (flow) {
    const words = fissGeo.words, card = make("article", "", "card");
    const park = fissGeo.base.parks.find((one) => one.id === flow.park);
    const region = fissGeo.base.regions.find((one) => one.code === flow.region);
    const title = make("h4");
    title.append(make("bdi", flow.resource));
    const who = make("p");
    who.append((flow.role === "offer" ? words.offer : words.need) + ": ", make("bdi", flow.organisation));
    if (flow.site) who.append(", ", make("bdi", flow.site));
    const quantity = flow.amount
      ? flow.amount + (flow.amount_basis ? " (" + flow.amount_basis + ")" : "")
      : "– " + words.quantityNotKnown;
    card.append(title, who, facts([
      [words.quantity, quantity],
      [words.status, flow.status_long],
      [words.material, flow.material],
      [words.lowCode, flow.low_code],
      [words.place, [flow.municipality, region && region.name].filter(Boolean).join(", ")],
      [words.park, park && park.name],
      [words.precision, flow.precision_text],
      [words.confidence, flow.confidence || words.notKnown],
      [words.note, flow.note],
      [words.source, source(flow)],
    ]));
    return card;
  };

  function withRange(text, range) {
    return text && range ? text + " (" + range + ")" : text;
  }

  fissGeo.candidateCard = function (candidate) {
    const words = fissGeo.words, card = make("article", "", "card");
    const title = make("h4");
    title.append(make("bdi", candidate.offer.organisation), " → ", make("bdi", candidate.need.organisation));
    const what = make("p");
    what.append(make("bdi", candidate.offer.resource), " → ", make("bdi", candidate.need.resource));
    const road = candidate.km_text
      ? candidate.km_text + " (" + candidate.method + ")"
      : words.notKnown + (candidate.no_route ? ": " + candidate.no_route : "");
    card.append(title, what, facts([
      [words.rank, String(candidate.rank)],
      [words.road, road],
      [words.emissions, candidate.kg_text
        ? candidate.kg_text + (candidate.kg_span ? " (" + candidate.kg_span + ")" : "") : words.notKnown],
      [words.truck, candidate.truck],
      [words.chain, candidate.chain],
      [words.pipe, candidate.pipe],
      [words.cost, withRange(candidate.cost, candidate.cost_span)],
      [words.net, withRange(candidate.net, [candidate.net_span, candidate.break_even].filter(Boolean).join("; "))],
      [words.mass, candidate.mass_text
        ? candidate.mass_text + " (" + candidate.mass_basis + ")" : words.notKnown],
      [words.score, candidate.score_text || words.notKnown],
      [words.why, sentences(candidate.reasons)],
      ...(candidate.against.length ? [[words.against, sentences(candidate.against)]] : []),
      [words.offer, candidate.offer.status_long + "; " + candidate.offer.precision_text],
      [words.need, candidate.need.status_long + "; " + candidate.need.precision_text],
    ]));
    return card;
  };

  // Several things at one place: a list of buttons, each leading to its card.
  fissGeo.listCard = function (title, things, name, choose) {
    const card = make("div", "", "card"), list = make("ul", "", "card-list");
    card.append(make("h4", title));
    things.forEach((thing) => {
      const item = make("li"), button = make("button");
      button.type = "button";
      button.append(...name(thing));
      button.addEventListener("click", () => choose(thing));
      item.append(button);
      list.append(item);
    });
    card.append(list);
    return card;
  };
})(window.fissGeo = window.fissGeo || {});
