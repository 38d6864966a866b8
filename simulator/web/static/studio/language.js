// How the text of a case is coloured and folded. The colours are classes, so that they follow the page's theme.

import { HighlightStyle, StreamLanguage, foldService, syntaxHighlighting } from "@codemirror/language";
import { Tag } from "@lezer/highlight";

const NAMES = [
  "fence", "key", "remark", "quoted", "mark", "number", "slug", "title", "notice", "label", "tick", "speech", "word",
  "gauge", "harmful", "missed", "helpful", "advanced", "ending",
];
const tags = Object.fromEntries(NAMES.map((name) => [name, Tag.define()]));
const style = HighlightStyle.define(NAMES.map((name) => ({ tag: tags[name], class: `case-${name}` })));

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*/;
const LEVEL = /^(?:harmful|missed|helpful|advanced)\b/i;
const CONDITION = /^(?:at least|at most|above|below|within|window|is|visited|chose|and|or|not|if|otherwise|when|once|to)\b/;
const AMOUNT = /^[+-]?\s?\d+/;
const PROSE = new Set(["Client", "Also", "Instead", "Moment"]);

const mode = {
  name: "case",
  startState: () => ({ place: "start", form: "", label: "", level: false }),
  blankLine: (state) => {
    state.form = "";
  },
  token: (stream, state) => {
    if (stream.sol() && state.place !== "body" && /^---\s*$/.test(stream.string)) {
      state.place = state.place === "start" ? "front" : "body";
      stream.skipToEnd();
      return "fence";
    }
    if (state.place === "start") state.place = "body";
    return state.place === "front" ? front(stream) : body(stream, state);
  },
  tokenTable: tags,
};

function front(stream) {
  if (stream.eatSpace()) return null;
  if (stream.match(/^#.*/)) return "remark";
  if (stream.match(/^"[^"]*"?|^'[^']*'?/)) return "quoted";
  if (stream.match(/^[\w-]+(?=\s*:(?:\s|$))/)) return "key";
  if (stream.match(/^[[\]{},:]/)) return "mark";
  if (stream.match(/^-?\d+(?![\w-])/)) return "number";
  if (!stream.match(/^[^\s[\]{},:"#]+/)) stream.next();
  return null;
}

function body(stream, state) {
  if (stream.sol()) {
    const begun = opening(stream, state);
    if (begun !== undefined) return begun;
  }
  if (state.form === "heading") {
    if (stream.match(/^[Nn]otice\s*$/)) return "notice";
    if (stream.match(/^[a-z0-9]+(?:-[a-z0-9]+)*(?=\s*:)/)) return "slug";
    if (stream.match(/^\s*:/)) return "mark";
    stream.skipToEnd();
    return "title";
  }
  if (state.form === "condition" || state.form === "spoken-condition") return inBrackets(stream, state);
  if (state.form === "speech") {
    stream.skipToEnd();
    return "speech";
  }
  if (state.form === "value") return value(stream, state);
  stream.skipToEnd();
  return null;
}

// The beginning of a line; undefined where it goes on as the line before.
function opening(stream, state) {
  stream.eatSpace();
  if (stream.match(/^#{2,3}\s*/)) return begin(state, "heading", "mark");
  if (stream.match(/^>\s*/)) {
    const conditional = stream.peek() === "[";
    return begin(state, conditional ? "spoken-condition" : "speech", "mark");
  }
  if (stream.match(/^-\s+\[[ xX]\]/)) return begin(state, "prose", "tick");
  const label = stream.match(/^-\s+([A-Za-z]+(?: [A-Za-z]+)?)\s*:/);
  if (label) {
    state.label = label[1];
    state.level = false;
    return begin(state, "value", "label");
  }
  if (!state.form && stream.peek() === "[") return begin(state, "condition", undefined);
  if (stream.eol()) return null;
  state.form ||= "prose";
  return undefined;
}

function begin(state, form, token) {
  state.form = form;
  return token;
}

function inBrackets(stream, state) {
  if (stream.match(/^\]\s*/)) {
    state.form = state.form === "condition" ? "prose" : "speech";
    return "mark";
  }
  return condition(stream);
}

function condition(stream) {
  if (stream.eatSpace()) return null;
  if (stream.match(CONDITION)) return "word";
  if (stream.match(/^-?\d+(?![\w-])/)) return "number";
  if (stream.match(SLUG)) return "slug";
  stream.next();
  return "mark";
}

function value(stream, state) {
  if (stream.eatSpace()) return null;
  if (PROSE.has(state.label)) {
    if (state.label === "Client" && stream.match(/^\[[^\]]*\]/)) return "word";
    if (state.label === "Also" && stream.match(/^\/(?=\s)/)) return "mark";
    if (!stream.match(/^[^/[]+/)) stream.next();
    return null;
  }
  if (state.label === "Effect") {
    if (stream.match(/^to\b/)) return "word";
    if (stream.match(SLUG)) return "gauge";
    if (stream.match(AMOUNT)) return "number";
    stream.next();
    return "mark";
  }
  if (state.label === "Ending") {
    stream.skipToEnd();
    return "ending";
  }
  if (/^(?:Next|When|Enter|Learn|Own words)$/.test(state.label)) return condition(stream);
  return rating(stream, state);
}

// `advanced, offers-control. What the trainee is told.`
function rating(stream, state) {
  if (state.level === "told") {
    stream.skipToEnd();
    return null;
  }
  if (!state.level) {
    state.level = "criteria";
    const level = stream.match(LEVEL);
    if (level) return level[0].toLowerCase();
  }
  if (stream.match(/^\./)) {
    state.level = "told";
    return "mark";
  }
  if (stream.match(SLUG)) return "slug";
  stream.next();
  return "mark";
}

// A scene folds up to the next one, a response to the next heading, the front matter to its end.
const folding = foldService.of((state, from) => {
  const { doc } = state;
  const line = doc.lineAt(from);
  const heading = /^(##|###)(?!#)\s*\S/.exec(line.text);
  const fence = line.number === 1 && /^---\s*$/.test(line.text);
  if (!heading && !fence) return null;
  const ends = fence ? /^---\s*$/ : heading[1] === "##" ? /^##(?!#)/ : /^###?(?!#)/;
  let last = line.number;
  while (last < doc.lines && !ends.test(doc.line(last + 1).text)) last += 1;
  while (last > line.number && !doc.line(last).text.trim()) last -= 1;
  return last > line.number ? { from: line.to, to: doc.line(last).to } : null;
});

export const caseLanguage = [StreamLanguage.define(mode), syntaxHighlighting(style), folding];
