// The e-receipts of what is paid: kept with the visit, so that they are at hand when the guests have left.

import { h, icon } from "./dom.js";
import { listen } from "./hub.js";
import { place, servers } from "./server.js";
import { brief, _ } from "./texts.js";
import { change, visit } from "./visit.js";
import { table } from "./watching.js";

const MOST_RECEIPTS = 9;

// Those of this visit: who comes again sees none of another day.
const mineHere = () => (visit().receipts || []).filter(one => one.of === visit().opening);

// What comes later is added: of what was handed over or settled before, nobody is told again.
export function keepReceipts(told = []) {
  const known = mineHere();
  const fresh = told.filter(one => !known.some(old => old.place === one.place));
  if (fresh.length) {
    change(now => {
      now.receipts = [...fresh.map(one => ({ ...one, of: now.opening })), ...known].slice(0, MOST_RECEIPTS);
    });
  }
}

export function receiptLinks() {
  const told = mineHere();
  return told.map(one => h("a", { class: "way receipt", "data-key": one.place, href: servers[place.at] + one.place },
    icon("bill"), told.length > 1 ? _("E-receipt of {price}", { price: brief(one.total) }) : _("E-receipt")));
}

export function orders() {
  const links = receiptLinks();
  return links.length > 0 && h("section", { class: "card stack" }, links);
}

listen(() => table.now && keepReceipts(table.now.receipts));
