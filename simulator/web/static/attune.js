// What JavaScript adds; everything works without it. Keys: 1-5 choose a response, p opens the pause.
"use strict";

(() => {
  const typing = (element) => /^(TEXTAREA|SELECT)$/.test(element.tagName) || (element.tagName === "INPUT" && element.type === "text");

  // What is being typed survives a reload, a crash of the tab and an answer that did not arrive; it never leaves the tab.
  const keyOf = (area) => {
    const owner = area.closest("[data-keep]");
    return owner && area.name !== "moment" ? `attune:${owner.dataset.keep}:${area.name}` : null;
  };
  const restore = (root) => {
    for (const area of root.querySelectorAll("textarea")) {
      const key = keyOf(area);
      const kept = key && sessionStorage.getItem(key);
      if (kept && !area.value) {
        area.value = kept;
        area.closest("details")?.setAttribute("open", "");
      }
    }
  };
  document.addEventListener("input", (event) => {
    if (event.target.tagName !== "TEXTAREA") return;
    const key = keyOf(event.target);
    if (key) sessionStorage.setItem(key, event.target.value);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "p") {
      const pause = document.getElementById("pause");
      if (!pause) return;
      pause.open = !pause.open;
      pause.querySelector("summary").focus();
      event.preventDefault();
    } else if (/^[1-5]$/.test(event.key)) {
      const choice = document.querySelectorAll(".responses input[type=radio]")[Number(event.key) - 1];
      if (!choice) return;
      choice.checked = true;
      choice.focus();
      event.preventDefault();
    }
  });

  // A new stage: begin at its heading, for eyes and for screen readers.
  document.addEventListener("htmx:after:swap", () => {
    const stage = document.getElementById("stage");
    if (!stage) return;
    restore(stage);
    window.scrollTo({ top: 0 });
    (stage.querySelector("[role=alert]") ?? stage.querySelector("h1"))?.focus({ preventScroll: true });
  });
  // An answer that was not taken: say so, and leave the page and all that is typed on it as it is.
  const say = (sentence) => {
    document.getElementById("lost")?.remove();
    const note = document.createElement("p");
    note.id = "lost";
    note.className = "notice";
    note.tabIndex = -1;
    note.setAttribute("role", "alert");
    note.textContent = sentence;
    document.querySelector("#stage .story")?.prepend(note);
    note.focus();
  };
  const sentences = {
    401: "You are signed out, so this was not saved. Sign in again in another tab, then reload this page; what you typed stays.",
    403: "This page had grown old, so this was not saved. Reload it and send your answer again; what you typed stays.",
    413: "That is more text than can be sent at once. Nothing is lost: shorten it and send it again.",
    503: "The answer could not be saved just now. Nothing is lost: wait a few seconds and send it again.",
  };
  document.addEventListener("htmx:error", (event) => {
    if (event.detail?.ctx) say("The answer did not reach the server. Nothing is lost: wait a moment and send it again.");
  });
  document.addEventListener("htmx:response:error", (event) => {
    const status = event.detail?.ctx?.response?.status;
    if (status !== 409 && status !== 422) say(sentences[status] ?? "The answer was not saved. Nothing is lost: reload the page and send it again.");
  });

  // A whole page that is sent keeps its own text from here on.
  document.addEventListener("submit", (event) => {
    if (event.target.hasAttribute("hx-post")) return;
    for (const area of event.target.querySelectorAll("textarea")) {
      const key = keyOf(area);
      if (key) sessionStorage.removeItem(key);
    }
  });

  restore(document);
})();
