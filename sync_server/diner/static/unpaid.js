// A house where one pays first: what waits for its money, how long it is kept, and a word before that is over.

import { warning } from "./dock.js";
import { h, icon, press } from "./dom.js";
import { stir } from "./hub.js";
import { later } from "./later.js";
import { CHIPS } from "./orders.js";
import { announce } from "./sheet.js";
import { _ } from "./texts.js";
import { isAway, table } from "./watching.js";

Object.assign(CHIPS, {
  unpaid: ["hourglass", () => _("Not paid yet"), "wait"],
  back: ["warning", () => _("Sold out, your money goes back"), "wait"],
});
const SOON = 3 * 60_000; // milliseconds, of a short time the last third
let told = null;
let toldAt = 0;
const warned = [];

// By the restaurant's clock: a phone's own may stand anywhere.
function timeLeft(order) {
  if (told !== table.now) {
    told = table.now;
    toldAt = performance.now();
  }
  return Math.max(0, order.pay_by - told.at - (performance.now() - toldAt));
}

const unpaidOrders = () => ((table.now && table.now.orders) || []).filter(one => one.pay_by);
const isSoon = order => timeLeft(order) < Math.min(SOON, (order.pay_by - order.at) / 3);

function left(order) {
  const seconds = Math.ceil(timeLeft(order) / 1000);
  return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
}

// At the counter each order has a number, whose bill it is.
function numberOf(order) {
  const { counter } = table.now;
  return counter && counter.numbers.find(one => one.orders.includes(order.id));
}

const payNow = order => press("go", "paynow" + order.id,
  () => later("pay").then(room => room.openPay(numberOf(order) || null, order.bill)), _("Pay now"));

function words(order) {
  if (!timeLeft(order)) return _("Its time is over. The restaurant lets it go.");
  if (isAway()) return _("No contact with the restaurant. Pay at the counter.");
  return isSoon(order) ? _("Pay soon, or it is let go. Nothing is cooked yet.") : _("The kitchen gets it as soon as it is paid");
}

// The stage of its way at which it stands.
export const due = unclear => unclear(_("Pay first"), _("The kitchen gets it as soon as it is paid"));

export function unpaid(order) {
  if (!order.pay_by) return null;
  const soon = isSoon(order);
  return h("div", { class: "payfirst" + (soon ? " soon" : ""), "data-unpaid": soon ? "soon" : "waiting" },
    h("p", {}, icon("hourglass"), h("b", { "data-left": order.id, role: "timer" }, left(order)), h("span", {}, words(order))),
    timeLeft(order) > 0 && !isAway() && payNow(order));
}

export function warn() {
  const order = unpaidOrders().find(one => isSoon(one) && timeLeft(one) > 0);
  return order && warning(_("An order is not paid yet. It is let go soon."), payNow(order));
}

setInterval(() => {
  for (const order of document.hidden ? [] : unpaidOrders()) {
    for (const place of document.querySelectorAll(`[data-left="${order.id}"]`)) place.textContent = left(order);
    const now = order.id + (timeLeft(order) ? isSoon(order) : "over");
    if (warned.includes(now)) continue;
    warned.push(now);
    if (isSoon(order) && timeLeft(order)) {
      announce(_("An order is not paid yet. It is let go soon."));
      if (navigator.vibrate) navigator.vibrate(200);
    }
    stir();
  }
}, 1000);
