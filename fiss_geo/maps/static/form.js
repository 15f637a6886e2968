"use strict";
// The fields above map and table: each is a part of the choice.
(function (fissGeo) {
  const form = document.querySelector("form[data-choices]");
  if (!form) return;
  const WAIT = 180; // milliseconds after the last key
  const fields = Array.from(form.elements).filter((field) => field.name);
  const chip = form.querySelector("[data-org]");

  function show(state) {
    fields.forEach((field) => {
      if (field.type === "checkbox") field.checked = state[field.name] === field.value;
      else if (field !== document.activeElement || field.tagName === "SELECT") field.value = state[field.name];
    });
    if (chip) {
      chip.hidden = !state.org;
      chip.querySelector("bdi").textContent = state.org;
    }
    const more = form.querySelector("details");
    if (more && ["park", "code", "status", "role", "km", "t", "score"].some((name) => state[name] !== "" && !(name in fissGeo.fixed))) more.open = true;
  }

  const valueOf = (field) => (field.type === "checkbox" ? (field.checked ? field.value : "") : field.value.trim());
  let waiting = 0;

  function take(field) {
    if (!field.name || (field.validity && !field.validity.valid)) return;
    fissGeo.change({ [field.name]: valueOf(field), page: "", sel: "", ...(field.name === "region" ? { park: fissGeo.fixed.park || "", org: "" } : {}), ...(field.name === "park" ? { region: fissGeo.fixed.region || "", org: "" } : {}) });
  }

  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => take(event.target), event.target.tagName === "INPUT" && event.target.type !== "checkbox" ? WAIT : 0);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    const kept = ["measure", "tab", "sort", "roads", "tiles"];
    fissGeo.change(Object.fromEntries(Object.keys(fissGeo.defaults).filter((name) => !kept.includes(name) && !(name in fissGeo.fixed)).map((name) => [name, fissGeo.defaults[name]])));
  });
  if (chip) chip.querySelector("button").addEventListener("click", () => fissGeo.change({ org: "" }));
  fissGeo.onChange(show);
  form.hidden = false;
  show(fissGeo.state);
})(window.fissGeo = window.fissGeo || {});
