// How far saving is, in words. What goes on all the time is only to be seen; what somebody must know is said aloud.

import { clock, fill } from "./sending.js";

export class Status {
  // `hand` sends the text to the page that shows both; `load` loads the page anew.
  constructor({ words, hand, load }) {
    Object.assign(this, { words, hand, load });
    for (const id of ["state", "said", "trouble", "newer"]) this[id] = document.getElementById(id);
  }

  show({ state, word, sentence, overtaken }) {
    this.state.textContent = this.words[state];
    if (overtaken) return this.conflict(overtaken);
    const trouble = sentence ?? (word ? this.words[word] : "");
    if (this.trouble.textContent === trouble) return;
    if (!trouble) this.say(this.words.reached);
    this.trouble.textContent = trouble;
    this.trouble.hidden = !trouble;
  }

  conflict({ by, at }) {
    if (this.trouble.querySelector("button")) return;
    const sentence = fill(this.words.overtaken, { name: by, time: clock(at) });
    this.offer(this.trouble, sentence, this.words.both, this.hand);
  }

  newerText(there) {
    if (!there) this.newer.hidden = true;
    else if (this.newer.hidden) this.offer(this.newer, this.words.newer, this.words.load, this.load);
  }

  offer(place, sentence, name, act) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
    button.addEventListener("click", act);
    const said = Object.assign(document.createElement("p"), { textContent: sentence });
    place.replaceChildren(said, button);
    place.hidden = false;
  }

  say(sentence) {
    this.said.textContent = sentence;
  }
}
