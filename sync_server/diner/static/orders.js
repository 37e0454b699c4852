// How the orders stand, said as it is: received, handed over, in the kitchen, served; or held, refused, lapsed.

import { putBack } from "./cart.js";
import { banner } from "./dock.js";
import { amount, byId, disabled, h, icon, paint, press, seatFoot } from "./dom.js";
import { added } from "./hub.js";
import { later } from "./later.js";
import { allRows, nameOf, notesOf } from "./menu.js";
import { go } from "./pages.js";
import { isUnsent, keepInCart, sendAgain, sending } from "./sending.js";
import { boot, brief, clock, exactClock, listed, _, placeText } from "./texts.js";
import { change, visit } from "./visit.js";
import { call, offerCall } from "./waiter.js";
import { isHere, isOver, table } from "./watching.js";

const UNBEGUN = ["kitchen", "waits", "timed"]; // states of dishes that no printer has given out to be made
let ordersView = null;

export function drawOrders() {
  const page = byId("page");
  if (!ordersView || !page.contains(ordersView.body)) ordersView = buildOrders(page);
  const now = table.now && !isOver() ? table.now : { requests: [], orders: [], bill: { total: 0 } };
  const where = placeText(boot.table);
  ordersView.where.textContent = table.now ? where + " · " + clock(table.now.at) : where;
  const settled = visit().settled;
  const open = now.requests.filter(one => !settled.includes(one.id)).reverse();
  const pending = open.filter(one => !now.orders.some(order => order.id === one.id));
  paint(ordersView.body, added("orders", now), timeline(now, open), unsentCard(), pending.map(pendingCard),
    now.orders.map(order => orderCard(order, open.find(one => one.id === order.id))),
    !open.length && !now.orders.length && !visit().sent &&
      h("div", { class: "empty" }, icon("fast-food"), h("p", {}, _("Nothing is ordered yet."))));
  paint(ordersView.foot, banner(), foot(now));
  seatFoot(page, ordersView.foot);
}

function buildOrders(page) {
  const title = h("h1", { tabindex: "-1" }, _("My orders"));
  const where = h("p", {});
  const body = h("div", {});
  const foot = h("div", { class: "foot" });
  page.replaceChildren(
    h("header", { class: "head" }, document.querySelector(".seal").cloneNode(true),
      h("div", { class: "who" }, title, where),
      !boot.counter && press("tool", null, offerCall, icon("bell"), _("Call a waiter"))),
    body, foot);
  title.focus({ preventScroll: true });
  return { where, body, foot };
}

// ---------------------------------------------------------------- the way of the newest order

const stage = (kind, drawing, title, ...text) => h("li", { class: kind },
  h("span", { class: "dot" }, icon(drawing)), h("b", {}, title), h("span", { class: "small" }, text));

function timeline(now, open) {
  const { sent } = visit();
  if (sent && !isHere(sent.id)) {
    return h("ol", { class: "card steps", "data-state": sent.state || "sending" }, ofSent(sent));
  }
  const newest = open[0];
  if (!newest) return null;
  const order = now.orders.find(one => one.id === newest.id);
  return h("ol", { class: "card steps", "data-state": newest.state },
    keptSafe(exactClock(newest.received) + " "),
    atKitchen(newest, order), order && !boot.counter && atTable(order));
}

const keptSafe = at =>
  stage("done", "tick", _("Received"), at, _("Your order is kept safe, also when you close this page"));

const unclear = (title, text) => stage("unsure", "hourglass", title, text);

function ofSent(sent) {
  if (sent.state) return keptSafe("");
  if (!sending.unsure) return unclear(_("Sending your order…"), _("It is kept on this phone until the answer is here"));
  return [unclear(_("Nobody knows yet whether your order arrived"), _("Sending it again never orders twice")),
    h("li", { class: "acts" },
      press("way", "keep", keepInCart, _("Back to the cart")),
      press("go", "again", sendAgain, _("Send again")))];
}

function atKitchen(request, order) {
  const { state, decided, refused } = request;
  if (state === "received") return stage("", "pot", _("In the kitchen"), _("Being handed to the restaurant"));
  if (state === "handed") return stage("", "pot", _("In the kitchen"), _("The restaurant has it and is looking at it"));
  if (state === "held") return unclear(_("A waiter confirms your order"), _("It is not in the kitchen yet"));
  if (!order) return stage("unsure", "warning", _("Not ordered"), _("Nothing was cooked or charged"));
  if (order.pay_by) return added("due", unclear);
  const out = order.lines.filter(line => !UNBEGUN.includes(line.state)).length;
  const said = listed(
    out ? _("{n} printed in the kitchen", { n: out }) : _("{n} taken", { n: order.lines.length }),
    refused.length > 0 && _("{n} not taken", { n: refused.length }));
  return stage("done", "tick", _("In the kitchen"), exactClock(decided || order.at) + " ", said);
}

function atTable(order) {
  if (order.pay_by) return null;
  const served = order.lines.filter(line => line.state === "served").length;
  if (served === order.lines.length) return stage("done", "tick", _("All served"), _("Everything is on the table"));
  const text = listed(served > 0 && _("{n} of {all} on the table", { n: served, all: order.lines.length }),
    order.due > table.now.at && _("about {time}", { time: clock(order.due) }));
  return stage("", "fast-food", _("At the table"), text);
}

// ---------------------------------------------------------------- cards

