// Save a form as it is filled in.
//
//   <form data-autosave="/attempts/7/answers" data-autosave-owner="an opaque id of the person">
//     <p role="status" data-save-status data-saving="…" data-saved="…" data-incomplete="…" data-identifying="…" data-unsaved="…"></p>
//
// With data-autosave-whole the answer is one of several parts, worth sending only once all are given.
//
// The whole form is posted with the header "X-Autosave: 1"; 204 means saved, and nothing else does.
// Where its Content-Location names a page of what was saved, the address becomes that.
// A hidden control with data-autosave-kept is kept with what was typed: it says which text it is.
// What could not be sent is kept in this browser and tried again: after a while, when the
// network returns, and when the page is opened again. Answers 4xx end the trying until the next
// change, since asking again would not help.

const PREFIX = "elearn:autosave:";
const TYPING_PAUSE = 1500;
const FIRST_RETRY = 2000;
const LONGEST_RETRY = 60000;
const PATIENCE = 15000;
const KEEP_FOR = 7 * 24 * 60 * 60 * 1000;
const WORTH_RETRYING = [408, 425, 429];

export function startAutosave(form) {
  const owner = form.dataset.autosaveOwner || "";
  let url = form.dataset.autosave;
  let store = storeFor(url, owner);
  const show = statusOf(form);
  let changes = 0; // counts edits, so that an edit made while a save is under way is not forgotten
  let saved = 0;
  let sending = null;
  let timer = 0;
  let retryAfter = FIRST_RETRY;
  let leaving = false;
  let troubled = false;

  const isUnsaved = () => saved < changes;

  function schedule(delay) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  function changed(delay) {
    changes += 1;
    store.write(form);
    if (isIncomplete(form)) {
      clearTimeout(timer);
      show("incomplete");
      return;
    }
    if (!troubled) show("saving"); // never "Saved" over something that is not
    schedule(delay);
  }

  async function save({ keepalive = false } = {}) {
    clearTimeout(timer);
    if (!isUnsaved() || isIncomplete(form) || leaving || sending) return;
    const upTo = changes;
    sending = new AbortController();
    const giveUp = setTimeout(() => sending.abort(), PATIENCE);
    const outcome = await post(form, url, sending.signal, keepalive, goOnAt);
    clearTimeout(giveUp);
    sending = null;
    if (!leaving) settle(outcome, upTo);
  }

  // What was new has a page of its own now: go on there, also after a reload.
  function goOnAt(place) {
    if (place === url) return;
    store.clear();
    url = form.action = place;
    store = storeFor(url, owner);
    if (isUnsaved()) store.write(form);
    history.replaceState(history.state, "", place);
  }

  function settle(outcome, upTo) {
    troubled = outcome !== "saved";
    if (!troubled) {
      saved = upTo;
      retryAfter = FIRST_RETRY;
      if (isUnsaved()) {
        schedule(0);
      } else {
        store.clear();
        show("saved");
        window.dispatchEvent(new Event("elearn:saved"));
      }
      return;
    }
    show(outcome === "identifying" ? outcome : "unsaved");
    if (outcome === "gone") store.clear();
    if (outcome !== "failed") {
      if (upTo < changes) schedule(TYPING_PAUSE);
      return;
    }
    schedule(retryAfter);
    retryAfter = Math.min(retryAfter * 2, LONGEST_RETRY);
  }

  if (store.restore(form)) {
    troubled = true;
    show("unsaved");
    changed(0);
  }

  form.addEventListener("change", () => changed(0));
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) changed(TYPING_PAUSE);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    leaving = true;
    clearTimeout(timer);
    if (sending) sending.abort();
    store.clear();
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
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

// Remove what any form has kept in this browser, so that the next person here cannot read it.
export function forgetUnsavedWork() {
  try {
    Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .forEach((key) => localStorage.removeItem(key));
  } catch {
    // Storage is switched off: there is nothing to forget.
  }
}

// "saved", "failed" (worth another try), "refused" or "identifying" (it is not, until its author
// changes or confirms it) or "gone" (it never will be).
async function post(form, url, signal, keepalive, onPlace) {
  try {
    const response = await fetch(url, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Autosave": "1" },
      credentials: "same-origin",
      redirect: "manual", // a redirect to the sign-in page is not a save
      keepalive,
      signal,
    });
    if (response.status === 204) {
      const place = response.headers.get("Content-Location");
      if (place) onPlace(place);
      return "saved";
    }
    if ([404, 409, 410].includes(response.status)) return "gone";
    if (response.headers.get("X-Not-Saved") === "identifying") return "identifying";
    if (response.status >= 500 || WORTH_RETRYING.includes(response.status)) return "failed";
    return "refused";
  } catch {
    return "failed";
  }
}

function statusOf(form) {
  const element = form.querySelector("[data-save-status]");
  return (state) => {
    if (!element || element.dataset.state === state) return;
    element.dataset.state = state;
    element.textContent = element.dataset[state] || "";
  };
}

function isIncomplete(form) {
  return "autosaveWhole" in form.dataset && controlsOf(form).some((control) => control.value === "");
}

// What a form holds, kept in this browser under its address and its owner.
function storeFor(url, owner) {
  const key = PREFIX + url;
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const clear = () => {
    try {
      localStorage.removeItem(key);
    } catch {
      // Storage is switched off: nothing was kept.
    }
  };
  return {
    clear,
    write(form) {
      try {
        localStorage.setItem(key, JSON.stringify({ owner, at: Date.now(), fields: fieldsOf(form) }));
      } catch {
        // Storage is full or switched off: the warning on leaving is what remains.
      }
    },
    restore(form) {
      const kept = read();
      if (!kept) return false;
      if (kept.owner !== owner || Date.now() - kept.at > KEEP_FOR) {
        clear();
        return false;
      }
      if (fill(form, kept.fields)) return true;
      clear();
      return false;
    },
  };
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
