// The e-receipts of what is paid: kept with the visit, so that they are at hand when the guests have left.

import { h, icon } from "./dom.js";
import { listen } from "./hub.js";
import { place, servers } from "./server.js";
import { brief, _ } from "./texts.js";
import { change, visit } from "./visit.js";
import { table } from "./watching.js";

const MOST_RECEIPTS = 9;

// What comes later is added: of what was handed over or settled before, nobody is told again.
export function keepReceipts(told = []) {
  const known = visit().receipts || [];
  const fresh = told.filter(one => !known.some(old => old.place === one.place));
  if (fresh.length) {
    change(now => {
      now.receipts = [...fresh, ...known].slice(0, MOST_RECEIPTS);
    });
  }
}

export function receiptLinks() {
  const told = visit().receipts || [];
  return told.map(one => h("a", { class: "way receipt", "data-key": one.place, href: servers[place.at] + one.place },
    icon("bill"), told.length > 1 ? _("E-receipt of {price}", { price: brief(one.total) }) : _("E-receipt")));
}

listen(() => table.now && keepReceipts(table.now.receipts));
