// A visit to this table: the phone's number for it, the cart with the id its order will bear, and the order
// that was sent but not yet answered; pending are those that a server has and the till has not answered yet.
// Always read anew before it is changed, for other tabs share it.

import { stir } from "./hub.js";
import { newId } from "./ids.js";
import { keep, recall } from "./memory.js";
import { boot } from "./texts.js";

const keyOf = code => "mashang." + code;
const PARTY = /^#([0-9a-f]{32})\.([0-9a-f]{32})$/;
let key = keyOf(boot.code);

// The cart's id is made with the cart and stays with it until the server has answered for good:
// two tabs, a double tap or a lost answer can only ever send the same order again.
function emptyCart() {
  return { id: newId(), lines: [], remark: "", guests: 0 };
}

function newVisit() {
  return { v: 1, phone: newId(), opening: "", secret: "", cart: emptyCart(), sent: null, pending: [], settled: [] };
}

export function visit() {
  const text = recall(key);
  if (text) {
    try {
      const found = JSON.parse(text);
      if (found.v === 1) return { pending: [], ...found };
    } catch {
      // Not ours, or cut off: begin anew.
    }
  }
  const begun = newVisit();
  keep(key, JSON.stringify(begun));
  return begun;
}

export function change(edit) {
  const now = visit();
  edit(now);
  keep(key, JSON.stringify(now));
  stir();
  return now;
}

// A code that the cashier shows at a shared table is that of one party: its opening and secret stand behind the "#",
// which no browser sends. Whoever scans it is with this party from now on.
const partyCode = PARTY.exec(location.hash);
if (partyCode) {
  history.replaceState(null, "", location.pathname + location.search);
  if (visit().opening !== partyCode[1]) {
    if (visit().opening) beginVisit();
    change(now => Object.assign(now, { opening: partyCode[1], secret: partyCode[2] }));
  }
}

// New guests, or the same ones again: a new number for the phone. The dishes stay, also those of an order of
// which nobody knows whether it arrived, and then under its id.
export function beginVisit() {
  change(now => {
    const open = now.sent && !now.sent.state ? now.sent : null;
    const { lines, remark } = now.cart;
    Object.assign(now, newVisit());
    Object.assign(now.cart, { lines: open ? [...open.cart.lines, ...lines] : lines, remark });
    if (open) now.cart.id = open.id;
  });
}

// The guests sit at another table: the visit goes on under its code. Another tab may have followed before us; one
// that has not will find its way from what is left under the old code.
export function moveTo({ code, table }) {
  const now = visit();
  const left = { ...now, cart: emptyCart(), sent: null, pending: [], settled: [] };
  const old = key;
  key = keyOf(code);
  Object.assign(boot, { code, table });
  if (!recall(key) || visit().phone !== now.phone) keep(key, JSON.stringify(now));
  keep(old, JSON.stringify(left));
  history.replaceState(history.state, "", "/t/" + code + location.search + location.hash);
}

export function freshCart(now) {
  now.cart = emptyCart();
}

addEventListener("storage", event => {
  if (event.key === key) stir();
});
