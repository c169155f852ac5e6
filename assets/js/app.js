/*! Contains GOV.UK Frontend 6.3.0, (c) Crown copyright (Government Digital Service), MIT licence: https://github.com/alphagov/govuk-frontend */
// Progressive enhancement only: every page works without this file.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  SkipLink,
  createAll,
} from "govuk-frontend";

import { startAutosave } from "./autosave.js";
import { forgetUnsavedWork } from "./kept.js";
import { showPrintButtons } from "./print.js";
import { keepFresh } from "./refresh.js";
import { watchTimeout } from "./timeout.js";
import { startTimer } from "./timer.js";
import { sendUnsent } from "./unsent.js";

createAll(Button, { preventDoubleClick: true });
[CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, SkipLink].forEach(
  (component) => createAll(component),
);

document.querySelectorAll("form[data-autosave]").forEach((form) => startAutosave(form));
document.querySelectorAll("form[data-sign-out]").forEach((form) => {
  form.addEventListener("submit", forgetUnsavedWork);
});
document.querySelectorAll("[data-unsent]").forEach((box) => sendUnsent(box));
document.querySelectorAll("[data-timer]").forEach((box) => startTimer(box));
document.querySelectorAll("[data-refresh]").forEach((part) => keepFresh(part));
document.querySelectorAll("[data-timeout]").forEach((dialog) => watchTimeout(dialog));
showPrintButtons(document);
if (window.matchMedia("(max-width: 40em)").matches) {
  document.querySelectorAll("details[data-closed-when-narrow]").forEach((part) => { part.open = false; });
}
