// Words with the staff: what this phone wrote and what was answered. The guest can have it all deleted.

import { warning } from "./dock.js";
import { byId, h, icon, press } from "./dom.js";
import { listen } from "./hub.js";
import { newId } from "./ids.js";
import { ask } from "./server.js";
import { announce, closeSheet, drawSheet, sheetIsOpen } from "./sheet.js";
import { boot, clock, _ } from "./texts.js";
import { change, visit } from "./visit.js";
import { refresh, table } from "./watching.js";

let draftWord = { id: newId(), text: "" };
let chatTrouble = "";
let shownWords = "";

const chatWords = () => (table.now && table.now.chat) || [];
const lastAnswer = () => chatWords().filter(one => !one.mine).pop();
const isNew = one => Boolean(one) && one.at > (visit().chatSeen || 0);
const chatIsOpen = () => sheetIsOpen() && byId("sheet").querySelector(".chat") !== null;

export function warn() {
  const one = lastAnswer();
  return isNew(one) && !chatIsOpen() && warning(_("The staff: {text}", one), press("way", "chat", openChat, _("Answer")));
}

export function openChat() {
  chatTrouble = "";
  drawChat();
}

function drawChat() {
  const input = h("textarea", { rows: "2", maxlength: "300", dir: "auto", "aria-label": _("Your words"), placeholder: _("Your words"),
    input: event => {
      draftWord.text = event.target.value;
    } });
  input.value = draftWord.text;
  shownWords = JSON.stringify(chatWords());
  drawSheet(_("Write to the staff"),
    h("div", { class: "in pad chat" },
      h("h2", { tabindex: "-1" }, _("Write to the staff")),
      h("p", { class: "small" }, _("Kept for a day at most."),
        boot.phone && [" ", h("a", { href: "tel:" + boot.phone, dir: "ltr" }, boot.phone)]),
      table.now && table.now.chat_full && h("p", { class: "small" }, _("Only the last {n} are kept; older ones are gone.", { n: chatWords().length })),
      h("ul", { class: "said" }, chatWords().map(bubble)),
      chatTrouble && h("p", { class: "amber", role: "alert" }, chatTrouble),
      input),
    h("div", { class: "end" },
      chatWords().length > 0 && press("way", "forget", forgetAll, _("Delete all")),
      press("go", "write", sendWord, _("Send to the staff"))));
  const list = byId("sheet").querySelector(".in");
  list.scrollTop = list.scrollHeight;
  readAll();
}

const bubble = one => h("li", { class: one.mine ? "mine" : "" }, h("bdi", {}, one.text),
  h("small", {}, (one.mine ? _("You") : _("Staff")) + " · " + clock(one.at)));

function readAll() {
  const one = lastAnswer();
  if (isNew(one)) change(now => {
    now.chatSeen = one.at;
  });
}

async function sayIt(what, body) {
  try {
    const { ok, data } = await ask(what, { body: JSON.stringify(body) });
    chatTrouble = ok ? "" : data.text;
  } catch {
    chatTrouble = _("No connection. It is not sent yet; try again in a moment.");
  }
  return !chatTrouble;
}

async function sendWord() {
  const { phone, opening } = visit();
  const text = draftWord.text.trim();
  if (!text) return;
  if (await sayIt("chat", { id: draftWord.id, phone, opening, text })) {
    draftWord = { id: newId(), text: "" };
    await refresh();
  }
  drawChat();
}

async function forgetAll() {
  const { phone } = visit();
  if (!(await sayIt("forget", { id: newId(), phone }))) return drawChat();
  closeSheet();
  announce(_("Deleted"));
  return refresh();
}

// What is answered while the sheet is open is shown in it; what is half typed stays.
listen(() => {
  if (chatIsOpen() && shownWords !== JSON.stringify(chatWords())) drawChat();
  const one = lastAnswer();
  if (isNew(one) && one.at !== visit().chatTold) {
    change(now => {
      now.chatTold = one.at;
    });
    announce(_("The staff: {text}", one));
    if (navigator.vibrate) navigator.vibrate(200);
  }
});
