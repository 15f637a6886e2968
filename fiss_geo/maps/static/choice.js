"use strict";
// Which flows and candidates a choice of region, park and material leaves.
(function (fissGeo) {
  const touches = (flow, choice) => (choice.park ? flow.park === choice.park
    : choice.region ? flow.region === choice.region : true);

  fissGeo.chosenFlows = function (flows, choice) {
    return flows.filter((flow) => touches(flow, choice)
      && (!choice.material || flow.group === choice.material));
  };

  fissGeo.chosenCandidates = function (candidates, choice) {
    return candidates.filter((one) => (touches(one.offer, choice) || touches(one.need, choice))
      && (!choice.material || one.group === choice.material));
  };

  // The measure of each region, by its code.
  fissGeo.measures = function (flows, candidates, choice) {
    const sums = {};
    const add = (code, value) => { sums[code] = (sums[code] || 0) + value; };
    const fits = (row) => !choice.material || row.group === choice.material;
    const role = { offered: "offer", needed: "need" }[choice.measure];
    if (choice.measure === "candidates") {
      candidates.filter(fits).forEach((one) => {
        new Set([one.offer.region, one.need.region]).forEach((code) => add(code, 1));
      });
    } else {
      flows.filter(fits).forEach((flow) => {
        if (!role) add(flow.region, 1);
        else if (flow.role === role && flow.mass !== null && flow.is_counted) add(flow.region, flow.mass);
      });
    }
    return sums;
  };
})(window.fissGeo = window.fissGeo || {});
