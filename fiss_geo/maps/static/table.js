"use strict";
// Tables: a heading sorts, the fields above filter. Without this script the tables stand as they are.
(function (fissGeo) {
  function key(row, column, isNumber) {
    const cell = row.cells[column];
    if (!isNumber) return cell.textContent.trim().toLocaleLowerCase("en");
    return cell.dataset.value === "" || cell.dataset.value === undefined ? null : Number(cell.dataset.value);
  }

  // What is not known stands last, whichever way the column is sorted.
  function compare(a, b, turn) {
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a === "number") return turn * (a - b);
    return turn * a.localeCompare(b, "en");
  }

  function sort(table, heading, column) {
    const isUp = heading.getAttribute("aria-sort") !== "ascending";
    const isNumber = heading.dataset.sort === "number";
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, (row) => [key(row, column, isNumber), row]);
    rows.sort((a, b) => compare(a[0], b[0], isUp ? 1 : -1));
    body.append(...rows.map((pair) => pair[1]));
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", isUp ? "ascending" : "descending");
  }

  function makeSortable(table) {
    Array.from(table.tHead.rows[0].cells).forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, heading, column));
      heading.append(button);
    });
  }

  function fits(row, form) {
    const { regions, material, role, words } = form.elements;
    const text = row.textContent.toLocaleLowerCase("en");
    return (!regions.value || row.dataset.regions.split(" ").includes(regions.value))
      && (!material.value || row.dataset.material === material.value)
      && (!role || !role.value || row.dataset.role === role.value)
      && words.value.toLocaleLowerCase("en").split(/\s+/).every((word) => text.includes(word));
  }

  function makeFilter(form) {
    const table = document.getElementById(form.dataset.filters);
    const count = document.querySelector('[data-count="' + form.dataset.filters + '"]');
    const rows = Array.from(table.tBodies[0].rows);
    const filter = () => {
      rows.forEach((row) => { row.hidden = !fits(row, form); });
      const shown = rows.filter((row) => !row.hidden).length;
      count.textContent = fissGeo.fill(fissGeo.words.rowsShown, { shown, all: rows.length });
    };
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter));
    form.hidden = false;
    filter();
  }

  document.querySelectorAll("table[data-sortable]").forEach(makeSortable);
  document.querySelectorAll("form[data-filters]").forEach(makeFilter);
})(window.fissGeo = window.fissGeo || {});
