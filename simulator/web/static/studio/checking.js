// What the server finds in the text as it stands: problems in the margin, and what was meant, put there by one key.

import { forEachDiagnostic, setDiagnostics } from "@codemirror/lint";

const PAUSE = 150;

// Runs `ask` a moment after the last call, and only the last one counts.
export class Asked {
  constructor(ask, pause = PAUSE) {
    this.ask = ask;
    this.pause = pause;
  }

  later(delay = this.pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), delay);
  }

  now() {
    clearTimeout(this.timer);
    this.under?.abort();
    this.under = new AbortController();
    return this.ask(this.under.signal);
  }
}

export function showProblems(view, problems, words, fill) {
  const { doc } = view.state;
  const found = problems.map((problem) => {
    const line = lineOf(doc, problem.line);
    const meant = problem.mend && placeOf(doc, problem.mend);
    const [from, to] = meant ?? [line.from + line.text.search(/\S|$/), line.to];
    const actions = meant
      ? [{ name: fill(words.change, { word: problem.mend.to }), apply: (here, start, end) => mend(here, start, end, problem.mend.to) }]
      : [];
    return {
      from,
      to,
      severity: problem.severity === "fault" ? "error" : "warning",
      message: `${problem.sentence} ${problem.remedy}`,
      actions,
      mend: meant ? problem.mend : null,
    };
  });
  view.dispatch(setDiagnostics(view.state, found));
}

const lineOf = (doc, number) => doc.line(Math.min(Math.max(1, number), doc.lines));

// Where the word stands that was a slip.
function placeOf(doc, { line: number, from: word }) {
  const line = lineOf(doc, number);
  const found = new RegExp(`(?<![\\w-])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-])`).exec(line.text);
  return found && [line.from + found.index, line.from + found.index + word.length];
}

export function mend(view, from, to, word) {
  view.dispatch({ changes: { from, to, insert: word }, selection: { anchor: from + word.length }, userEvent: "input.mend" });
  view.focus();
}

// The key: what was meant by the problem nearest to the cursor, in its line.
export function mendHere(view) {
  const { head } = view.state.selection.main;
  const line = view.state.doc.lineAt(head);
  let best = null;
  forEachDiagnostic(view.state, (one, from, to) => {
    if (!one.mend || to < line.from || from > line.to) return;
    const far = head < from ? from - head : Math.max(0, head - to);
    if (!best || far < best.far) best = { far, from, to, word: one.mend.to };
  });
  if (best) mend(view, best.from, best.to, best.word);
  return best !== null;
}

// What is said of the place that is selected.
export function problemHere(view) {
  const { from } = view.state.selection.main;
  let said = "";
  forEachDiagnostic(view.state, (one, start, end) => {
    if (!said && start <= from && from <= end) said = one.message;
  });
  return said;
}

// What was meant, for a problem of the list, if its word still stands where it was found.
export function mendProblem(view, problem) {
  const place = placeOf(view.state.doc, problem.mend);
  if (place) mend(view, ...place, problem.mend.to);
}
