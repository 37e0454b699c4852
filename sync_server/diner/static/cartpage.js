// The cart: what is to be ordered, what it comes to, and the one button.

import { cartLines, pack, portions, sameKey, step } from "./cart.js";
import { banner, warning } from "./dock.js";
import { amount, byId, disabled, h, icon, paint, press, seatFoot, stepper } from "./dom.js";
import { nameOf, notesOf, pictureOf } from "./menu.js";
import { added } from "./hub.js";
import { go, goBack } from "./pages.js";
import { guestsWanted, isSeen, price, unweighed } from "./quoting.js";
import { heedEarly, isUnsent, placeOrder, sending } from "./sending.js";
import { boot, brief, _, ngettext, placeText } from "./texts.js";
import { change, visit } from "./visit.js";
import { isAway, isOver, table } from "./watching.js";

let cartView = null;

export function drawCart() {
  const page = byId("page");
  if (!cartView || !page.contains(cartView.list)) cartView = buildCart(page);
  const lines = cartLines();
  heedEarly();
  cartView.where.textContent = placeText(boot.table);
  cartView.note.parentNode.hidden = !lines.length;
  if (document.activeElement !== cartView.note) cartView.note.value = visit().cart.remark;
  if (!lines.length) {
    const sent = added("sentBy").find(Boolean);
    paint(cartView.list, h("div", { class: "empty" }, icon(sent ? "pot" : "cart"), h("p", {}, sent || _("The cart is empty."))));
    paint(cartView.foot, banner(), said(), h("div", { class: "acts" },
      press(sent ? "way" : "go", "home", () => go("", true), _("Choose dishes")),
      sent && press("go", "orders", () => go("orders", true), _("See orders"))));
  } else {
    paint(cartView.list, h("ul", { class: "card" }, lines.map(row)));
    paint(cartView.foot, banner(), said(), guestsRow(), added("cart"), sums(lines), button());
  }
  seatFoot(page, cartView.foot);
}

function buildCart(page) {
  const title = h("h1", { tabindex: "-1" }, _("Cart"));
  const where = h("p", {});
  const list = h("div", {});
  const note = h("input", { type: "text", maxlength: "200", "aria-label": _("Message to the kitchen"),
    placeholder: _("Message to the kitchen (if you like)"), input: () => change(now => {
      now.cart.remark = note.value;
    }) });
  const foot = h("div", { class: "foot" });
  page.replaceChildren(
    h("header", { class: "head" },
      h("button", { type: "button", class: "back", "aria-label": _("Back"), click: goBack }, icon("back", "turn")),
      h("div", { class: "who" }, title, where)),
    list, h("label", { class: "card box" }, icon("note"), note), foot);
  title.focus({ preventScroll: true });
  return { where, list, note, foot };
}

// ---------------------------------------------------------------- lines

function row(line, index) {
  const key = sameKey(line);
  const name = nameOf(line.dish);
  const notes = [...added("who", line).filter(Boolean), ...notesOf(line)];
  const { answer } = price;
  const told = answer && answer.lines.length === cartLines().length;
  const cost = told ? answer.lines[index].amount : null;
  const no = told && answer.refused.find(one => one.index === index);
  return h("li", { class: "line", "data-key": key }, pictureOf(line.dish),
    h("h2", { class: "row" }, name,
      h("b", { class: price.fresh ? "" : "old" }, cost > 0 ? amount(cost) : told && answer.lines[index].text || "")),
    notes.length > 0 && h("p", {}, notes.join(" · ")),
    no && h("p", { class: "no" }, no.text),
    h("div", { class: "f" }, toGo(line, key),
      stepper(key, line.quantity / 1000, [_("One less: {dish}", { dish: name }), _("One more: {dish}", { dish: name })],
        by => step(key, by))));
}

function toGo(line, key) {
  const button = press("pack", "pack" + key, () => pack(key), _("To go"));
  button.setAttribute("aria-pressed", String(Boolean(line.packed)));
  return button;
}

// ---------------------------------------------------------------- foot

const said = () => sending.said && warning(sending.said);

function guestsRow() {
  if (!table.now || table.now.opening || table.now.parties || boot.counter) return null;
  return h("div", { class: "row guests" }, h("b", {}, _("How many are you?")),
    stepper("guests", guestsWanted(), [_("One guest less"), _("One guest more")], by => change(now => {
      now.cart.guests = guestsWanted() + by;
    }), { least: 1, most: 99 }));
}

function sums(lines) {
  const { answer } = price;
  if (!answer) {
    const offline = _("No connection. The total comes when you are connected again.");
    return h("p", { class: "note" }, price.failed ? offline : price.said || "");
  }
  const { bill, before, next } = answer;
  const count = portions(lines);
  const later = unweighed(answer);
  const line = (name, value, kind) => [h("dt", { class: kind }, name), h("dd", { class: kind }, amount(value))];
  return h("dl", { class: price.slow ? "old" : "" },
    line(ngettext("{n} dish", "{n} dishes", count), answer.amount),
    before > 0 && line(_("Ordered before"), before),
    bill.rows.map(one => line(one.text, one.amount, one.amount < 0 ? "hint one" : "")),
    next && h("dt", { class: "hint" }, next.text),
    later > 0 && h("dt", { class: "hint" }, _("{n} still to be weighed", { n: later })),
    answer.plenty && h("dt", { class: "hint" }, answer.plenty),
    line(before > 0 ? _("Total with this order") : _("Total"), bill.total, "total"));
}

function button() {
  const left = price.answer && price.answer.lines.some(one => one.amount >= 0);
  const reason = isUnsent() ? _("Your last order is still being sent.")
    : isAway() ? _("Your dishes stay here until the restaurant can be reached.")
      : isOver() ? _("First say that you order here anew.")
      : price.answer && !left ? _("None of these dishes can be served now.") : added("block").find(Boolean);
  const waits = !reason && !sending.busy && !isSeen() && !price.failed;
  const off = Boolean(reason) || sending.busy || (price.failed && !isSeen());
  const kind = waits && !price.slow ? "go wide soon" : "go wide";
  const order = disabled(off, press(kind, "order", placeOrder, _("Send to the kitchen")));
  if (waits) order.setAttribute("aria-disabled", "true"); // a tap is answered, and nothing unseen is sent
  return [
    order,
    h("p", { class: "note" }, reason || whenToPay()),
  ];
}

function whenToPay() {
  if (table.now && table.now.first) return _("No account, no phone number. It is cooked once it is paid.");
  return boot.counter ? _("No account, no phone number.") : _("No account, no phone number. Pay after the meal.");
}
