// What stands beside the text: problems and outline, made here; scene, map and ranges, which come as HTML of this site.

import { fill, number } from "./sending.js";

const made = (tag, properties = {}, ...inner) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...inner.filter((one) => one !== null));
  return element;
};
// Scrolls a large picture, and not the page, so that what is meant stands in its middle.
function centre(frame, meant) {
  if (!frame || !meant) return;
  const [outer, inner] = [frame.getBoundingClientRect(), meant.getBoundingClientRect()];
  const left = (inner.left + inner.right - outer.left - outer.right) / 2;
  const top = (inner.top + inner.bottom - outer.top - outer.bottom) / 2;
  frame.scrollBy({ left, top, behavior: "instant" });
}
const small = (tag, text) => made(tag, { className: "small", textContent: text });
const untranslated = (text) => made("span", { textContent: text, translate: false });

export class Panels {
  // `jump` goes to a line, `mend` puts a problem right, `open` leads to the form of a part.
  constructor({ words, jump, mend, part }) {
    Object.assign(this, { words, jump, mend, part });
    this.outline = [];
    this.shown = new Map();
  }

  // Until the whole has been looked at, nobody knows that there are none.
  problems(problems, whole) {
    const none = whole ? this.words.none : this.words.problems;
    const title = problems.length ? fill(this.words.found, { count: number(problems.length) }) : none;
    document.getElementById("problems-title").textContent = title;
    document.getElementById("more")?.remove();
    this.replace("problems", problems, () => problems.map((problem) => this.problem(problem)));
  }

  problem(problem) {
    const line = made("button", { type: "button", className: "quiet", textContent: fill(this.words.line, { line: number(problem.line) }) });
    line.addEventListener("click", () => this.jump(problem.line));
    const kind = made("span", { className: "tag", textContent: this.words[problem.severity] });
    const item = made("li", { className: problem.severity }, line, kind, ` ${problem.sentence} `, small("span", problem.remedy));
    if (problem.mend) {
      const button = made("button", { type: "button", className: "mend", textContent: fill(this.words.change, { word: problem.mend.to }) });
      button.addEventListener("click", () => this.mend(problem));
      item.append(" ", button);
    }
    return item;
  }

  parts(outline) {
    this.outline = outline;
    this.replace("outline", outline, () => outline.map((part) => this.entry(part)));
  }

  entry(part) {
    const title = part.kind === "notice" ? this.words.notice : part.title || part.slug;
    const jump = made("button", { type: "button", className: "quiet" }, untranslated(title));
    jump.addEventListener("click", () => this.jump(part.line));
    const item = made("li", { className: `part-${part.kind}` }, jump);
    if (part.ending) item.append(made("span", { className: `ending ending-${part.ending}`, textContent: this.words[part.ending] }));
    if (part.problems) item.append(small("span", fill(this.words.found, { count: number(part.problems) })));
    if (part.kind !== "notice") {
      const form = made("a", { href: this.part(part.slug), textContent: this.words.form, className: "small" });
      form.setAttribute("aria-label", fill(this.words.form_of, { title }));
      item.append(form);
    }
    return item;
  }

  // The part of the text that this line belongs to: the last one that has begun.
  at(line) {
    return this.outline.findLast((part) => part.line <= line) ?? null;
  }

  mark(line) {
    const here = this.outline.indexOf(this.at(line));
    [...document.getElementById("outline").children].forEach((item, index) => {
      const button = item.querySelector("button");
      if (index === here) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
  }

  html(id, html) {
    if (html === null || this.shown.get(id) === html) return;
    this.shown.set(id, html);
    const place = document.getElementById(id);
    place.innerHTML = html;
    centre(place.querySelector(".scroll"), place.querySelector(".here"));
  }

  // New content for a list, if it is another one; the keyboard stays where it was.
  replace(id, content, make) {
    const now = JSON.stringify(content);
    if (this.shown.get(id) === now) return;
    this.shown.set(id, now);
    const list = document.getElementById(id);
    const place = [...list.querySelectorAll("a, button")].indexOf(document.activeElement);
    list.replaceChildren(...make());
    if (place >= 0) [...list.querySelectorAll("a, button")].slice(0, place + 1).at(-1)?.focus();
  }
}
