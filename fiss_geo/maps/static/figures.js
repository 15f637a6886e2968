"use strict";
// Figures as people read them, by the rules of numbers.py: never more digits than are known.
(function (fissGeo) {
  const THIN = "\u202f", DASH = "–";
  const spoken = fissGeo.spoken;
  const comma = (text) => (spoken.language === "en" ? text : text.replace(/(\d)\.(?=\d)/g, "$1,"));
  const grouped = (text) => text.replace(/\B(?=(\d{3})+(?!\d))/g, THIN);

  // A tie goes to the even neighbour, as in Python, so that page and script write the same.
  function round(number, p) {
    const unit = Math.pow(10, Math.abs(p)), scaled = p >= 0 ? number * unit : number / unit;
    const isTie = Math.abs(scaled % 1) === 0.5;
    const whole = isTie ? 2 * Math.round(scaled / 2) : Math.round(scaled);
    if (p >= 0 && !isTie) return Number(number.toFixed(Math.min(p, 20)));
    return p >= 0 ? whole / unit : whole * unit;
  }

  function significant(value, digits) {
    if (value === null || value === undefined) return "";
    if (value === 0) return "0";
    const places = (number) => digits - 1 - Math.floor(Math.log10(Math.abs(number)));
    const rounded = round(value, places(value));
    const [whole, part] = rounded.toFixed(Math.max(0, Math.min(20, places(rounded)))).split(".");
    return comma(grouped(whole) + (part ? "." + part : ""));
  }

  const plain = (value, digits) => significant(value, digits).replace(/([.,]\d*?)0+$/, "$1").replace(/[.,]$/, "");

  function kilometres(value) {
    if (value >= 9.95) return grouped(round(value, 0).toFixed(0));
    return value >= 0.05 ? comma(round(value, 1).toFixed(1)) : "<" + THIN + comma("0.1");
  }

  function distance(value, half) {
    if (value === null) return "";
    if (half !== null && 2 * half > value) {
      const low = value - half, high = kilometres(value + half);
      return (low >= 0.05 ? kilometres(low) + DASH + high : fissGeo.fill(spoken.sentences.upTo, { value: high })) + THIN + "km";
    }
    const around = half === null ? "" : " ± " + (half >= 1 ? grouped(round(half, 0).toFixed(0)) : kilometres(half));
    return kilometres(value) + around + THIN + "km";
  }

  const flows = fissGeo.flows, candidates = fissGeo.candidates, say = spoken.sentences;

  Object.assign(fissGeo, {
    significant,
    // A whole sum, to three digits.
    sum: (value) => (value === null ? say.notKnown : plain(value, 3) || "0"),
    count: (value) => grouped(String(value)),
    mass: (value) => (value === null ? "" : plain(value, 3) + THIN + spoken.units.mass_t_per_a),
    amounts(i) {
      return Object.keys(spoken.units)
        .map((name) => [flows.number(name, i), spoken.units[name]])
        .filter(([value]) => value !== null)
        .map(([value, unit]) => plain(value, 3) + THIN + unit).join(", ");
    },
    distanceText(i) {
      const text = distance(candidates.number("road_distance_km", i), candidates.number("distance_uncertainty_km", i));
      const isExact = (flow) => ["site", "address"].includes(flows.text("location_precision", flow));
      const isOneSite = text && candidates.isOnePoint[i] && isExact(candidates.offer[i]) && isExact(candidates.need[i]);
      return isOneSite ? fissGeo.fill(say.oneSite, { distance: text }) : text;
    },
    // Emissions and their range; of a range that begins at nought only the end says much.
    emissionsText(i) {
      const [kg, low, high] = ["", "_low", "_high"].map((end) => candidates.number("transport_wtw" + end + "_kg_co2e_per_t", i));
      if (kg === null) return ["", ""];
      if (low === null || high === null) return [significant(kg, 2), ""];
      const end = fissGeo.fill(say.upTo, { value: significant(high, 2) });
      return low === 0 ? [end, ""] : [significant(kg, 2), significant(low, 2) + DASH + significant(high, 2)];
    },
    // A figure with its range as one: "12 (8–16) kg"; a range that begins below 0 apart.
    withRange(one, i) {
      const told = (name) => { const value = name ? candidates.number(name, i) : null; return value === null ? "" : significant(value, one.digits); };
      const [middle, low, high] = [one.column, one.low, one.high].map(told);
      const span = low && high && low !== high ? " (" + low + (low.startsWith("-") ? " … " : DASH) + high + ")" : "";
      return middle && middle + span + (one.unit ? THIN + one.unit : "");
    },
    scoreText: (i) => { const score = candidates.number("score", i); return score === null ? "" : comma(score.toFixed(2)); },
  });
})(window.fissGeo = window.fissGeo || {});