export const CHIPS = {
  kitchen: ["pot", () => _("In the kitchen"), ""],
  printed: ["pot", () => _("Cooking"), ""],
  waits: ["hourglass", () => _("Waits for your word"), "calm"],
  timed: ["hourglass", () => _("Begun later"), "calm"],
  served: ["tick", () => _("Served"), "served"],
  received: ["hourglass", () => _("Received"), "calm"],
  handed: ["hourglass", () => _("Received"), "calm"],
  held: ["hourglass", () => _("To be confirmed"), "wait"],
};

function chip(state) {
  const [drawing, text, kind] = CHIPS[state];
  return h("span", { class: "chip " + kind, "data-line": state }, icon(drawing), text());
}

function dishRow(quantity, name, notes, state, more) {
  return h("li", {}, h("b", {}, "×" + quantity / 1000), h("b", {}, name), CHIPS[state] && chip(state),
    notes.length > 0 && h("span", { class: "small" }, notes.join(" · ")), more);
}

function author(order) {
  if (order.mine) return _("You");
  if (order.guest) return _("Guest {n}", { n: order.guest });
  return order.pay_by ? _("Another guest") : _("Waiter"); // the money gives a number
}

function orderCard(order, request) {
  const head = [order.round ? _("Round {n}", { n: order.round }) : _("By head"), clock(order.at), author(order)].join(" · ");
  return h("section", { class: "card", "data-key": order.id, "data-order": order.id },
    h("h2", { class: "row small" }, h("span", {}, head), amount(order.amount)),
    h("ul", { class: "dishes" }, order.lines.map(line => dishRow(line.quantity,
      line.spec ? _("{dish} ({spec})", { dish: line.name, spec: line.spec }) : line.name,
      [...line.notes, line.packed && _("To go"), line.begins && _("The kitchen begins at {time}", { time: clock(line.begins) }),
        line.remark].filter(Boolean), line.state, added("overdue", line, order)))),
    added("unpaid", order), request && request.refused.map(no => refusedLine(no, request)));
}

function refusedLine(no, request) {
  const sent = request.lines[no.index];
  return h("div", { class: "amber", "data-refused": no.code },
    h("div", {}, h("b", {}, _("{dish}: not ordered", { dish: no.dish || sent.name })), no.text),
    press("way", "other" + sent.line.dish, () => showDish(sent.line.dish), _("Choose another")));
}

// What is on its way, out of the phone's own memory.
function unsentCard() {
  const { sent } = visit();
  return sent && !isHere(sent.id) && h("section", { class: "card" },
    h("h2", { class: "row small" }, h("span", {}, clock(sent.at) + " · " + _("You"))),
    h("ul", { class: "dishes" }, sent.cart.lines.map(line =>
      dishRow(line.quantity, nameOf(line.dish), notesOf(line)))));
}

function pendingCard(request) {
  const lines = request.lines;
  const failed = !CHIPS[request.state];
  const list = h("ul", { class: "dishes" }, lines.map(({ line, name }) =>
    dishRow(line.quantity || 1000, name || nameOf(line.dish), notesOf(line), request.state)));
  const single = request.refused.length === 1 && !request.text;
  return h("section", { class: "card", "data-key": request.id, "data-order": request.id },
    h("h2", { class: "row small" }, h("span", {}, clock(request.received) + " · " + _("You"))), list,
    failed && h("div", { class: "amber", "data-refused": request.code || "lines" },
      h("div", {}, h("b", {}, _("Not ordered")),
        request.text || [...new Set(request.refused.map(no => no.text))].join(" ")),
      single ? press("way", "other" + request.id, () => dismiss(request, () => showDish(lines[0].line.dish)), _("Choose another"))
        : press("way", "back" + request.id, () => dismiss(request, decideAnew), _("Back to the cart"))));
}

// The guest decides anew, with a new id: the cart always has one of its own.
function dismiss(request, then) {
  change(now => now.settled.push(request.id));
  then(request);
}

function decideAnew(request) {
  putBack(request.lines.map(one => one.line));
  go("cart", true);
}

function showDish(dish) {
  go("", true);
  const row = allRows.get(dish)?.[0];
  if (row) row.scrollIntoView({ block: "center" });
}

// ---------------------------------------------------------------- foot

const isPaid = opening => Boolean(opening && opening.paid);

function foot(now) {
  const { bill, opening } = now;
  const within = listed(bill.total + bill.reduction > bill.subtotal
    && _("fees of {price} included", { price: brief(bill.total + bill.reduction - bill.subtotal) }),
    bill.reduction > 0 && _("{price} taken off", { price: brief(bill.reduction) }),
    now.to_weigh > 0 && _("{n} still to be weighed", { n: now.to_weigh }));
  const called = opening && opening.called;
  return [
    (bill.total > 0 || now.to_weigh > 0) && h("div", { class: "sofar" }, h("b", {}, (isPaid(opening) ? _("Paid") : _("So far")) + " ", amount(bill.total)),
      within && h("p", { class: "small" }, within)),
    h("div", { class: "acts" },
      now.orders.length > 0 && !boot.counter && !isPaid(opening) && disabled(called === "bill" || isUnsent(),
        press("way", "bill", () => call("bill"), called === "bill" ? _("Bill is coming") : _("Ask for the bill"))),
      opening && opening.pay && press("way", "pay", () => later("pay").then(room => room.openPay()), _("Pay by phone")),
      press("go", "more", () => go("", true), icon("plus"), _("Add dishes"))),
  ];
}
