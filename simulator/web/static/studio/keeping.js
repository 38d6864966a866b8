// The text with all that can be undone, kept in this tab, so that a reload or a crash of the page loses nothing.
// It is for the person who typed it: attune.js forgets it when somebody else signs in, and when they leave.

const MOST = 1_500_000;

export class Kept {
  constructor(draft) {
    const person = document.body.dataset.person;
    this.key = `attune:${person}:draft:${draft}`;
  }

  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  // `kept` is {revision, unsaved, sent, handed, state}.
  write(kept) {
    let text = JSON.stringify(kept);
    if (text.length > MOST) text = JSON.stringify({ ...kept, state: { ...kept.state, history: undefined } });
    try {
      sessionStorage.setItem(this.key, text);
    } catch {
      sessionStorage.removeItem(this.key); // no room: better nothing than an older text
    }
  }
}

// What to begin with: {state, revision, unsaved}; no state: the text that the server has sent.
export function begun(kept, revision, text) {
  if (!kept?.state?.doc) return { revision };
  const mine = kept.unsaved && !(kept.handed && arrived());
  if (!mine && kept.revision !== revision) return { revision };
  const known = kept.sent === text || kept.revision === revision;
  return { state: kept.state, revision: known ? revision : kept.revision, unsaved: mine };
}

// Whether the page was gone to, and not come back to: what was handed to the page of conflicts is settled then.
const arrived = () => performance.getEntriesByType("navigation")[0]?.type === "navigate";
