"use strict";
// What the visitor has chosen, kept in the address after #, so that it can be shared and "back"
// works. Nothing is stored anywhere else.
(function (fissGeo) {
  const LONGEST = 200;
  const page = document.documentElement.dataset;
  const fixed = {};
  if (page.region) fixed.region = page.region;
  if (page.park) fixed.park = page.park;
  const DEFAULTS = {
    region: "", park: "", org: "", material: "", code: "", status: "", role: "", km: "", t: "", score: "", q: "",
    measure: "flows", lines: "", roads: "", signs: "", tab: "", sort: "", page: "", sel: "", at: "", tiles: "",
  };
  const PATTERNS = {
    km: /^\d{1,5}$/, t: /^\d{1,12}$/, score: /^(0(\.\d{1,2})?|1)$/, page: /^\d{1,6}$/, code: /^\d{0,6}$/,
    at: /^-?\d{1,7},-?\d{1,7},-?\d{1,2}(\.\d{1,2})?$/, sort: /^-?\w{1,20}$/,
    measure: /^(flows|offered|needed|candidates)$/, lines: /^(all|none)$/,
  };

  function read() {
    const found = { ...DEFAULTS, ...fixed };
    new URLSearchParams(location.hash.slice(1)).forEach((value, name) => {
      const isKnown = name in DEFAULTS && !(name in fixed) && value.length <= LONGEST;
      if (isKnown && (!PATTERNS[name] || PATTERNS[name].test(value))) found[name] = value;
    });
    return found;
  }

  function written(state) {
    const parts = new URLSearchParams();
    Object.keys(DEFAULTS).forEach((name) => {
      if (!(name in fixed) && state[name] !== DEFAULTS[name]) parts.set(name, state[name]);
    });
    return parts.toString();
  }

  const listeners = [];
  let state = read();
  let own = null; // the hash that we set ourselves

  // A choice is a step that "back" undoes; moving the map or turning a page is not.
  function change(patch, isQuiet) {
    state = { ...state, ...patch };
    const hash = written(state), address = "#" + hash;
    if (address !== (location.hash || "#")) {
      own = address;
      if (isQuiet) history.replaceState(null, "", address);
      else location.hash = hash;
    }
    listeners.forEach((listen) => listen(state, patch));
  }

  window.addEventListener("hashchange", () => {
    if (own !== null && (location.hash || "#") === own) { own = null; return; }
    own = null;
    state = read();
    listeners.forEach((listen) => listen(state, null));
  });

  Object.assign(fissGeo, {
    change,
    onChange: (listen) => listeners.push(listen),
    fixed, defaults: DEFAULTS, hash: () => written(state),
  });
  Object.defineProperty(fissGeo, "state", { get: () => state });
})(window.fissGeo = window.fissGeo || {});
