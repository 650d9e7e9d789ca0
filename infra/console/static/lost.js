/* A server that does not answer: what was typed stays, nothing is sent, and a sentence says so. A form is sent once the
   server answers; its key makes it happen once, however often. A page that follows says when it has lost its stream. */
"use strict";
(() => {
  const WITHIN_MS = 5000;
  const asking = new WeakSet();
  const says = name => {
    for (const one of document.querySelectorAll("[data-lost]")) {
      one.setAttribute("role", "alert");
      one.hidden = one.dataset.lost !== name;
    }
  };
  const answers = async () => {
    try {
      return (await fetch("/live", { signal: AbortSignal.timeout(WITHIN_MS), cache: "no-store" })).ok;
    } catch {
      return false;
    }
  };
  document.addEventListener("submit", async event => {
    const form = event.target, by = event.submitter;
    if (form.method !== "post" || form.dataset.sent) return;
    event.preventDefault();
    if (asking.has(form)) return;
    asking.add(form);
    const there = await answers();
    asking.delete(form);
    says(there ? "" : "form");
    if (!there) return;
    form.dataset.sent = "now";
    form.requestSubmit(by);
    delete form.dataset.sent;
  });
  document.addEventListener("htmx:sse:error", () => says("stream"));
  document.addEventListener("htmx:sse:after:connection", () => says(""));
})();
