// Warn before a sign-in ends for want of use; save work first. Time is shared between tabs.

const ACTIVE = "elearn:active";
const TWO_HOURS = 7200;

export function watchTimeout(dialog) {
  const limit = Number(/learning_lessons_idle=(\d+)/.exec(document.cookie)?.[1]) || TWO_HOURS;
  // The server counts from the last renewal of its cookie, which may be five minutes earlier.
  const warning = limit > 3600 ? 600 : 300; // seconds before the end
  const button = dialog.querySelector("[data-stay]");
  let seen = Date.now(); // of this tab, where storage is switched off

  const used = () => {
    seen = Date.now();
    try {
      localStorage.setItem(ACTIVE, String(seen));
    } catch {
      // Each tab then counts for itself.
    }
  };
  const idle = () => {
    let last = seen;
    try {
      last = Math.max(last, Number(localStorage.getItem(ACTIVE)) || 0);
    } catch {
      // As above.
    }
    return (Date.now() - last) / 1000;
  };

  function look() {
    const left = limit - idle();
    if (left <= 0) {
      const page = location.pathname + location.search;
      location.href = `${dialog.dataset.ended}?next=${encodeURIComponent(page)}`;
    } else if (left <= warning && !dialog.open) {
      window.dispatchEvent(new Event("elearn:save"));
      dialog.showModal();
    } else if (left > warning && dialog.open) {
      dialog.close(); // used in another tab
    }
  }

  button.addEventListener("click", async () => {
    const answer = await fetch(dialog.dataset.warned, { redirect: "manual" }).catch(() => null);
    if (answer?.status === 204) {
      used();
      dialog.close();
    }
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
  });
  window.addEventListener("elearn:saved", used);
  used();
  setInterval(look, 10_000);
}
