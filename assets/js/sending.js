// One attempt to save: "saved", "failed" (worth another try), "signed-out" (it is, once signed in
// again), "refused" or "identifying" (it is not, until its author changes or confirms it; the page
// then shows what was typed), "newer" (something newer is saved than what its page shows), "not-now"
// (refused without that) or "gone" (it never will be).

const WORTH_RETRYING = [408, 425, 429];

export async function send(url, body, { seenAt, signal, keepalive = false, onSaved = () => {} } = {}) {
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { "X-Autosave": "1", ...(seenAt && { "X-Seen-At": seenAt }) },
      credentials: "same-origin",
      redirect: "manual", // a redirect to the sign-in page is not a save
      keepalive,
      signal,
    });
    if (response.status === 204) {
      onSaved(response.headers.get("X-Saved-At"), response.headers.get("Content-Location"));
      return "saved";
    }
    return notSaved(response);
  } catch {
    return "failed";
  }
}

function notSaved(response) {
  if (response.type === "opaqueredirect") return "signed-out";
  if ([404, 409, 410].includes(response.status)) return "gone";
  if (response.headers.get("X-Not-Saved") === "identifying") return "identifying";
  if (response.status === 412) return "newer";
  if (response.status === 422) return "refused";
  return response.status >= 500 || WORTH_RETRYING.includes(response.status) ? "failed" : "not-now";
}
