// Saving at every pause, and at least every second and a half while typing goes on. Nothing is ever given up: what was
// not taken is sent again, until it is, or until somebody else's text is in the way.

const PAUSE = 700;
const LONGEST = 1_500;
const SLOWEST = 2_000;
const FAST = 250;
const SENTENCES = { 401: "signed_out", 400: "old", 403: "old", 404: "gone", 413: "large" };
const trimmed = (text) => text.trimEnd();

export class Saver {
  // `read` gives the document; `show` is told {state, sentence, overtaken} whenever one of them changes.
  constructor({ send, address, revision, document, read, show }) {
    Object.assign(this, { send, address, revision, read, show });
    this.saved = document;
    this.since = 0; // when the oldest change was made that the server does not have
    this.wait = FAST;
    this.sent = null; // a text that went out and was not answered
    this.overtaken = null;
    this.under = null;
  }

  get unsaved() {
    return !this.read().eq(this.saved);
  }

  touched() {
    if (!this.unsaved) return this.tell("saved");
    this.since ||= Date.now();
    if (!this.under) this.tell("typing");
    this.later(Math.min(PAUSE, this.since + LONGEST - Date.now()));
  }

  later(delay) {
    if (this.overtaken) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.max(0, delay));
  }

  // Save now; answers whether everything is saved.
  async save() {
    clearTimeout(this.timer);
    while (this.under) await this.under;
    if (this.overtaken || !this.unsaved) return !this.overtaken;
    this.under = this.attempt();
    await this.under;
    return !this.unsaved;
  }

  async attempt() {
    const document = this.read();
    const text = document.toString();
    const before = this.sent;
    this.since = 0;
    this.sent = text;
    this.tell("saving");
    const { status, told } = await this.send(this.address, { revision: this.revision, text });
    this.under = null;
    if (status === 200) this.taken(document, told);
    else if (status === 409 && told) this.refused(told, before);
    else this.failed(status, told);
  }

  taken(document, told) {
    this.saved = document;
    this.revision = told.revision;
    this.sent = null;
    this.wait = FAST;
    if (this.unsaved) this.touched();
    else this.tell("saved");
  }

  // Another text is there. It may be ours, from a time when its answer was lost.
  refused(told, before) {
    if (before !== null && trimmed(told.text) === trimmed(before)) {
      this.revision = told.revision;
      this.later(0);
      return;
    }
    this.overtaken = told;
    this.tell("typing");
  }

  failed(status, told) {
    if (this.since === 0) this.since = Date.now();
    if (status === 0 || status >= 500) {
      this.tell("typing", "unreachable");
      this.later(this.wait);
      this.wait = Math.min(2 * this.wait, SLOWEST);
      return;
    }
    this.sent = null;
    this.tell("typing", told?.sentence ? null : (SENTENCES[status] ?? "other"), told?.sentence);
  }

  // Trouble is over when everything is saved, and not before.
  tell(state, word = null, sentence = null) {
    if (state === "saved") this.trouble = null;
    else if (word || sentence) this.trouble = { word, sentence };
    this.show({ state, ...this.trouble, overtaken: this.overtaken });
  }
}
