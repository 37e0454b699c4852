// Sending an order so that it is taken once. What is sent, with its id, is remembered before it leaves; the same
// bytes are sent again until an answer says what became of them. What was pressed long ago is never sent unasked.

import { addTo } from "./cart.js";
import { added, breather, stir } from "./hub.js";
import { newId } from "./ids.js";
import { go, here } from "./pages.js";
import { guestsWanted, isPriced, isSeen, price, priceNow } from "./quoting.js";
import { ask, hasOthers, place, seek, servers } from "./server.js";
import { announce } from "./sheet.js";
import { boot, _ } from "./texts.js";
import { change, freshCart, visit } from "./visit.js";
import { away, isHere, refresh, table } from "./watching.js";

const PATIENCE = 60_000; // milliseconds in which a sending goes on by itself
const AGAIN = 2; // seconds in which a server that died has begun again
const AWAY_TRIES = 2; // more, in three seconds, before an order comes back because the restaurant is away

// busy: between the tap and the sending; unsure: nobody knows whether it arrived; said: why it came back.
// early: pressed before the guest could see a total.
export const sending = { busy: false, unsure: false, said: "", early: false };
let pushing = false;

export const isUnsent = () => Boolean(visit().sent && !visit().sent.state);

export async function placeOrder() {
  if (sending.busy || isUnsent()) return;
  if (!isSeen()) {
    sending.early = true;
    return say(_("One moment: the total comes first."));
  }
  sending.said = "";
  sending.busy = true;
  stir();
  const shown = costs();
  await Promise.all(added("nextRound"));
  const known = isPriced() || await priceNow() || await breather(AGAIN).then(priceNow);
  sending.busy = false;
  if (!known) return say(_("No connection. The order is not sent yet; your dishes are kept."));
  if (shown !== costs()) return say(_("The total has changed. Look at it and order again."));
  change(remember);
  go("orders", true);
  return push();
}

// Who pressed too early hears when there is a total; unseen nothing is sent.
export function heedEarly() {
  if (!sending.early || !isSeen()) return;
  sending.early = false;
  sending.said = _("This is the total. Tap once more to order.");
  announce(sending.said);
}

// What the guest's own dishes cost as shown; what others add to the bill is not hers to confirm.
const costs = () => JSON.stringify(price.answer && price.answer.lines);

function remember(now) {
  const { cart } = now;
  if (!cart.lines.length || (now.sent && !now.sent.state)) return;
  const order = {
    id: cart.id,
    phone: now.phone,
    lines: cart.lines,
    quote: price.answer.quote,
    opening: now.opening,
    secret: now.secret,
    guests: guestsWanted(),
    remark: cart.remark.trim(),
    language: boot.language,
  };
  if (table.now && table.now.parties && cart.party) order.party = cart.party;
  added("complete", order, now);
  now.sent = { id: cart.id, at: Date.now(), state: "", cart, body: JSON.stringify(order), code: boot.code };
  freshCart(now);
}

export async function push() {
  if (pushing) return;
  pushing = true;
  sending.unsure = false;
  for (let tries = 0; isUnsent(); tries++) {
    if (await attempt(visit().sent, tries)) break;
    if (isUnsent() && Date.now() - visit().sent.at > PATIENCE) {
      sending.unsure = true;
      break;
    }
    await breather(Math.min(8, 2 ** tries));
  }
  pushing = false;
  stir();
}

// One sending. True: an answer has settled it.
async function attempt(sent, tries) {
  let answer;
  try {
    // By the code that it was first sent by: at another table it would be another order.
    answer = await ask("orders", { body: sent.body, code: sent.code, seconds: hasOthers ? 5 : 8 });
  } catch {
    return false;
  }
  const { ok, status, data } = answer;
  if (ok) {
    change(now => {
      if (now.sent && now.sent.id === sent.id) Object.assign(now.sent, { state: data.state, via: servers[place.at] });
    });
    await refresh();
  } else if (data.code === "store_away" || data.code === "server_disk") {
    const others = data.code === "store_away" || tries + 1 < servers.length; // the disks of all may be full
    if (others && (await seek(true))) return false;
    if (data.code === "store_away" && tries < AWAY_TRIES) return false; // a server that began just now has no till yet
    takeBack(sent, sent.cart.lines, sent.id);
    if (data.code === "store_away") away();
    tell(data.text);
  } else if (data.code === "request_changed") {
    if (!(await refresh())) return false;
    if (isUnsent() && visit().sent.id === sent.id) {
      takeBack(sent, sent.cart.lines, newId());
      tell(data.text);
    }
  } else if (status === 429 || status >= 500) {
    return false;
  } else if (data.code === "old_opening" && (await refresh()) && isHere(sent.id)) {
    change(now => { // it opened the table: it had arrived, by another server
      if (now.sent && now.sent.id === sent.id) now.sent = null;
    });
  } else {
    takeBack(sent, sent.cart.lines, sent.id);
    tell(data.text);
  }
  return true;
}

// The dishes are in the cart again. With the old id where a server may still have the order.
function takeBack(sent, lines, id) {
  change(now => {
    if (now.sent && now.sent.id === sent.id) now.sent = null;
    for (const line of lines) addTo(now.cart.lines, line);
    now.cart.id = id;
    now.cart.remark = now.cart.remark || sent.cart.remark;
    now.cart.guests = now.cart.guests || sent.cart.guests;
  });
}

function tell(text) {
  say(text);
  if (here() === "orders") go("cart", true);
}

function say(text) {
  sending.said = text;
  announce(text);
  stir();
}

// ---------------------------------------------------------------- what the guest decides when nobody knows

export function sendAgain() {
  change(now => {
    if (now.sent) now.sent.at = Date.now();
  });
  return push();
}

export function keepInCart() {
  const { sent } = visit();
  sending.unsure = false;
  if (sent) takeBack(sent, sent.cart.lines, sent.id);
  go("cart", true);
}

// After a reload or a pause: go on by itself only with what was pressed just now.
export function resume() {
  if (table.leftover) {
    table.leftover = false;
    tell(_("A part of this order had already arrived. The rest is in the cart."));
  }
  if (!isUnsent() || pushing) return;
  if (Date.now() - visit().sent.at < PATIENCE) push();
  else if (!sending.unsure) {
    sending.unsure = true;
    stir();
  }
}
