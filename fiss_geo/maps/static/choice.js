"use strict";
// Which flows and candidates a choice leaves, and the sums of what is left.
(function (fissGeo) {
  const flows = fissGeo.flows, candidates = fissGeo.candidates;
  const folded = (text) => text.toLocaleLowerCase(fissGeo.spoken.language);
  const isNarrow = (state) => Boolean(state.region || state.park || state.org);

  const SEARCHED = ["organisation", "site_name", "resource_name", "resource_name_fi", "resource_name_sv", "resource_name_en", "municipality_name", "note", "low_code", "source_title"];

  // Every word must stand somewhere in the row.
  function searchTest(text) {
    const names = { material_group: fissGeo.material, municipality_code: (code) => fissGeo.spoken.municipalities[code] || "", region_code: fissGeo.region };
    const tests = folded(text).split(/\s+/).filter(Boolean).map((word) => {
      const parts = SEARCHED.map((name) => flows.passes(name, (value) => folded(value).includes(word)))
        .concat(Object.keys(names).map((name) => flows.passes(name, (code) => folded(names[name](code)).includes(word))));
      return (i) => parts.some((test) => test(i));
    });
    return (i) => tests.every((test) => test(i));
  }

  // Tests of a flow: what it is, and where it is.
  function flowTests(state) {
    const what = [];
    const equal = (name, value) => flows.passes(name, (word) => word === value);
    if (state.material) what.push(equal("material_group", state.material));
    if (state.code) what.push(flows.passes("low_code", (word) => word.startsWith(state.code)));
    if (state.status) what.push(equal("status", state.status));
    if (state.role) what.push(equal("role", state.role));
    if (state.t) what.push((i) => flows.number("mass_t_per_a", i) >= Number(state.t));
    if (state.q) what.push(searchTest(state.q));
    const where = [];
    if (state.region) where.push(equal("region_code", state.region));
    if (state.park) where.push(equal("park_id", state.park));
    if (state.org) where.push(equal("organisation", state.org));
    return { what: (i) => what.every((test) => test(i)), where: (i) => where.every((test) => test(i)) };
  }

  function candidateTest(state) {
    const { offer, need } = candidates, tests = [];
    const either = (test) => (c) => test(offer[c]) || test(need[c]);
    if (state.material) tests.push(candidates.passes("material_group", (word) => word === state.material));
    if (state.code) tests.push(either(flows.passes("low_code", (word) => word.startsWith(state.code))));
    if (state.status) tests.push(either(flows.passes("status", (word) => word === state.status)));
    if (state.q) tests.push(either(searchTest(state.q)));
    if (state.t) tests.push((c) => candidates.number("mass_t_per_a", c) >= Number(state.t));
    if (state.km) tests.push((c) => { const km = candidates.number("road_distance_km", c); return km !== null && km <= Number(state.km); });
    if (state.score) tests.push((c) => candidates.number("score", c) >= Number(state.score));
    return (c) => tests.every((test) => test(c));
  }

  function picked(count, test) {
    const found = [];
    for (let i = 0; i < count; i += 1) if (test(i)) found.push(i);
    return found;
  }

  // Tonnes of each candidate when every tonne is used once, the best-ranked candidates first.
  function eachTonneOnce(list) {
    const rests = flows.figures("mass_t_per_a").slice(), most = candidates.figures("mass_t_per_a"), masses = new Float64Array(list.length);
    const { offer, need } = candidates;
    list.forEach((c, place) => {
      if (Number.isNaN(most[c])) return;
      const o = offer[c], n = need[c];
      let mass = most[c]; // a rest that is not known limits nothing
      if (rests[o] < mass) mass = rests[o];
      if (rests[n] < mass) mass = rests[n];
      masses[place] = mass;
      rests[o] -= mass;
      rests[n] -= mass;
    });
    return masses;
  }

  function between(list) {
    const masses = eachTonneOnce(list), { words, at } = flows.column("region_code"), size = words.length;
    const counts = new Uint32Array(size * size), sums = new Float64Array(size * size), found = [];
    list.forEach((c, place) => {
      const key = at[candidates.offer[c]] * size + at[candidates.need[c]];
      counts[key] += 1;
      sums[key] += masses[place];
    });
    counts.forEach((count, key) => {
      const from = words[Math.floor(key / size)], to = words[key % size];
      if (count && from && to) found.push({ from, to, count, mass: sums[key] });
    });
    return found.sort((a, b) => b.mass - a.mass || b.count - a.count || (a.from + a.to < b.from + b.to ? -1 : 1));
  }

  // Sums of a region: what is shown, and rounded sums of others where only the material is chosen.
  function regionSums(state, what, list) {
    const sums = new Map(fissGeo.base.regions.map((one) => [one.code, {
      code: one.code, offers: 0, needs: 0, offered: null, needed: null, inside: 0, outgoing: 0, incoming: 0, others: { offer: null, need: null },
    }]));
    const region = flows.column("region_code"), role = flows.column("role"), masses = flows.figures("mass_t_per_a");
    const own = region.words.map((code) => sums.get(code)), { offer, need } = candidates;
    for (let i = 0; i < flows.count; i += 1) {
      const sum = own[region.at[i]];
      if (!sum || !what(i)) continue;
      const isOffer = role.words[role.at[i]] === "offer", mass = masses[i];
      sum[isOffer ? "offers" : "needs"] += 1;
      const key = isOffer ? "offered" : "needed";
      if (!Number.isNaN(mass) && flows.isCounted[i]) sum[key] = (sum[key] || 0) + mass;
    }
    list.forEach((c) => {
      const from = own[region.at[offer[c]]], to = own[region.at[need[c]]];
      if (from === to) { if (from) from.inside += 1; return; }
      if (from) from.outgoing += 1;
      if (to) to.incoming += 1;
    });
    if (!["code", "status", "role", "t", "q"].some((name) => state[name])) addOthers(sums, state.material);
    return sums;
  }

  function addOthers(sums, material) {
    fissGeo.cube.forEach(([role, region, group, count, mass]) => {
      if (group === material && sums.has(region)) sums.get(region).others[role] = { count, mass };
    });
  }

  const measureOf = (sum, measure) => {
    const other = (role) => (sum.others[role] && sum.others[role].mass) || 0;
    if (measure === "offered") return (sum.offered || 0) + other("offer");
    if (measure === "needed") return (sum.needed || 0) + other("need");
    if (measure === "candidates") return sum.inside + sum.outgoing + sum.incoming;
    return sum.offers + sum.needs + ["offer", "need"].reduce((all, role) => all + ((sum.others[role] && sum.others[role].count) || 0), 0);
  };

  let kept = { key: null, view: null };

  // All that a choice leads to, reckoned once for map, tables and downloads.
  fissGeo.view = function (state) {
    const key = JSON.stringify(["region", "park", "org", "material", "code", "status", "role", "km", "t", "score", "q", "lines"].map((name) => state[name]));
    if (kept.key === key) return kept.view;
    const { what, where } = flowTests(state), fits = candidateTest(state);
    const { offer, need } = candidates;
    const inCountry = picked(candidates.count, fits);
    const narrow = isNarrow(state);
    const own = narrow ? inCountry.filter((c) => where(offer[c]) || where(need[c])) : inCountry;
    const isSingle = (narrow || state.lines === "all") && state.lines !== "none";
    const view = {
      isNarrow: narrow, isSingle, isSums: !narrow && state.lines === "",
      flows: picked(flows.count, (i) => where(i) && what(i)), candidates: own,
      regions: regionSums(state, what, inCountry), between: between(own),
    };
    kept = { key, view };
    return view;
  };

  Object.assign(fissGeo, { isNarrow, measureOf });
})(window.fissGeo = window.fissGeo || {});
