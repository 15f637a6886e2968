"use strict";
// The table beside the map: the same rows that the map draws, to sort and to page through.
(function (fissGeo) {
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const { make, button, fill } = fissGeo, flows = fissGeo.flows, candidates = fissGeo.candidates;
  const spoken = fissGeo.spoken, say = spoken.sentences;
  const ROWS = 25;
  const tabs = board.dataset.board.split(" ");

  const unknown = (reason) => {
    const part = make("span", "", "unknown-with");
    part.append(make("span", say.notKnown, "unknown"));
    if (reason) part.append(" ", make("span", reason, "beside"));
    return part;
  };
  function cell(...parts) {
    const holder = document.createDocumentFragment();
    parts.filter(Boolean).forEach((part, k) => { if (k) holder.append(" "); holder.append(part); });
    return holder;
  }
  const bdi = (text, name) => (text ? make("bdi", text, name) : null);
  const against = (c) => { const said = fissGeo.sentences("against", c).join("; "); return said ? say.against + ": " + said : ""; };
  const beside = (text) => (text ? make("span", text, "beside") : null);
  const sign = (i) => {
    const key = "sign-" + ["role", "status"].map((name) => flows.text(name, i)).join("-");
    const own = document.getElementById(key);
    return own ? own.content.cloneNode(true) : null;
  };

  // A name that opens its card: on the map of this page, or on the front page's.
  function opener(text, sel, parts) {
    const one = fissGeo.chooseOnMap ? button("", () => fissGeo.change({ sel })) : fissGeo.linkTo("", fissGeo.page("index.html") + "#" + new URLSearchParams({ sel }));
    one.className = "opener";
    one.append(bdi(text), ...(parts || []));
    return one;
  }

  const selOf = (c) => flows.text("flow_id", candidates.offer[c]) + "~" + flows.text("flow_id", candidates.need[c]);

  function end(i, opens) {
    const named = make("span", "", "with-symbol");
    named.append(...[sign(i), opens || bdi(fissGeo.organisation(i), "strong")].filter(Boolean));
    return cell(named, bdi(fissGeo.resource(i)), beside(fissGeo.place(i)));
  }

  const ranged = (c) => spoken.extras.filter((one) => one.low && fissGeo.withRange(one, c)).map((one) => make("span", one.label + ": " + fissGeo.withRange(one, c), "beside ranged"));

  const number = (name) => (i) => flows.number(name, i);
  const KINDS = {
    flows: {
      rows: (view) => view.flows,
      columns: [
        { key: "role", label: say.role, text: (i) => spoken.roles[flows.text("role", i)], cell: (i) => cell(sign(i), spoken.roles[flows.text("role", i)]) },
        { key: "org", label: say.organisation, isName: true, text: fissGeo.organisation, cell: (i) => cell(opener(fissGeo.organisation(i), flows.text("flow_id", i)), bdi(flows.text("site_name", i), "beside"), bdi(fissGeo.industry(i), "beside")) },
        { key: "resource", label: say.resource, text: fissGeo.resource, cell: (i) => cell(bdi(fissGeo.resource(i)), beside([fissGeo.material(flows.text("material_group", i)), flows.text("low_code", i)].filter(Boolean).join(" · "))) },
        { key: "t", label: say.quantity, value: number("mass_t_per_a"), cell: (i) => (fissGeo.amounts(i) ? cell(fissGeo.amounts(i), beside(fissGeo.amountBasis(i))) : unknown()) },
        { key: "status", label: say.status, text: fissGeo.statusLong, cell: (i) => fissGeo.statusLong(i) },
        { key: "place", label: say.place, text: fissGeo.place, cell: (i) => cell(bdi(fissGeo.place(i)), bdi(spoken.parks[flows.text("park_id", i)], "beside"), beside(fissGeo.precision(i))) },
        { key: "source", label: say.source, text: (i) => flows.text("source_title", i), cell: (i) => cell(fissGeo.sourceOf(i), beside(say.confidence + ": " + (spoken.confidences[flows.text("confidence", i)] || say.notKnown))) },
      ],
    },
    candidates: {
      rows: (view) => view.candidates,
      columns: [
        { key: "rank", label: say.rank, value: (c) => c, cell: (c) => String(c + 1) },
        { key: "offer", label: say.offer, isName: true, text: (c) => fissGeo.organisation(candidates.offer[c]), cell: (c) => end(candidates.offer[c], opener(fissGeo.organisation(candidates.offer[c]), selOf(c))) },
        { key: "need", label: say.need, text: (c) => fissGeo.organisation(candidates.need[c]), cell: (c) => end(candidates.need[c]) },
        { key: "km", label: say.roadKm, value: (c) => candidates.number("road_distance_km", c), cell: (c) => (fissGeo.distanceText(c) ? cell(fissGeo.distanceText(c), beside(spoken.methods[candidates.text("distance_method", c)])) : unknown(fissGeo.said(candidates.text("no_route_reason", c)))) },
        { key: "kg", label: say.emissionsShort, value: (c) => candidates.number("transport_wtw_kg_co2e_per_t", c), cell: (c) => { const [kg, range] = fissGeo.emissionsText(c); return cell(kg ? cell(kg, beside(range)) : unknown(fissGeo.said(candidates.text("no_emissions_reason", c))), ...ranged(c)); } },
        { key: "t", label: say.massShort, value: (c) => candidates.number("mass_t_per_a", c), cell: (c) => { const mass = fissGeo.mass(candidates.number("mass_t_per_a", c)); return mass ? cell(mass, beside(fissGeo.said(candidates.text("mass_basis", c)))) : unknown(); } },
        { key: "score", label: say.scoreShort, value: (c) => candidates.number("score", c), cell: (c) => cell(fissGeo.scoreText(c) || unknown(), beside(fissGeo.reasons(c).join("; ")), beside(against(c))) },
        { key: "today", label: say.status, text: (c) => fissGeo.status(candidates.offer[c]), cell: (c) => cell(beside(say.offer + ": " + fissGeo.status(candidates.offer[c])), beside(say.need + ": " + fissGeo.status(candidates.need[c])), fissGeo.isLow(c) ? beside(say.confidence + ": " + spoken.confidences.low) : null) },
      ],
    },
    regions: {
      rows: (view) => Array.from(view.regions.values()),
      columns: [
        { key: "region", label: say.region, isName: true, text: (sum) => fissGeo.region(sum.code), cell: (sum) => fissGeo.linkTo(fissGeo.region(sum.code), fissGeo.page("regions/" + sum.code + ".html")) },
        ...[["offers", say.offersCount], ["needs", say.needsCount]].map(([key, label]) => ({ key, label, value: (sum) => sum[key], cell: (sum) => fissGeo.count(sum[key]) })),
        ...[["offered", say.offeredMass], ["needed", say.neededMass]].map(([key, label]) => ({ key, label, value: (sum) => sum[key], cell: (sum) => (sum[key] === null ? unknown() : fissGeo.sum(sum[key])) })),
        ...[["inside", say.candidatesInside], ["outgoing", say.goingOut], ["incoming", say.comingIn]].map(([key, label]) => ({ key, label, value: (sum) => sum[key], cell: (sum) => fissGeo.count(sum[key]) })),
        ...(fissGeo.cube.length ? [{ key: "others", label: say.others, value: null, cell: others }] : []),
      ],
    },
    between: {
      rows: (view) => view.between,
      columns: [
        { key: "from", label: say.from, isName: true, text: (sum) => fissGeo.region(sum.from), cell: (sum) => fissGeo.region(sum.from) },
        { key: "to", label: say.to, text: (sum) => fissGeo.region(sum.to), cell: (sum) => (sum.from === sum.to ? say.inside : fissGeo.region(sum.to)) },
        { key: "count", label: say.betweenCount, value: (sum) => sum.count, cell: (sum) => fissGeo.count(sum.count) },
        { key: "mass", label: say.betweenMass, value: (sum) => sum.mass, cell: (sum) => (sum.mass ? fissGeo.sum(sum.mass) : unknown()) },
      ],
    },
  };

  function others(sum) {
    return cell(...["offer", "need"].map((role) => {
      const own = sum.others[role];
      if (!own) return null;
      const mass = own.mass === null ? "" : fissGeo.mass(own.mass);
      const text = own.count === null ? mass : fill(mass ? say.othersText : say.othersCount, { mass, count: own.count });
      return beside(spoken.roles[role] + ": " + text);
    }));
  }

  // What is not known stands last, whichever way a column is sorted.
  function sorted(kind, rows, sort) {
    const column = kind.columns.find((one) => one.key === sort.replace(/^-/, ""));
    if (!column) return rows;
    const turn = sort.startsWith("-") ? -1 : 1, get = column.value || column.text;
    const order = new Intl.Collator(spoken.language, { numeric: true });
    const keyed = rows.map((row) => [get(row), row]);
    const isNone = (value) => value === null || value === undefined || value === "";
    keyed.sort(([a], [b]) => {
      if (isNone(a) || isNone(b)) return isNone(a) - isNone(b);
      return turn * (typeof a === "number" ? a - b : order.compare(a, b));
    });
    return keyed.map((pair) => pair[1]);
  }

  const chosenTab = (state, view) => (tabs.includes(state.tab) ? state.tab : tabs.length > 1 && view.isNarrow ? "candidates" : tabs[0]);

  function heading(column, sort) {
    const th = make("th");
    th.scope = "col";
    if (!column.value && !column.text) { th.textContent = column.label; return th; }
    const isUp = sort === column.key, isDown = sort === "-" + column.key;
    th.append(button(column.label, () => fissGeo.change({ sort: isUp ? "-" + column.key : column.key, page: "" })));
    if (isUp || isDown) th.setAttribute("aria-sort", isUp ? "ascending" : "descending");
    return th;
  }

  function line(kind, row) {
    const tr = make("tr");
    kind.columns.forEach((column) => {
      const td = make(column.isName ? "th" : "td");
      if (column.isName) td.scope = "row";
      if (column.value !== undefined) td.className = "number";
      td.dataset.label = column.label;
      const content = make("div", "", "cell");
      content.append(column.cell(row));
      td.append(content);
      tr.append(td);
    });
    return tr;
  }

  const holder = make("div", "", "board"), bar = make("div", "", "board-tabs"), pages = make("p", "", "board-pages"), scroll = make("div", "", "scroll");
  const count = make("p", "", "count"), table = make("table", "", "cards"), head = make("thead"), body = make("tbody"), caption = make("caption", "", "unseen");
  count.setAttribute("role", "status");
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", say.choices);
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  table.append(caption, head, body);
  scroll.append(table);
  holder.append(bar, count, scroll, pages);

  function draw(state) {
    const view = fissGeo.view(state), tab = chosenTab(state, view), kind = KINDS[tab];
    const rows = sorted(kind, kind.rows(view), state.sort || (tab === "regions" ? "region" : ""));
    const last = Math.max(0, Math.ceil(rows.length / ROWS) - 1), page = Math.min(last, Number(state.page || 0));
    const shown = rows.slice(page * ROWS, (page + 1) * ROWS);
    bar.replaceChildren(...(tabs.length < 2 ? [] : tabs.map((one) => {
      const choice = button(board.getAttribute("data-label-" + one), () => fissGeo.change({ tab: one, sort: "", page: "" }));
      choice.setAttribute("aria-pressed", String(one === tab));
      return choice;
    })));
    caption.textContent = board.getAttribute("data-label-" + tab);
    scroll.setAttribute("aria-label", caption.textContent);
    const tr = make("tr");
    tr.append(...kind.columns.map((column) => heading(column, state.sort)));
    const focused = document.activeElement && head.contains(document.activeElement) ? document.activeElement.textContent : null;
    head.replaceChildren(tr);
    if (focused) { const same = Array.from(head.querySelectorAll("button")).find((one) => one.textContent === focused); if (same) same.focus(); }
    body.replaceChildren(...shown.map((row) => line(kind, row)));
    table.className = tab === "regions" || tab === "between" ? "plain" : "cards";
    scroll.hidden = !rows.length;
    count.textContent = !rows.length ? say.noRows : rows.length === 1 ? say.oneRow : fill(say.rowsShown, { from: page * ROWS + 1, to: page * ROWS + shown.length, all: fissGeo.count(rows.length) });
    const turn = (text, to, isOff) => {
      const one = button(text, () => { fissGeo.change({ page: to ? String(to) : "" }, true); count.scrollIntoView({ block: "nearest" }); });
      one.disabled = isOff;
      return one;
    };
    pages.replaceChildren(...(last ? [turn(say.earlier, page - 1, page === 0), " ", turn(say.later, page + 1, page === last)] : []));
  }

  board.querySelectorAll("[data-static]").forEach((part) => { part.hidden = true; });
  board.append(holder);
  fissGeo.onChange((state, patch) => {
    const names = patch ? Object.keys(patch) : [""];
    if (names.some((one) => !["at", "sel", "measure", "roads", "signs", "tiles"].includes(one))) draw(state);
  });
  fissGeo.startBoard = () => draw(fissGeo.state);
})(window.fissGeo = window.fissGeo || {});
