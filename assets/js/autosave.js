// Save a form as it is filled in.
//
//   <form data-autosave="/attempts/7/answers" data-autosave-owner="an opaque id of the person"
//     data-autosave-seen-at="the moment as of which the page shows what is saved">
//     <p role="status" data-save-status data-saving="…" data-saved="…" data-incomplete="…" data-identifying="…"
//       data-signed-out="…" data-newer="…" data-unsaved="…"></p>
//     <button type="button" data-show-saved hidden>…</button>
//
// With data-autosave-whole the answer is one of several parts, worth sending only once all are given.
//
// The whole form is posted with the header "X-Autosave: 1"; 204 means saved, and nothing else does.
// Where its Content-Location names a page of what was saved, the address becomes that.
// A hidden control with data-autosave-kept is kept with what was typed: it says which text it is.
// What could not be sent is kept in this browser and tried again: after a while, when the
// network returns, when its button is pressed, and from the next page that is opened (unsent.js).
// Answers 4xx end the trying until the next change, since asking again would not help. Where something
// newer was saved on another page or device, it stays until the form's own button is pressed, and
// another button gives up what is here. The page is not left by its buttons while the line is down:
// the browser would put an error in its place.

import { forget, keep, kept } from "./kept.js";
import { send } from "./sending.js";

const TYPING_PAUSE = 1500;
const LONGEST_WAIT = 30000; // however fast someone writes on
const FIRST_RETRY = 2000;
const LONGEST_RETRY = 60000;
const PATIENCE = 15000;
const TIME_TO_READ = 1500; // before then, a button was pressed without having read what was said
const SHOWN_AGAIN = ["refused", "identifying"]; // by the page that answers the form itself

