// The foot of the menu: the one banner that matters most, how the orders stand, the cart.

import { cartLines, portions, putBack } from "./cart.js";
import { amount, byId, h, icon, paint, press } from "./dom.js";
import { added, stir } from "./hub.js";
import { go } from "./pages.js";
import { price, unweighed } from "./quoting.js";
import { isUnsent, sending } from "./sending.js";
import { place } from "./server.js";
import { boot, brief, clock, named, _, ngettext } from "./texts.js";
import { beginVisit, visit } from "./visit.js";
import { isAway, isLost, isOver, letGo, refresh, table, watch } from "./watching.js";

export const warning = (text, act) =>
  h("div", { class: "banner", role: "alert" }, icon("warning"), h("p", {}, text), act);

// Worst first; one at a time.
export function banner() {
  const opening = table.now && table.now.opening;
  if (isOver()) {
    const [gone] = letGo();
    return warning(gone ? gone.text : _("This page belongs to an earlier visit. Your dishes are kept."),
      press("way", "anew", anew, _("Order here anew")));
  }
  // A phone that has a network and reaches no server of ours cannot know more than that.
  if (isAway() || isLost()) {
    const time = clock(table.lostAt || table.awayAt);
    return warning(isLost() && !navigator.onLine
      ? _("Your phone has had no connection since {time}. Your dishes are kept.", { time })
      : _("No contact with the restaurant since {time}. Your dishes are kept. Call a waiter to order.", { time }),
      press("way", "check", () => watch(), _("Try again")));
  }
  if (opening && opening.paid) return warning(_("The bill is paid. What you order now comes on a new one."));
  if (opening && opening.settling) return warning(_("The bill is being paid. Ask a waiter before you order more."));
  const more = added("warn").find(Boolean);
  if (more) return more;
  if (table.moved) {
    return warning(_("You sit at table {table} now. Your orders came along.", { table: named(boot.table) }),
      press("way", "moved", noted, _("All right")));
  }
  // Only our own server can show the page anew.
  if (table.now && table.now.menu !== boot.menu && !place.at) {
    return warning(_("The menu has changed."), press("way", "menu", () => location.reload(), _("Show it")));
  }
  return null;
}

async function anew() {
  const lines = letGo().flatMap(gone => gone.lines.map(one => one.line));
  beginVisit();
  putBack(lines);
  await refresh();
}

function noted() {
  table.moved = false;
  stir();
}

export function drawDock() {
  paint(byId("dock"), banner(), strip(), bar());
}

function strip() {
  const said = standing();
  return said && press("strip", "orders", () => go("orders"), icon(said.icon), h("span", {}, said.text),
    h("b", {}, _("See orders")), icon("chevron-right", "turn"));
}

function standing() {
  if (isUnsent()) {
    const unsure = _("Nobody knows yet whether your order arrived");
    return { icon: "hourglass", text: sending.unsure ? unsure : _("Sending your order…") };
  }
  const now = table.now;
  if (!now || isOver()) return visit().sent && { icon: "tick", text: _("Received") };
  const more = added("news", now).find(Boolean);
  if (more) return more;
  const open = now.requests.filter(request => !visit().settled.includes(request.id));
  const state = name => open.some(request => request.state === name);
  if (state("refused") || state("lapsed")) return { icon: "warning", text: _("An order was not taken") };
  if (state("held")) return { icon: "hourglass", text: _("A waiter confirms your order") };
  if (state("received") || state("handed")) {
    return { icon: "hourglass", text: _("Received, on its way to the kitchen") };
  }
  if (!now.orders.length) return null;
  const total = brief(now.bill.total);
  if (now.opening && now.opening.paid) return { icon: "tick", text: _("All paid: {total}", { total }) };
  return { icon: "pot", text: _("Ordered so far {total}", { total }) };
}

function bar() {
  const lines = cartLines();
  if (!lines.length) return null;
  const count = portions(lines);
  const { answer, slow } = price;
  return h("div", { class: "bar" },
    h("div", { class: "basket" }, icon("cart"), h("span", { class: "badge", "aria-hidden": "true" }, String(count))),
    h("div", { class: "sum" },
      h("b", { class: slow ? "old" : "" }, answer ? amount(answer.amount) : ngettext("{n} dish", "{n} dishes", count)),
      h("small", {}, answer ? extra(answer) : price.failed ? _("The price comes when you are connected") : price.said)),
    press("go", "review", () => go("cart"), _("Review order"),
      h("span", { class: "vh" }, " " + ngettext("{n} dish", "{n} dishes", count))));
}

function extra(answer) {
  const later = unweighed(answer);
  return [later > 0 && h("span", {}, _("{n} still to be weighed", { n: later }), h("br")), fees(answer)];
}

function fees(answer) {
  if (answer.before) return _("{total} in all", { total: brief(answer.bill.total) });
  const { total, reduction, subtotal } = answer.bill;
  return total + reduction > subtotal ? [_("plus fees") + " ", amount(total + reduction - subtotal)] : "";
}
