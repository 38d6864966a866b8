// What JavaScript adds to a reading page; everything works without it. What is written saves itself, phrases go into
// comments, keys go through the turns. Keys: j, k turns; 1-4, 0 rate; n, p attempts; ? the list of keys.
"use strict";

(() => {
  const form = document.getElementById("reading");
  if (!form) return;
  const status = document.getElementById("saved");
  const words = form.dataset;
  const KEPT = `attune:${document.body.dataset.person}:reading:${form.getAttribute("action")}`;
  const OURS = /^(level|comment|dispute|phrase)\./;
  const PAUSE = 700;
  const WAITS = [2_000, 5_000, 15_000, 30_000];
  document.documentElement.classList.add("scripted");

  // What has not been saved yet, by field. It is kept in this tab as well, so that nothing is lost with the page.
  let token = form.elements.csrf_token.value;
  let revision = Number(words.revision);
  let unsaved = new Map();
  let timer, sending = false, failures = 0;
  const keep = (sent = null) => {
    if (unsaved.size) sessionStorage.setItem(KEPT, JSON.stringify({ fields: [...unsaved], sent }));
    else sessionStorage.removeItem(KEPT);
  };
  const say = (sentence) => {
    if (status.textContent !== sentence) status.textContent = sentence;
  };
  const failed = (why) => say(words.unsaved.replace("{why}", why));
  const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const body = () => {
    const fields = new URLSearchParams({ csrf_token: token });
    for (const [name, value] of unsaved) {
      if (name.startsWith("phrase.")) fields.append("phrase", value);
      else fields.append(name, value);
    }
    return fields;
  };
  const post = (fields, keepalive = false) =>
    fetch(form.action, { method: "POST", body: fields, keepalive, redirect: "manual", headers: { Accept: "application/json" } });

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };
  const again = () => later(WAITS[Math.min(failures++, WAITS.length - 1)]);

  async function save() {
    clearTimeout(timer);
    if (!unsaved.size) return;
    if (sending) return later(PAUSE);
    sending = true;
    const sent = new Map(unsaved);
    try {
      const answer = await post(body());
      const told = (answer.headers.get("Content-Type") ?? "").startsWith("application/json") ? await answer.json() : {};
      if (answer.ok && told.at) {
        for (const [name, value] of sent) if (unsaved.get(name) === value) unsaved.delete(name);
        failures = 0;
        revision = told.revision;
        keep();
        if (unsaved.size) later(PAUSE);
        else say(words.saved.replace("{time}", clock(told.at)));
      } else if (answer.status === 422) {
        failed(told.sentence ?? "");
      } else {
        failed(answer.status >= 500 ? words.offline : words.out);
        if (answer.status < 500) await renew();
        again();
      }
    } catch {
      failed(words.offline);
      again();
    } finally {
      sending = false;
    }
  }
  // Signed in again, perhaps in another tab: the page as it is now has a token that is good.
  async function renew() {
    const page = await fetch(location.pathname, { redirect: "manual" });
    if (!page.ok) return;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("#reading [name=csrf_token]");
    if (!fresh) return;
    token = fresh.value;
    form.elements.csrf_token.value = token;
  }

  const changed = (field) => {
    if (!OURS.test(field.name) || (field.type === "radio" && !field.checked)) return;
    if (field.type === "number" && !field.validity.valid) return;
    unsaved.set(field.name, field.value);
    keep();
    say(words.saving);
    later(PAUSE);
  };
  form.addEventListener("input", (event) => changed(event.target));
  form.addEventListener("focusout", () => save());
  document.addEventListener("visibilitychange", () => save());
  window.addEventListener("online", () => save());
  window.addEventListener("pagehide", () => {
    if (unsaved.size) post(body(), true).catch(() => {});
  });

  // Without what was saved already, a form sends only what is new: what somebody else wrote meanwhile stays.
  form.addEventListener("submit", () => {
    keep(revision);
    clearTimeout(timer);
    const idle = [...form.elements].filter((field) => OURS.test(field.name) && !unsaved.has(field.name) && !field.disabled);
    for (const field of idle) field.disabled = true;
    for (const [name, value] of unsaved) {
      if (!name.startsWith("phrase.")) continue;
      const used = Object.assign(document.createElement("input"), { type: "hidden", name: "phrase", value });
      form.append(used);
    }
    unsaved = new Map();
    window.addEventListener("pageshow", () => {
      for (const field of idle) field.disabled = false;
    }, { once: true });
  });

  // What had not been saved when the page was left, is typed again.
  const fieldsOf = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const put = (name, value) => {
    for (const field of fieldsOf(name)) {
      if (field.type === "radio") field.checked = field.value === value;
      else field.value = value;
      if (value) field.closest("details")?.setAttribute("open", "");
    }
  };
  const valueOf = (name) => {
    const fields = fieldsOf(name);
    return (fields.find((field) => field.type !== "radio" || field.checked) ?? {}).value;
  };
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (kept && !(kept.sent !== null && revision > kept.sent)) {
    for (const [name, value] of kept.fields) {
      const refused = kept.sent !== null;
      if (!name.startsWith("phrase.") && !fieldsOf(name).length) continue;
      if (!refused && valueOf(name) === value) continue;
      put(name, value);
      unsaved.set(name, value);
    }
    if (unsaved.size) say(words.back);
    if (unsaved.size && kept.sent === null) later(PAUSE);
  }
  keep();

  // Phrases: into the comment that was written in last.
  const phrase = document.getElementById("phrase");
  if (phrase) {
    const insert = document.getElementById("insert");
    let area = null;
    form.addEventListener("focusin", (event) => {
      if (event.target.tagName === "TEXTAREA" && event.target.form === form) area = event.target;
    });
    phrase.closest("label").hidden = insert.hidden = false;
    insert.addEventListener("click", () => {
      const into = area ?? here()?.querySelector(".read-margin > .read-comment textarea") ?? form.querySelector(".read-end textarea");
      const option = phrase.selectedOptions[0];
      const gap = into.selectionStart > 0 && !/\s$/.test(into.value.slice(0, into.selectionStart)) ? " " : "";
      into.setRangeText(gap + option.dataset.text, into.selectionStart, into.selectionEnd, "end");
      into.focus();
      unsaved.set(`phrase.${option.value}`, option.value);
      changed(into);
    });
  }

  // Keys.
  const turns = [...form.querySelectorAll(".read-turn")];
  function here() {
    const focused = document.activeElement?.closest?.(".read-turn");
    return focused ?? turns.find((turn) => turn.getBoundingClientRect().bottom > 120);
  }
  const step = (by) => {
    const focused = document.activeElement?.closest?.(".read-turn");
    const next = focused ? turns[turns.indexOf(focused) + by] : here();
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "start" });
  };
  const rate = (level) => {
    const focused = document.activeElement?.closest?.("[data-level]");
    const turn = here();
    const fields = [...(turn?.querySelectorAll("[data-level]") ?? [])];
    const place = fields.includes(focused) ? fields.indexOf(focused) : 0;
    const radio = fields[place]?.querySelector(`input[type=radio][value="${level}"]`);
    if (!radio) return;
    radio.checked = true;
    changed(radio);
    const next = fields[place + 1];
    (next ? next.querySelector("input[type=radio]:checked") ?? next.querySelector("input[type=radio]") : radio).focus();
  };
  const typing = (element) => element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName) || (element.tagName === "INPUT" && element.type !== "radio" && element.type !== "checkbox");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (/^[0-4]$/.test(event.key)) rate(event.key);
    else if (event.key === "n") document.querySelector(".reading a[rel=next]")?.click();
    else if (event.key === "p") document.querySelector(".reading a[rel=prev]")?.click();
    else if (event.key === "?") {
      const keys = document.getElementById("keys");
      keys.open = !keys.open;
      keys.querySelector("summary").focus();
    } else return;
    event.preventDefault();
  });
  // A link into the rubric opens it.
  document.addEventListener("click", (event) => {
    const to = event.target.closest?.("a[href^='#about-']");
    if (to) document.getElementById(to.hash.slice(1))?.closest("details")?.setAttribute("open", "");
  });
})();
