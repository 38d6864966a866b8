// Talking to the server: form fields there, JSON back. A server that cannot be reached answers with status 0.

const PATIENCE = 10_000;

export function sender(form) {
  const token = form.elements.csrf_token.value;
  return async (address, fields, { signal } = {}) => {
    const limits = [AbortSignal.timeout(PATIENCE), ...(signal ? [signal] : [])];
    try {
      const answer = await fetch(address, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({ csrf_token: token, ...fields }),
        redirect: "manual", // to the page for signing in
        signal: AbortSignal.any(limits),
      });
      if (answer.type === "opaqueredirect") return { status: 401 };
      const spoken = answer.headers.get("Content-Type")?.startsWith("application/json");
      return { status: answer.status, told: spoken ? await answer.json() : null };
    } catch {
      return { status: signal?.aborted ? -1 : 0 };
    }
  };
}

// “Line {line}” with its names filled in.
export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

const spoken = document.documentElement.lang;
export const clock = (iso) => {
  const at = new Date(iso);
  const today = at.toDateString() === new Date().toDateString();
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return at.toLocaleString(spoken, today ? time : { ...time, day: "numeric", month: "long" });
};
export const number = (count) => count.toLocaleString(spoken);
