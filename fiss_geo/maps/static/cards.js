"use strict";
// What a flow, a candidate or a sum says when it is chosen. Text is only ever set as text.
(function (fissGeo) {
  const { make, button, fill } = fissGeo, flows = fissGeo.flows, candidates = fissGeo.candidates;
  const spoken = fissGeo.spoken, say = spoken.sentences;

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

  function source(i) {
    const url = flows.text("source_url", i), title = flows.text("source_title", i), year = flows.number("source_year", i);
    const text = (title || url) + (year === null ? "" : " (" + year + ")");
    if (!/^https?:\/\/[^\s"'<>`\\]+$/.test(url)) return title ? text : say.notKnown;
    const link = make("a", text);
    link.href = url;
    link.rel = "noopener noreferrer external";
    return link;
  }

  function link(text, address) {
    const element = make("a", text);
    element.href = address;
    return element;
  }

  const known = (text, basis) => (text ? text + (basis ? " (" + basis + ")" : "") : "");

  function flowCard(i) {
    const card = make("article", "", "card"), title = make("h3"), who = make("p");
    title.append(make("bdi", fissGeo.resource(i)));
    who.append(spoken.roles[flows.text("role", i)] + ": ", make("bdi", fissGeo.organisation(i)));
    if (flows.text("site_name", i)) who.append(", ", make("bdi", flows.text("site_name", i)));
    const park = flows.text("park_id", i), confidence = flows.text("confidence", i);
    card.append(title, who, facts([
      [say.quantity, known(fissGeo.amounts(i), fissGeo.amountBasis(i)) || "– " + say.quantityNotKnown],
      [say.status, fissGeo.statusLong(i)],
      [say.material, fissGeo.material(flows.text("material_group", i))],
      [say.lowCode, flows.text("low_code", i)],
      [say.industry, fissGeo.industry(i)],
      [say.place, fissGeo.place(i)],
      [say.park, park && spoken.parks[park] ? link(spoken.parks[park], fissGeo.parkPage(park)) : ""],
      [say.precision, fissGeo.precision(i)],
      [say.confidence, spoken.confidences[confidence] || say.notKnown],
      [say.note, flows.text("note", i)],
      [say.source, source(i)],
    ]));
    const name = flows.text("organisation", i);
    if (name && fissGeo.state.org !== name) {
      card.append(button(say.organisationFlows, () => fissGeo.change({ org: name, region: fissGeo.fixed.region || "", park: fissGeo.fixed.park || "", sel: "", page: "" })));
    }
    return card;
  }

  function end(side, c) {
    const i = candidates[side][c], text = [fissGeo.statusLong(i), fissGeo.precision(i)].filter(Boolean).join("; ");
    return text;
  }

  function sentences(name, c) {
    const list = make("ul");
    fissGeo.sentences(name, c).forEach((text) => list.append(make("li", text)));
    return list.childElementCount ? list : "";
  }

  const extras = (c) => spoken.extras.map((one) => [one.label, fissGeo.withRange(one, c)]);

  function candidateCard(c) {
    const card = make("article", "", "card"), title = make("h3"), what = make("p");
    const offer = candidates.offer[c], need = candidates.need[c], [kg, range] = fissGeo.emissionsText(c);
    title.append(make("bdi", fissGeo.organisation(offer)), " → ", make("bdi", fissGeo.organisation(need)));
    what.append(make("bdi", fissGeo.resource(offer)), " → ", make("bdi", fissGeo.resource(need)));
    const said = (name) => fissGeo.said(candidates.text(name, c));
    const missing = (reason) => say.notKnown + (reason ? ": " + reason : "");
    card.append(title, what, facts([
      [say.rank, String(c + 1)],
      [say.road, known(fissGeo.distanceText(c), spoken.methods[candidates.text("distance_method", c)]) || missing(said("no_route_reason"))],
      [say.emissions, known(kg, range) || missing(said("no_emissions_reason"))],
      [say.mass, known(fissGeo.mass(candidates.number("mass_t_per_a", c)), said("mass_basis")) || say.notKnown],
      [say.score, fissGeo.scoreText(c) || say.notKnown],
      [say.why, sentences("reasons", c)],
      [say.against, sentences("against", c)],
      [say.vehicle, said("vehicle")],
      ...extras(c),
      [say.offer, end("offer", c)],
      [say.need, end("need", c)],
    ]));
    return card;
  }

  // What goes from one region to another, or stays inside one.
  function sumCard(sum) {
    const card = make("article", "", "card"), isInside = sum.from === sum.to;
    card.append(make("h3", isInside ? fissGeo.region(sum.from) + ": " + say.inside : fissGeo.region(sum.from) + " → " + fissGeo.region(sum.to)));
    card.append(facts([[say.betweenCount, fissGeo.count(sum.count)], [say.betweenMass, fissGeo.sum(sum.mass)]]));
    Array.from(new Set([sum.from, sum.to])).forEach((code) => {
      card.append(button(fissGeo.region(code), () => fissGeo.change({ region: code, sel: "", page: "" })), " ");
    });
    return card;
  }

  // Several things at one place: a list of buttons, each leading to its card.
  function listCard(title, things, name, choose) {
    const MOST = 100, card = make("div", "", "card"), list = make("ul", "", "card-list");
    card.append(make("h3", title));
    things.slice(0, MOST).forEach((thing) => {
      const item = make("li"), one = button("", () => choose(thing));
      one.append(make("bdi", name(thing)));
      item.append(one);
      list.append(item);
    });
    if (things.length > MOST) list.append(make("li", fill(say.rowsShown, { from: 1, to: MOST, all: things.length })));
    card.append(list);
    return card;
  }

  const flowName = (i) => spoken.roles[flows.text("role", i)] + ": " + fissGeo.resource(i) + " – " + fissGeo.organisation(i);
  const candidateName = (c) => c + 1 + ". " + fissGeo.organisation(candidates.offer[c]) + " → " + fissGeo.organisation(candidates.need[c])
    + " · " + fissGeo.resource(candidates.offer[c]) + " · " + (fissGeo.distanceText(c) || say.noRoad);

  Object.assign(fissGeo, { flowCard, candidateCard, sumCard, listCard, flowName, candidateName, sourceOf: source, linkTo: link });
})(window.fissGeo = window.fissGeo || {});
