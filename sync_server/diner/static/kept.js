// What this phone keeps, shown and deleted; and, for who agrees, the dishes that were ordered before. They stay on
// the phone: no server is told.

import { h, press } from "./dom.js";
import { listen } from "./hub.js";
import { keep, recall } from "./memory.js";
import { allRows, nameOf } from "./menu.js";
import { ask } from "./server.js";
import { newId } from "./ids.js";
import { offerDish } from "./rows.js";
import { closeSheet, drawSheet } from "./sheet.js";
import { _, ngettext } from "./texts.js";
import { visit } from "./visit.js";
import { table } from "./watching.js";

const PAST = "past.mashang";
const MOST_PAST = 30;
const OURS = /^(mashang|past\.mashang)/;
let rememberingDishes = false;

// { dishes: ids, the latest first; orders: those that are in it }, or null without consent.
function past() {
  try {
    return JSON.parse(recall(PAST) || "null");
  } catch {
    return null;
  }
}

export function rememberDishes() {
  if (rememberingDishes) return;
  rememberingDishes = true;
  listen(noteOrders);
  noteOrders();
}

function noteOrders() {
  const kept = past();
  const fresh = kept && table.now ? table.now.requests.filter(one =>
    (one.state === "accepted" || one.state === "partly") && !kept.orders.includes(one.id)) : [];
  for (const { id, lines } of fresh) {
    kept.dishes = [...new Set([...lines.map(one => one.line.dish), ...kept.dishes])].slice(0, MOST_PAST);
    kept.orders = [id, ...kept.orders].slice(0, MOST_PAST);
  }
  if (!fresh.length) return;
  keep(PAST, JSON.stringify(kept));
  if (document.querySelector("#sheet[open] .kept")) openKept();
}

function ourKeys() {
  try {
    return Object.keys(localStorage).filter(key => OURS.test(key));
  } catch {
    return [];
  }
}

export function openKept() {
  const kept = past();
  const known = kept ? kept.dishes.filter(dish => allRows.has(dish)) : [];
  const agree = h("input", { type: "checkbox", change: event => consent(event.target.checked) });
  agree.checked = Boolean(kept);
  drawSheet(_("What this phone keeps"), h("div", { class: "in pad kept" },
    h("h2", { tabindex: "-1" }, _("What this phone keeps")),
    h("p", {}, _("Your language, and for each table your dishes, what was sent, and a random number for this phone.")),
    h("div", { class: "quick" }, h("label", { class: "tile" }, agree, h("span", {}, _("Also remember the dishes I order here, on this phone only")))),
    known.length > 0 && h("fieldset", {}, h("legend", {}, _("Ordered before")),
      h("div", { class: "stack" }, known.map(dish => press("way", "past" + dish, () => offerDish(dish), nameOf(dish))))),
    h("div", { class: "stack" },
      h("p", {}, ngettext("{n} entry is kept.", "{n} entries are kept.", ourKeys().length)),
      press("way", "wipe", wipe, _("Delete all of it")),
      press("way", null, closeSheet, _("Close")))));
}

function consent(agreed) {
  keep(PAST, agreed ? JSON.stringify({ dishes: [], orders: [] }) : "");
  if (agreed) rememberDishes();
  openKept();
}

// What was written with the staff, and said of the last meal, is deleted there too, as far as they can be reached.
// The orders themselves are the restaurant's books.
async function wipe() {
  const { phone, said } = visit();
  await ask("forget", { body: JSON.stringify({ id: newId(), phone }) }).catch(() => {});
  if (said) await ask("forget", { body: JSON.stringify({ id: newId(), phone, opening: said.opening }) }).catch(() => {});
  await ask("wechat", { body: JSON.stringify({ phone }) }).catch(() => {});
  for (const key of ourKeys()) localStorage.removeItem(key);
  keep(PAST, "");
  document.cookie = "lang=;path=/;max-age=0";
  location.replace(location.pathname);
}
