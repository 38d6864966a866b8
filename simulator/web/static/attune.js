// What JavaScript adds; everything works without it. Keys: 1-5 choose a response, p opens the pause.
"use strict";

(() => {
  const typing = (element) => element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName) || (element.tagName === "INPUT" && element.type === "text");

  // What is being typed survives a reload, a crash of the tab, an answer that did not arrive and the end of a session.
  // It never leaves the tab, and is for the person who typed it: whoever signs in here next does not find it.
  const person = document.body.dataset.person;
  const forget = (mine = "") => {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith("attune:") && !(mine && key.startsWith(mine))) sessionStorage.removeItem(key);
    }
  };
  const SENT = "attune:sent";
  const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "[]");
  sessionStorage.removeItem(SENT);
  if (!document.querySelector("[data-not-taken]")) for (const key of sent) sessionStorage.removeItem(key);
  if (person) forget(`attune:${person}:`);
  const keyOf = (area) => {
    const owner = area.closest("[data-keep]");
    return person && owner && area.name !== "moment" ? `attune:${person}:${owner.dataset.keep}:${area.name}` : null;
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
  const sentences = document.getElementById("not-taken")?.dataset ?? {}; // in the reader's language, from the page
  document.addEventListener("htmx:error", (event) => {
    if (event.detail?.ctx) say(sentences.lost);
  });
  document.addEventListener("htmx:response:error", (event) => {
    const status = event.detail?.ctx?.response?.status;
    if (status !== 409 && status !== 422) say(sentences[status] ?? sentences.other);
  });

  // A whole page that is sent keeps its own text from here on, unless what comes back says that it was not taken.
  document.addEventListener("submit", (event) => {
    if (event.target.hasAttribute("hx-post")) return;
    const keys = [...event.target.querySelectorAll("textarea")].map(keyOf).filter(Boolean);
    sessionStorage.setItem(SENT, JSON.stringify(keys));
  });

  // Being signed in ends by itself. Some minutes before, every open page says so, and leaves the keyboard where it is.
  const MINUTES = 5;
  const session = document.getElementById("session");
  const tabs = new BroadcastChannel("attune");
  if (session) {
    const idle = session.dataset.idle * 1000;
    const last = Date.now() + session.dataset.last * 1000;
    const failed = session.querySelector("[data-when=failed]");
    const parts = session.querySelectorAll("[data-when]:not([data-when=failed])");
    let ends, shown, before;
    const look = () => {
      const left = ends - Date.now();
      const now = left <= 0 ? "over" : left > MINUTES * 60_000 ? "" : ends === last ? "last" : "idle";
      if (now === shown) return;
      shown = now;
      for (const time of session.querySelectorAll("time")) {
        time.textContent = new Date(ends).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
      }
      session.open = now !== "";
      for (const part of parts) part.hidden = part.dataset.when !== now;
    };
    const used = () => {
      ends = Math.min(Date.now() + idle, last);
      failed.hidden = true;
      look();
    };
    const over = () => {
      ends = 0;
      look();
    };
    const renewed = () => {
      used();
      tabs.postMessage("used");
    };
    tabs.addEventListener("message", (event) => {
      if (event.data === "used") return used();
      forget();
      location.replace(session.querySelector("a").href);
    });
    session.addEventListener("focusin", (event) => {
      if (!session.contains(event.relatedTarget)) before = event.relatedTarget;
    });
    session.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const form = event.target;
      try {
        const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
        if (answer.status === 204) {
          renewed();
          before?.focus();
        } else if (answer.status < 500) over();
        else failed.hidden = false;
      } catch {
        failed.hidden = false;
      }
    });
    document.addEventListener("htmx:after:swap", renewed);
    document.addEventListener("visibilitychange", look);
    setInterval(look, 5_000);
    renewed();
  }
  // Who leaves, leaves nothing: not in this tab, not in another one that is open.
  document.addEventListener("submit", (event) => {
    if (!event.target.hasAttribute("data-leaves")) return;
    forget();
    tabs.postMessage("left");
  });

  // A link to be sent to somebody: a button that copies it.
  for (const link of document.querySelectorAll("input[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = link.dataset.copy;
    button.setAttribute("aria-describedby", link.id);
    button.addEventListener("click", async () => {
      link.select();
      try {
        await navigator.clipboard.writeText(link.value);
      } catch {
        document.execCommand("copy"); // without HTTPS there is no clipboard to write to
      }
      button.textContent = link.dataset.copied;
    });
    link.closest("li, .column").querySelector(".deeds, .actions").prepend(button);
  }

  restore(document);
})();
