// Who else has the draft open, and whether there is a newer text. Asked only while somebody works on this page, so that
// a page that was left open neither counts as somebody nor keeps anybody signed in.

import { clock, fill } from "./sending.js";

const EVERY = 15_000;
const AWAY = 10 * 60_000;

export function watchPresence({ send, address, words, newer }) {
  const others = document.getElementById("others");
  let last = Date.now();
  for (const kind of ["keydown", "pointermove", "scroll"]) {
    document.addEventListener(kind, () => (last = Date.now()), { passive: true, capture: true });
  }
  const look = async () => {
    if (document.hidden || Date.now() - last > AWAY) return;
    const { status, told } = await send(address, {});
    if (status !== 200) return;
    const said = told.others.map((one) => fill(words.others, { name: one.name, time: clock(one.since) })).join(" ");
    if (others.textContent !== said) others.textContent = said;
    newer(told.revision);
  };
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY);
  look();
}
