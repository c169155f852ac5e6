// Count down the time of an attempt, politely.
//
//   <div data-timer="1500" data-one="…" data-many="[n] minutes left" data-last="…" data-over="…">
//     <span data-timer-left></span> <p role="status" data-timer-said></p>
//   </div>
//
// The server keeps the time; this only says it. The minutes are shown as they pass, and spoken at
// the points named in SPOKEN.

const SPOKEN = [30, 15, 10, 5, 1, 0];
const TICK = 1000;

export function startTimer(box) {
  const end = performance.now() + Number(box.dataset.timer) * 1000;
  const shown = box.querySelector("[data-timer-left]");
  const said = box.querySelector("[data-timer-said]");
  let before = null;

  function tick() {
    const seconds = Math.ceil((end - performance.now()) / 1000);
    const words = wordsFor(box.dataset, seconds);
    const minutes = seconds <= 0 ? -1 : Math.floor(seconds / 60);
    if (minutes !== before) {
      shown.textContent = words;
      if (before !== null && (SPOKEN.includes(minutes) || seconds <= 0)) said.textContent = words;
      before = minutes;
    }
    if (seconds > 0) setTimeout(tick, TICK);
  }

  tick();
}

function wordsFor(words, seconds) {
  if (seconds <= 0) return words.over;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return words.last;
  return minutes === 1 ? words.one : words.many.replace("[n]", minutes);
}
