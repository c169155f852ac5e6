// What forms hold that has not reached the server, kept in this browser under its address and owner.

const PREFIX = "elearn:autosave:";
const KEEP_FOR = 7 * 24 * 60 * 60 * 1000;

// `seenAt` is the moment as of which the page shows what is saved, as the server said it.
export function keep(url, owner, fields, seenAt) {
  try {
    localStorage.setItem(PREFIX + url, JSON.stringify({ owner, at: Date.now(), fields, seenAt }));
  } catch {
    // Storage is full or switched off: the warning on leaving is what remains.
  }
}

// Return what is kept for this address and owner ({ fields, seenAt }), or null; what is another's or
// too old is forgotten.
export function kept(url, owner) {
  const found = read(PREFIX + url);
  if (!found) return null;
  if (found.owner === owner && Date.now() - found.at <= KEEP_FOR) return found;
  forget(url);
  return null;
}

// Return all that is kept for this owner, oldest first.
export function keptWork(owner) {
  return keys()
    .map((key) => ({ url: key.slice(PREFIX.length), ...read(key) }))
    .filter((work) => work.owner === owner && kept(work.url, owner))
    .sort((one, other) => one.at - other.at);
}

export function forget(url) {
  remove(PREFIX + url);
}

// Remove what any form has kept in this browser, so that the next person here cannot read it.
export function forgetUnsavedWork() {
  keys().forEach(remove);
}

function keys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return []; // Storage is switched off: nothing was kept.
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function remove(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Storage is switched off: nothing was kept.
  }
}
