// What is computed elsewhere: asks how far it is, and shows the page anew once it is done.
(() => {
  "use strict";
  const SECONDS = 1;
  const place = document.getElementById("progress");
  if (!place) return;
  const bar = place.querySelector("progress");
  const waits = place.querySelector("[data-waits]");
  const look = async () => {
    try {
      const answer = await fetch(place.dataset.address, { headers: { Accept: "application/json" } });
      if (answer.redirected || answer.status === 401) return location.reload(); // signed out meanwhile
      if (answer.ok) {
        const now = await answer.json();
        if (now.done) return location.reload();
        bar.value = now.progress;
        waits.hidden = !now.waits;
      }
    } catch {
      // the server does not answer now; the next time it may
    }
    setTimeout(look, SECONDS * 1000);
  };
  setTimeout(look, SECONDS * 1000);
})();
