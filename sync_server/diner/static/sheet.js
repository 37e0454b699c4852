// A sheet over the page: one layer, Escape, the ground and the phone's "back" close it.

import { byId, h, icon, paint } from "./dom.js";
import { sheetHooks, stepBack } from "./pages.js";
import { _ } from "./texts.js";

const sheet = byId("sheet");
let opener = null;

export function openSheet(label, ...content) {
  if (!sheetIsOpen()) opener = document.activeElement;
  sheet.setAttribute("aria-label", label);
  sheet.replaceChildren(
    h("button", { type: "button", class: "shut", "aria-label": _("Close"), click: closeSheet }, icon("close")),
    ...content,
  );
  if (!sheet.open) {
    history.pushState({ ...history.state, sheet: true }, "");
    if (sheet.showModal) sheet.showModal();
    else sheet.setAttribute("open", "");
  }
  const title = sheet.querySelector("h2");
  if (title) title.focus({ preventScroll: true });
}

// The same sheet with what is news; what is pressed or typed in it stays.
export function drawSheet(label, ...content) {
  if (!sheetIsOpen() || sheet.getAttribute("aria-label") !== label) return openSheet(label, ...content);
  paint(sheet, sheet.firstChild, content);
}

// Whether it closes: what is tapped once more while it goes does nothing.
export function closeSheet() {
  if (history.state && history.state.sheet) return stepBack();
  hide();
  return true;
}

export const sheetIsOpen = () => sheet.hasAttribute("open");

function hide() {
  if (!sheetIsOpen()) return;
  if (sheet.close) sheet.close();
  else {
    sheet.removeAttribute("open");
    sheet.dispatchEvent(new Event("close"));
  }
  if (opener && opener.isConnected) opener.focus({ preventScroll: true });
}

sheetHooks.close = hide;
sheet.addEventListener("cancel", event => {
  event.preventDefault();
  closeSheet();
});
sheet.addEventListener("click", event => {
  if (event.target === sheet) closeSheet();
});

export function announce(text) {
  byId("live").textContent = text;
}
