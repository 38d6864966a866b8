// The page a case is written on. Without this script it is a form with a textarea, and does the same more slowly.

import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyField, historyKeymap } from "@codemirror/commands";
import { codeFolding, foldGutter, foldKeymap } from "@codemirror/language";
import { lintGutter, nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  EditorView,
  closeHoverTooltips,
  drawSelection,
  hasHoverTooltips,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { Asked, mendHere, mendProblem, problemHere, showProblems } from "./checking.js";
import { suggestions } from "./completion.js";
import { Kept, begun } from "./keeping.js";
import { caseLanguage } from "./language.js";
import { Panels } from "./panels.js";
import { watchPresence } from "./presence.js";
import { Saver } from "./saving.js";
import { fill, number, sender } from "./sending.js";
import { Status } from "./status.js";

const KEEPING = 300;
const HISTORY = { history: historyField };
const studio = document.getElementById("studio");
const form = document.getElementById("draft");
const area = form.elements.text;
const { dataset } = studio;
const words = JSON.parse(dataset.words);
const send = sender(form);
const tabs = new BroadcastChannel("attune");
let known = null; // what the last check has said
let handed = false;
let leaving = false;

// --- The text, and how it is begun with ---

const keys = [
  { key: "Mod-s", run: () => saveNow(), preventDefault: true },
  { key: "F8", run: aloud(nextDiagnostic), preventDefault: true },
  { key: "Shift-F8", run: aloud(previousDiagnostic), preventDefault: true },
  { key: "Escape", run: closeTooltips },
  { key: "Alt-Enter", run: mendHere, preventDefault: true },
  { key: "F2", run: openForm, preventDefault: true },
];
const extensions = [
  EditorView.cspNonce.of(document.querySelector("script[type=importmap]").nonce),
  EditorState.phrases.of(JSON.parse(dataset.phrases)),
  EditorView.contentAttributes.of({
    "aria-label": words.text,
    "aria-describedby": "how",
    spellcheck: "true",
    tabindex: "0",
    translate: "no",
  }),
  EditorView.lineWrapping,
  EditorView.updateListener.of(updated),
  keymap.of([...keys, ...completionKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...defaultKeymap]),
  lineNumbers(),
  foldGutter(),
  lintGutter(),
  codeFolding(),
  history(),
  drawSelection(),
  highlightSpecialChars(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  search({ top: true }),
  autocompletion({ override: [suggestions(() => known?.words)], icons: false, maxRenderedOptions: 9 }),
  caseLanguage,
];
const kept = new Kept(dataset.draft);
const served = area.defaultValue;
const start = begun(kept.read(), Number(form.elements.revision.defaultValue), served);
const servedState = EditorState.create({ doc: served, extensions });
const view = new EditorView({ state: stateOf(start) ?? servedState, parent: document.getElementById("editor") });
const saver = new Saver({
  send,
  address: dataset.save,
  revision: start.revision,
  document: start.unsaved ? servedState.doc : view.state.doc,
  read: () => view.state.doc,
  show: (shown) => told(shown),
});
const status = new Status({ words, hand: handOver, load: () => location.reload() });

function stateOf({ state }) {
  if (!state) return null;
  const { history: past, ...rest } = state;
  try {
    return past ? EditorState.fromJSON(state, { extensions }, HISTORY) : EditorState.fromJSON(rest, { extensions });
  } catch {
    return state.doc ? EditorState.create({ doc: state.doc, extensions }) : null;
  }
}

function updated(update) {
  if (update.docChanged) {
    saver.touched();
    checking.later();
    previewing.later();
    count();
  }
  if (update.selectionSet) moved();
  if (update.docChanged || update.selectionSet) {
    clearTimeout(updated.timer);
    updated.timer = setTimeout(keep, KEEPING);
  }
}

function keep() {
  if (leaving) return;
  const state = view.state.toJSON(HISTORY);
  kept.write({ revision: saver.revision, unsaved: saver.unsaved, sent: saver.sent, handed, state });
}

// Going to a problem shows it; whoever does not see the page hears it.
function aloud(step) {
  return (here) => {
    const went = step(here);
    if (went) status.say(problemHere(here));
    return went;
  };
}

function closeTooltips(here) {
  if (!hasHoverTooltips(here.state)) return false;
  here.dispatch({ effects: closeHoverTooltips });
  return true;
}

// --- Saving ---

function told(shown) {
  status.show(shown);
  if (shown.state !== "saved") return;
  keep();
  tabs.postMessage("used"); // the session has been used; attune.js counts from here
}

function saveNow() {
  saver.save().then((saved) => saved && status.say(words.saved));
  return true;
}

function handOver() {
  handed = true;
  keep();
  area.value = view.state.doc.toString();
  form.elements.revision.value = saver.revision;
  leaving = true;
  HTMLFormElement.prototype.submit.call(form);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (saver.overtaken) handOver();
  else saveNow();
});
window.addEventListener("beforeunload", (event) => {
  if (saver.unsaved && !leaving) event.preventDefault();
});
window.addEventListener("pagehide", keep);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // what was kept begins anew, with the text that the server has now
});

