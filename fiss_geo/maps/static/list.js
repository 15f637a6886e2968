"use strict";
// Beside the map: what is chosen, as buttons, so that a keyboard reaches all that a pointer does.
(function (fissGeo) {
  const MOST = 60;

  fissGeo.flowName = function (flow) {
    const role = flow.role === "offer" ? fissGeo.words.offer : fissGeo.words.need;
    return [fissGeo.make("bdi", role + ": " + flow.resource + " – " + flow.organisation)];
  };

  fissGeo.candidateName = function (candidate) {
    const text = candidate.rank + ". " + candidate.offer.organisation + " → " + candidate.need.organisation;
    const road = candidate.km_text ? candidate.km_text : fissGeo.words.noRoad;
    return [fissGeo.make("bdi", text + " · " + candidate.offer.resource + " · " + road)];
  };

  function part(title, things, name, choose) {
    const words = fissGeo.words, shown = things.slice(0, MOST), list = fissGeo.make("ul");
    shown.forEach((thing) => {
      const item = fissGeo.make("li"), button = fissGeo.make("button");
      button.type = "button";
      button.append(...name(thing));
      button.addEventListener("click", () => choose(thing, button));
      item.append(button);
      list.append(item);
    });
    const found = [fissGeo.make("h4", title + " (" + things.length + ")")];
    if (shown.length < things.length) {
      found.push(fissGeo.make("p", fissGeo.fill(words.listed, { shown: shown.length, all: things.length }), "beside"));
    }
    return things.length ? [...found, list] : [];
  }

  // view: title, link, flows, candidates; choose: what to do with each kind.
  fissGeo.showList = function (element, view, choose) {
    const words = fissGeo.words, scroll = fissGeo.make("div", "", "chosen-scroll");
    element.replaceChildren(fissGeo.make("h3", view.title));
    if (view.tools.length) {
      const tools = fissGeo.make("div", "", "chosen-tools");
      tools.append(...view.tools);
      element.append(tools);
    }
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "group");
    scroll.setAttribute("aria-label", view.title);
    scroll.append(...part(words.candidates, view.candidates, fissGeo.candidateName, choose.candidate));
    scroll.append(...part(words.flows, view.flows, fissGeo.flowName, choose.flow));
    if (!view.candidates.length && !view.flows.length) {
      scroll.append(fissGeo.make("p", words.noFlows));
    }
    element.append(scroll);
    element.hidden = false;
  };
})(window.fissGeo = window.fissGeo || {});
