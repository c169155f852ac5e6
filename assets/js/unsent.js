// Work that did not reach the server from a page that is no longer open.
//
//   <div aria-live="polite" data-unsent data-owner="an opaque id of the person" data-kept="…" data-open="…"
//     data-sent="…" data-afresh="…"></div>
//
// It is sent from whatever page its author opens next, and when the network returns; what cannot be
// sent is said, with a link to where it belongs. A form that is on the page looks after its own.

import { forget, keptWork } from "./kept.js";
import { send } from "./sending.js";

const FIRST_RETRY = 5000;
const LONGEST_RETRY = 60000;

export function sendUnsent(box) {
  const { owner } = box.dataset;
  const here = [...document.querySelectorAll("form[data-autosave]")].map((form) => form.dataset.autosave);
  const others = () => keptWork(owner).filter(({ url }) => !here.includes(url));
  let retryAfter = FIRST_RETRY;
  let timer = 0;
  let touched = false; // what someone has begun here is not taken from under their hands
  let busy = false;

  async function look({ opening = false } = {}) {
    clearTimeout(timer);
    if (busy) return;
    busy = true;
    const outcomes = [];
    for (const work of others()) {
      const outcome = await send(work.url, bodyOf(work.fields), { seenAt: work.seenAt });
      if (outcome === "saved" || outcome === "gone") forget(work.url);
      outcomes.push(outcome);
    }
    busy = false;
    if (outcomes.includes("saved") && opening && !touched) {
      window.location.reload(); // this page does not know yet what was saved
      return;
    }
    tell(box, others(), outcomes.includes("saved"));
    if (!outcomes.includes("failed")) return;
    timer = setTimeout(look, retryAfter);
    retryAfter = Math.min(retryAfter * 2, LONGEST_RETRY);
  }

  document.addEventListener("input", () => { touched = true; }, { once: true });
  window.addEventListener("online", () => look());
  look({ opening: true });
}

function bodyOf(fields) {
  const body = new FormData();
  body.set("csrf_token", document.querySelector("form[data-sign-out] [name=csrf_token]")?.value || "");
  fields.filter(([, option, value]) => option === null || value)
    .forEach(([name, option, value]) => body.append(name, option ?? value));
  return body;
}

function tell(box, unsent, someSent) {
  const said = unsent.map(({ url }) => [box.dataset.kept, box.dataset.open, url]);
  if (someSent) said.push([box.dataset.sent, box.dataset.afresh, window.location.href]);
  box.replaceChildren(...said.map((parts) => paragraph(...parts)));
}

function paragraph(words, linked, address) {
  const [line, link] = [document.createElement("p"), document.createElement("a")];
  line.className = "app-unsent";
  link.className = "govuk-link";
  link.href = address;
  link.textContent = linked;
  line.append(`${words} `, link);
  return line;
}