// --- Problems, scene, map ---

const here = () => view.state.doc.lineAt(view.state.selection.main.head).number;
const panels = new Panels({
  words,
  jump,
  mend: (problem) => mendProblem(view, problem),
  part: (slug) => dataset.part.replace("SLUG", encodeURIComponent(slug)),
});

const checking = new Asked(async (signal) => {
  for (const quick of ["true", "false"]) {
    const document = view.state.doc;
    const fields = { text: document.toString(), line: here(), quick };
    const { status: code, told: answer } = await send(dataset.check, fields, { signal });
    if (signal.aborted) return;
    if (code !== 200) return status.say(words.not_checked);
    known = answer;
    if (!document.eq(view.state.doc)) return; // another check is on its way
    showProblems(view, answer.problems, words, fill);
    panels.problems(answer.problems, answer.whole);
    panels.parts(answer.outline);
    panels.mark(here());
    panels.html("map", answer.map);
    panels.html("ranges", answer.ranges);
    if (answer.whole) return;
  }
});
const previewing = new Asked(async (signal) => {
  const fields = { text: view.state.doc.toString(), line: here() };
  const { status: code, told: answer } = await send(dataset.preview, fields, { signal });
  if (code === 200 && !signal.aborted) panels.html("preview", answer.html);
});

let scene = null;
function moved() {
  const line = here();
  panels.mark(line);
  const now = panels.outline.findLast((part) => part.kind === "scene" && part.line <= line)?.slug ?? "";
  if (now === scene) return;
  scene = now;
  checking.later();
  previewing.later();
}

function jump(number) {
  const line = view.state.doc.line(Math.min(Math.max(1, number), view.state.doc.lines));
  view.dispatch({
    selection: { anchor: line.from },
    effects: EditorView.scrollIntoView(line.from, { y: "start", yMargin: 40 }),
  });
  view.focus();
}

// The form for the scene or response at the cursor, when all that was typed has been saved.
function openForm() {
  const line = here();
  const part = panels.outline.findLast((one) => one.kind !== "notice" && one.line <= line);
  if (part) saver.save().then((saved) => saved && location.assign(panels.part(part.slug)));
  return part !== undefined;
}

document.getElementById("seeing").addEventListener("click", (event) => {
  const link = event.target.closest('a[href*="scene="]');
  const slug = link && new URL(link.getAttribute("href"), location.href).searchParams.get("scene");
  const part = panels.outline.find((one) => one.kind === "scene" && one.slug === slug);
  if (!part) return;
  event.preventDefault();
  jump(part.line);
});

function count() {
  clearTimeout(count.timer);
  count.timer = setTimeout(() => {
    const found = view.state.doc.toString().match(/\p{L}[\p{L}\p{N}’'-]*/gu)?.length ?? 0;
    document.getElementById("count").textContent = fill(words.words, { count: number(found) });
  }, KEEPING);
}

// --- Begin ---

for (const id of ["plain", "without"]) document.getElementById(id).hidden = true;
for (const id of ["editor", "seeing", "keys"]) document.getElementById(id).hidden = false;
view.requestMeasure();
if (start.unsaved) {
  status.say(words.put_back);
  saver.touched();
} else status.show({ state: "saved" });
checking.now();
previewing.now();
count();
if (Number(dataset.line)) jump(Number(dataset.line));
watchPresence({
  send,
  address: dataset.presence,
  words,
  newer: (revision) => status.newerText(revision > saver.revision && !saver.unsaved && !saver.under),
});
