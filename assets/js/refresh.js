// A part of a page that says how far something is: fetched again until it is done, and then said.
const MOST_TURNS = 450; // a page that was left open does not keep its reader signed in for ever

export function keepFresh(part) {
  const said = document.querySelector(`[data-said="${part.id}"]`);
  let turns = 0;
  const again = async () => {
    turns += 1;
    const fresh = await fetched(part.id);
    if (fresh) { part.innerHTML = fresh.innerHTML; }
    if (fresh && !fresh.dataset.refresh) {
      said.textContent = part.querySelector("p").textContent.trim();
    } else if (turns < MOST_TURNS) {
      setTimeout(again, Number(part.dataset.refresh));
    }
  };
  setTimeout(again, Number(part.dataset.refresh));
}

async function fetched(id) {
  try {
    const answer = await fetch(window.location.href, { credentials: "same-origin" });
    if (!answer.ok) { return null; }
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
  } catch {
    return null; // the line is down: the next turn may do better
  }
}
