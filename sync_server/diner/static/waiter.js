// Calling a waiter or asking for the bill, and saying truly whether the call got through.

import { h, icon, press } from "./dom.js";
import { later } from "./later.js";
import { ask } from "./server.js";
import { closeSheet, openSheet } from "./sheet.js";
import { _ } from "./texts.js";
import { visit } from "./visit.js";
import { refresh } from "./watching.js";

export function offerCall() {
  showCall(_("Call a waiter"), _("Someone comes to your table."),
    press("go", null, () => call("waiter"), icon("bell"), _("Call a waiter")),
    press("way", null, () => call("bill"), icon("bill"), _("Ask for the bill")),
    press("way", null, () => later("chat").then(room => room.openChat()), icon("note"), _("Write to the staff")));
}

export async function call(what, dish) {
  const { phone, opening } = visit();
  showCall(_("Calling…"), "");
  const asked = JSON.stringify({ what, phone, opening, dish });
  let said = "";
  try {
    const { ok, data } = await ask("call", { body: asked });
    if (!ok) said = data.text;
  } catch {
    said = _("No connection. Wave to a waiter.");
  }
  const close = press("way", null, closeSheet, _("Close"));
  if (said) return showCall(_("The call did not get through"), said, callAgain(what, dish), close);
  showCall(what === "bill" ? _("The restaurant knows that you want the bill") : _("The restaurant knows that you call"),
    _("Someone comes to your table."), close);
  return refresh();
}

const callAgain = (what, dish) =>
  press("go", null, () => call(what, dish), _("Call again"));

function showCall(title, text, ...ways) {
  openSheet(title, h("div", { class: "in pad" },
    h("h2", { tabindex: "-1" }, title), h("p", { role: "status" }, text), h("div", { class: "stack" }, ways)));
}
