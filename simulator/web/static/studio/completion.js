// Suggestions: what the server says can stand in this text, at the place where the cursor is.

const COMPARING = ["at least", "at most", "above", "below", "is", "above window", "below window", "within window"];
const JOINING = ["and", "or", "not", "visited", "chose"];
const CONTINUED = 12; // how many lines up a labelled line may have begun

const plain = (labels, type = "text") => (labels ?? []).map((one) => option(one, type));
const option = (one, type) => (typeof one === "string" ? { label: one, type } : { label: one.slug, detail: one.title, type });
const named = (key) => key.toLowerCase().replaceAll(" ", "-");

// `words` gives what the last check has said.
export function suggestions(words) {
  return (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const known = words();
    if (!known) return null;
    return inFront(context.state.doc, line.number) ? front(before, known, context) : body(before, known, context, line);
  };
}

function inFront(doc, number) {
  if (number === 1 || !/^---\s*$/.test(doc.line(1).text)) return false;
  for (let at = 2; at < number; at += 1) if (/^---\s*$/.test(doc.line(at).text)) return false;
  return true;
}

function front(before, known, context) {
  if (/^[\w-]*$/.test(before)) {
    const keys = Object.keys(known.front ?? {}).map((key) => ({ label: key, apply: `${key}: `, type: "keyword" }));
    return found(before, keys, context);
  }
  const key = /^([\w-]+)\s*:/.exec(before)?.[1];
  const inner = [...before.matchAll(/[{,]\s*([\w-]+)\s*:/g)].at(-1)?.[1];
  return found(before, plain(known.front?.[inner] ?? known.front?.[key]), context);
}

function body(before, known, context, line) {
  const label = /^\s*-\s+([A-Za-z ]*)$/.exec(before);
  if (label) return labels(label[1], known, context);
  const picture = /!\[[^\]]*\]\(([^)\s]*)$/.exec(before);
  if (picture) return found(picture[1], plain(known.pictures), context, /^[\w.-]*$/);
  const bracket = /^\s*(?:>\s*|-\s+Client:\s*)?\[([^\]]*)$/.exec(before);
  if (bracket) return condition(bracket[1], known, context);
  const item = itemOf(before, context.state.doc, line.number);
  return item && value(item.label, item.text, known, context);
}

function labels(typed, known, context) {
  const options = (known.labels ?? []).map((one) => ({ label: one, apply: `${one}: `, type: "keyword" }));
  if (!typed && !context.explicit) return { from: context.pos, options };
  return { from: context.pos - typed.length, options, validFor: /^[A-Za-z ]*$/ };
}

// The labelled line that this place belongs to, and what stands in it before the cursor.
function itemOf(before, doc, number) {
  let text = before;
  for (let at = number; at > Math.max(0, number - CONTINUED); at -= 1) {
    const item = /^\s*-\s+([A-Za-z]+(?: [A-Za-z]+)?)\s*:\s?(.*)$/s.exec(text);
    if (item) return { label: item[1], text: item[2] };
    if (at === 1 || /^\s*(?:$|#|>|-\s)/.test(doc.line(at).text) || !doc.line(at - 1).text.trim()) return null;
    text = `${doc.line(at - 1).text} ${text}`;
  }
  return null;
}

function value(label, text, known, context) {
  const criteria = Object.entries(known.criteria ?? {}).find(([key]) => named(key) === named(label))?.[1];
  if (criteria) {
    if (text.includes(".")) return null;
    return found(text, text.includes(",") ? plain(criteria) : plain(known.levels, "keyword"), context);
  }
  if (label === "Effect") return found(text, plain(known.gauges, "variable"), context);
  if (label === "Learn") return found(text, plain(known.concepts), context);
  if (label === "Ending") return found(text, plain(known.endings, "keyword"), context);
  if (label === "Own words") return found(text, plain(["yes", "no"], "keyword"), context);
  if (label === "When" || label === "Enter") return condition(text, known, context);
  if (label !== "Next") return null;
  const part = text.split(",").at(-1);
  if (/\sif\s/.test(part)) return condition(part.split(/\sif\s/).at(-1), known, context);
  if (/^\s*[\w-]+\s+\w*$/.test(part) && !/^\s*otherwise\s/.test(part)) return found(part, plain(["if"], "keyword"), context);
  const rest = text.includes(",") && !part.includes("otherwise ") ? plain(["otherwise"], "keyword") : [];
  return found(part, [...plain(known.scenes), ...rest], context);
}

function condition(text, known, context) {
  const last = /([\w-]+)\s+[\w-]*$/.exec(text)?.[1];
  if (last === "visited") return found(text, plain(known.scenes), context);
  if (last === "chose") return found(text, plain(known.responses), context);
  const gauges = (known.gauges ?? []).map((one) => (typeof one === "string" ? one : one.slug));
  const compared = /([\w-]+)\s+((?:(?:at|above|below|within)\s+)?[\w-]*)$/.exec(text);
  if (compared && gauges.includes(compared[1])) {
    return { from: context.pos - compared[2].length, options: plain(COMPARING, "keyword"), validFor: /^[\w ]*$/ };
  }
  return found(text, [...plain(gauges, "variable"), ...plain(JOINING, "keyword")], context);
}

function found(text, options, context, validFor = /^[\w-]*$/) {
  const typed = /[\w.-]*$/.exec(text)[0];
  if (!options.length || (!typed && !context.explicit && !/[\s,:[(]$/.test(text))) return null;
  return { from: context.pos - typed.length, options, validFor };
}
