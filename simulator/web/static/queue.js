// Keys of the queue: j, k and the arrows go from row to row, Enter opens, x ticks. Everything works without them.
"use strict";

(() => {
  const table = document.querySelector("table.queue");
  if (!table) return;
  const rows = [...table.tBodies[0].rows];
  const link = (row) => row.querySelector("a.queued");
  const typing = (element) => element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName) || (element.tagName === "INPUT" && element.type !== "checkbox");
  document.querySelector("[data-keys]").hidden = false;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || typing(event.target)) return;
    const here = rows.findIndex((row) => row.contains(event.target));
    const arrows = here >= 0 ? { ArrowDown: 1, ArrowUp: -1 } : {}; // elsewhere they scroll the page
    const step = { j: 1, k: -1, ...arrows }[event.key];
    if (step) {
      const there = here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1);
      link(rows[there]).focus();
    } else if (here >= 0 && event.key === "x") {
      const box = rows[here].querySelector("input[type=checkbox]");
      if (box) box.checked = !box.checked;
    } else if (here >= 0 && event.key === "Enter" && event.target.type === "checkbox") {
      link(rows[here]).click(); // it would release what is ticked
    } else return;
    event.preventDefault();
  });
})();