export function startAutosave(form) {
  const owner = form.dataset.autosaveOwner || "";
  let url = form.dataset.autosave;
  let seenAt = form.dataset.autosaveSeenAt;
  const show = statusOf(form);
  let changes = 0; // counts edits, so that an edit made while a save is under way is not forgotten
  let saved = 0;
  let sending = null;
  let timer = 0;
  let waitingSince = 0; // the first change that is not saved, or the last try to save it
  let retryAfter = FIRST_RETRY;
  let leaving = false;
  let departing = false;
  let underWay = null; // the save that is being sent
  let trouble = ""; // what the last try came to, unless it saved
  let troubledAt = 0;

  const isUnsaved = () => saved < changes;

  function schedule(delay) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  function changed(delay) {
    if (!isUnsaved()) waitingSince = Date.now();
    changes += 1;
    keep(url, owner, fieldsOf(form), seenAt);
    if (isIncomplete(form)) {
      clearTimeout(timer);
      show("incomplete");
      return;
    }
    if (!trouble) show("saving"); // never "Saved" over something that is not
    schedule(Math.min(delay, Math.max(0, waitingSince + LONGEST_WAIT - Date.now())));
  }

  function save(how) {
    clearTimeout(timer);
    if (!isUnsaved() || isIncomplete(form) || leaving || sending) return;
    underWay = sendNow(how);
  }

  async function sendNow({ keepalive = false } = {}) {
    const upTo = changes;
    sending = new AbortController();
    const giveUp = setTimeout(() => sending.abort(), PATIENCE);
    const how = { seenAt, signal: sending.signal, keepalive, onSaved };
    const outcome = await send(url, new FormData(form), how);
    clearTimeout(giveUp);
    sending = null;
    waitingSince = Date.now();
    if (!leaving) settle(outcome, upTo);
    return outcome;
  }

  // The page shows the record as of now. What was new has a page of its own: go on there, also after
  // a reload.
  function onSaved(savedAt, place) {
    seenAt = savedAt || seenAt;
    if (!place || place === url) return;
    forget(url);
    url = form.action = place;
    if (isUnsaved()) keep(url, owner, fieldsOf(form), seenAt);
    history.replaceState(history.state, "", place);
  }

  function settle(outcome, upTo) {
    if (outcome !== trouble) troubledAt = Date.now();
    trouble = outcome === "saved" ? "" : outcome;
    if (!trouble) {
      saved = upTo;
      retryAfter = FIRST_RETRY;
      if (isUnsaved()) {
        schedule(0);
      } else {
        forget(url);
        show("saved");
        window.dispatchEvent(new Event("elearn:saved"));
      }
      return;
    }
    show(["identifying", "signed-out", "newer"].includes(outcome) ? outcome : "unsaved");
    if (outcome === "gone") forget(url);
    if (outcome !== "failed") {
      if (upTo < changes) schedule(TYPING_PAUSE);
      return;
    }
    schedule(retryAfter);
    retryAfter = Math.min(retryAfter * 2, LONGEST_RETRY);
  }

  // Save before the page is left by a button. Over a line that is down it is not left at all: the
  // browser would show an error in its place, and what was given would be gone. Nor is it left to
  // save over something newer before anyone can have read that there is.
  async function depart(button) {
    const knowsNewer = trouble === "newer" && Date.now() - troubledAt > TIME_TO_READ;
    departing = true;
    while (sending) await underWay;
    save();
    const outcome = await underWay;
    departing = false;
    if (isUnsaved() && (outcome === "failed" || (outcome === "newer" && !knowsNewer))) return;
    leaving = true;
    clearTimeout(timer);
    if (SHOWN_AGAIN.includes(outcome)) forget(url);
    form.requestSubmit(button);
  }

  const found = kept(url, owner);
  if (found && fill(form, found.fields)) {
    seenAt = found.seenAt || seenAt;
    trouble = "failed";
    show("unsaved");
    changed(0);
  } else {
    forget(url);
  }

  form.querySelector("[data-show-saved]")?.addEventListener("click", () => {
    forget(url);
    leaving = true;
    window.location.reload();
  });
  form.addEventListener("change", () => changed(0));
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) changed(TYPING_PAUSE);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || leaving) return;
    if (isUnsaved() && !isIncomplete(form)) {
      event.preventDefault();
      if (!departing) depart(event.submitter);
      return;
    }
    leaving = true;
    clearTimeout(timer);
  });
  window.addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted && !isUnsaved()) window.location.reload(); // more may be saved by now
  });
  window.addEventListener("online", () => {
    retryAfter = FIRST_RETRY;
    save();
  });
  window.addEventListener("elearn:save", () => save());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save({ keepalive: true });
  });
  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved() && !leaving) event.preventDefault();
  });
}

function statusOf(form) {
  const element = form.querySelector("[data-save-status]");
  return (state) => {
    if (!element || element.dataset.state === state) return;
    element.dataset.state = state;
    form.querySelector("[data-show-saved]")?.toggleAttribute("hidden", state !== "newer");
    element.textContent = element.getAttribute(`data-${state}`) || "";
  };
}

function isIncomplete(form) {
  return "autosaveWhole" in form.dataset && controlsOf(form).some((control) => control.value === "");
}

// The controls a person fills in, and what says which text it is: never tokens of a session,
// passwords or files.
function controlsOf(form) {
  return [...form.elements].filter(
    (control) => control.name && control.matches("textarea, select, input") &&
      ("autosaveKept" in control.dataset || !["hidden", "password", "file", "submit", "button"].includes(control.type)),
  );
}

function fieldsOf(form) {
  return controlsOf(form).map((control) => [
    control.name,
    isTick(control) ? control.value : null,
    isTick(control) ? control.checked : control.value,
  ]);
}

// Put kept values back; return whether anything changed.
function fill(form, fields) {
  let altered = false;
  const controls = controlsOf(form);
  for (const [name, option, value] of fields) {
    const index = controls.findIndex(
      (control) => control.name === name && (isTick(control) ? control.value : null) === option,
    );
    if (index < 0) continue;
    const [control] = controls.splice(index, 1);
    const property = isTick(control) ? "checked" : "value";
    if (control[property] !== value) {
      control[property] = value;
      altered = true;
    }
  }
  return altered;
}

function isTick(control) {
  return control.type === "checkbox" || control.type === "radio";
}
