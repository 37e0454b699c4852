// The guest's page, put together.

import { drawCart } from "./cartpage.js";
import { drawDock } from "./dock.js";
import { byId, h } from "./dom.js";
import { isHeld, listen, rooms, stir } from "./hub.js";
import { later } from "./later.js";
import { drawOrders } from "./orders.js";
import { here, show } from "./pages.js";
import { reprice } from "./quoting.js";
import { catchUp, drawRows, linkRows, offerDish, wakeRows } from "./rows.js";
import { resume } from "./sending.js";
import { boot, ngettext, placeText } from "./texts.js";
import { visit } from "./visit.js";
import { offerCall } from "./waiter.js";
import { isOver, table, watch } from "./watching.js";

document.head.append(h("style", {}, LATER));
wakeRows();
const bell = document.querySelector("[data-do=call]");
if (bell) bell.addEventListener("click", offerCall);

listen(() => {
  if (!isHeld()) drawAll();
  if (isOver() || visit().meals || (table.now && table.now.opening && table.now.opening.paid)) join(later("feedback"));
  if (table.now && table.now.unpaid) join(later("unpaid"));
  if (table.now && table.now.chat) join(later("chat"));
  if (table.now && table.now.parties) join(later("parties"));
  if (visit().receipts || (table.now && table.now.receipts)) join(later("receipts"));
  reprice();
  if (table.now || table.failures) resume();
});

function drawAll() {
  if (here() === "cart") drawCart();
  else if (here() === "orders") drawOrders();
  else drawDock();
  drawRows();
  drawWhere();
}

function touched() {
  later("dish").catch(() => {});
  if (!boot.counter) join(later("shared"));
}

// With the first touch, or at once for a cart that is in use.
function awaken(act) {
  const once = new AbortController();
  const wake = () => once.signal.aborted || once.abort() || act();
  for (const sign of ["pointerdown", "keydown", "scroll"]) addEventListener(sign, wake, { signal: once.signal });
  if (visit().shared || visit().cart.lines.length) wake();
}

function drawWhere() {
  const guests = table.now ? table.now.opening && table.now.opening.guests : boot.guests;
  const { party } = (table.now && table.now.opening) || {};
  const where = placeText(party ? boot.table + "-" + party : boot.table);
  const text = guests ? where + " · " + ngettext("{n} guest", "{n} guests", guests) : where;
  if (byId("where").textContent !== text) byId("where").textContent = text;
}

byId("kept").addEventListener("click", () => later("kept").then(room => room.openKept()));

// What follows comes in turns of its own: in between a slow phone draws, and answers the finger. The dish that the
// address names is read before, for a finger may have opened another by then.
const linked = new URLSearchParams(location.search).get("dish");
for (const act of [
  visit, // a phone reads its storage slowly the first time
  show,
  catchUp,
  watch,
  linkRows,
  () => boot.counter && join(later("counter")),
  () => awaken(touched),
  () => visit().pay && later("pay").then(room => room.openPay()).catch(() => {}),
  () => linked && offerDish(linked),
]) setTimeout(act);

// A room takes part from when it is loaded.
function join(loading) {
  loading.then(room => rooms.includes(room) || (rooms.push(room) && stir()), () => {});
}
if (navigator.userAgent.includes("MicroMessenger")) later("wechat").then(room => room.beKnown()).catch(() => {});
