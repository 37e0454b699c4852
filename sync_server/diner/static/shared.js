// One cart for all phones of a table. What is done here is told as small changes that merge with those of the
// others; without a connection the page goes on with its own copy, and tells them when the connection is back.
// The visit's cart is what all have put in: a line of another guest bears `by`, the name of that guest's phone.

import { addTo, sameKey, takeFrom } from "./cart.js";
import { disabled, h, icon, press } from "./dom.js";
import { hurryButton } from "./hurry.js";
import { listen, pause, stir } from "./hub.js";
import { newId } from "./ids.js";
import { later } from "./later.js";
import { recall } from "./memory.js";
import { place, servers } from "./server.js";
import { announce } from "./sheet.js";
import { boot, _, ngettext } from "./texts.js";
import { change, visit } from "./visit.js";
import { isOver, table } from "./watching.js";

const SILENT = 20_000; // milliseconds without news after which the page asks by itself
const LOOK = 5000; // milliseconds between such questions
const SOON = 120; // milliseconds in which changes are told together
const ANSWER = 8; // seconds
const CATCHES = 5; // times to ask how the cart stands before an order goes out

// others: how many share a cart here that this phone is not in; number: what it shows them; off: no such server.
const hall = { others: 0, number: 0, asking: [], off: false };
let live = null;
let askedFor = "";
let isMember = false;
let memberAt = 0; // when it was last heard that this phone is in
let latest = ""; // version of the cart that was heard last
let heardAt = 0;
let telling = false;
let timer = null;
const wishes = {};

const plain = line => {
  const { by, quantity, ...rest } = line;
  return rest;
};
const clone = value => JSON.parse(JSON.stringify(value));
const isShared = () => Boolean(visit().shared && visit().shared.order);
const ready = () => Boolean(!hall.off && table.now && !table.now.parties && !isOver() && !visit().alone);

// ---------------------------------------------------------------- the log and what it comes to

// Log entries as lines, each guest's own apart.
function folded(log, me) {
  const found = new Map();
  for (const one of log) {
    if (!one.line) continue;
    const by = one.owner === me ? undefined : one.owner;
    const line = by ? { ...one.line, by } : { ...one.line };
    const key = sameKey(line);
    const known = found.get(key) || { ...line, quantity: 0 };
    known.quantity = Math.max(0, known.quantity + one.by);
    found.set(key, known);
  }
  return [...found.values()].filter(line => line.quantity > 0);
}

function lines(shared) {
  const all = folded([...shared.log, ...shared.out], shared.me);
  const { sending, order } = shared;
  return sending && sending.id === order ? takeFrom(all, sending.lines) : all;
}

// What was done to the cart since it was drawn, as changes.
function difference(before, after) {
  const left = new Map(before.map(line => [sameKey(line), line]));
  const found = [];
  const note = (line, by) => by && found.push({ id: newId(), line: plain(line), owner: line.by || "", by });
  for (const line of after) {
    const old = left.get(sameKey(line));
    left.delete(sameKey(line));
    note(line, line.quantity - (old ? old.quantity : 0));
  }
  for (const line of left.values()) note(line, -line.quantity);
  return found;
}

const fresh = (seed, opening) =>
  ({ seed, opening, founder: "", me: "", round: 1, order: "", log: [], out: [], shown: [], sending: null, guests: [] });

// ---------------------------------------------------------------- what happens on this page

function notice() {
  if (!ready()) {
    if (isOver()) leaveOver();
    return hangUp();
  }
  const { opening, shared } = visit();
  // From a free table the whole cart goes along into the opening; from one opening to another only one's own.
  if (shared && shared.opening !== opening) {
    change(now => {
      if (shared.opening) begin(now, newId());
      else now.shared.opening = now.opening;
    });
  } else if (!shared) change(now => begin(now, newId()));
  takeBackSent();
  const now = visit();
  const changes = difference(now.shared.shown, now.cart.lines);
  if (changes.length) {
    change(mine => {
      mine.shared.out.push(...changes.map(one => ({ ...one, owner: one.owner || mine.shared.me })));
      mine.shared.shown = clone(mine.cart.lines);
    });
  }
  if (changes.length || askedFor !== address()) soon();
}

// A cart of its own again, with one's own dishes.
function begin(now, seed) {
  now.cart.lines = now.cart.lines.filter(line => !line.by);
  if (now.shared && now.cart.id === now.shared.order) now.cart.id = newId();
  now.shared = fresh(seed, now.opening);
}

function leaveOver() {
  if (visit().cart.lines.some(line => line.by)) change(now => begin(now, newId()));
}

// An order that was not taken is in the cart again: as what it was, not as something new.
function takeBackSent() {
  const { shared, cart, sent } = visit();
  const { sending, order } = shared;
  if (!sending || (sent && sent.id === sending.id && !sent.state)) return;
  const isBack = cart.id === sending.id;
  if (!isBack && sending.id === order) return;
  change(now => {
    if (isBack) now.cart.lines = takeFrom(now.cart.lines, sending.lines.map(({ by, ...line }) => line));
    now.shared.sending = null;
    draw(now);
  });
}

// The visit's cart is drawn from the log.
function draw(now) {
  const { shared } = now;
  const changes = difference(shared.shown, now.cart.lines);
  shared.out.push(...changes.map(one => ({ ...one, owner: one.owner || shared.me })));
  now.cart.lines = lines(shared);
  shared.shown = clone(now.cart.lines);
  if (shared.order && (!shared.sending || shared.sending.id !== shared.order)) now.cart.id = shared.order;
}

// ---------------------------------------------------------------- what the server says

// An answer that was overtaken by news tells of the cart as it was before them.
function isOld(version) {
  const [server, seed, ...place] = version.split(".");
  const [ours, known, ...newest] = latest.split(".");
  const behind = place[0] - newest[0] || place[1] - newest[1];
  if (server === ours && seed === known && behind < 0) return true;
  latest = version;
  return false;
}

function hearState(state) {
  heardAt = Date.now();
  if (state.member && isOld(state.version)) return;
  isMember = state.member;
  if (isMember) memberAt = Date.now();
  if (!state.member) {
    Object.assign(hall, { others: state.others, number: state.number || 0, asking: [] });
    // Here nobody knows the cart, or others share one: this phone goes on with its own dishes.
    if (state.others && isShared()) change(now => begin(now, newId()));
    return stir();
  }
  const asked = hall.asking.length;
  let news = "";
  change(now => {
    const known = now.shared && now.shared.seed === state.seed && state.round >= now.shared.round;
    if (!now.shared || now.shared.seed !== state.seed) {
      begin(now, state.seed);
      now.shared.opening = now.opening;
    }
    const { shared } = now;
    // Done here while this phone had no name yet.
    for (const one of shared.out) one.owner = one.owner || state.me;
    if (known && state.round > shared.round && shared.order && state.sender !== state.me) news = state.sender;
    const seen = new Set(shared.log.map(one => one.id));
    if (state.whole || state.round !== shared.round) shared.log = state.log;
    else shared.log.push(...state.log.filter(one => !seen.has(one.id)));
    const done = new Set([...shared.log.map(one => one.id), ...state.past]);
    shared.out = shared.out.filter(one => !done.has(one.id));
    const { founder, round, order, me, guests, sender } = state;
    Object.assign(shared, { founder, round, order, me, guests, sender });
    draw(now);
  });
  if (visit().shared.out.length) soon(); // also what was in the cart of a phone that was just let in
  Object.assign(hall, { others: 0, number: 0, asking: state.asking });
  if (news) announce(guestName(news, _("Guest {n} has sent the order to the kitchen.")));
  else if (state.asking.length > asked) announce(askText(state.asking[0]));
  stir();
}

// ---------------------------------------------------------------- telling

function address() {
  const { phone, opening, secret } = visit();
  return servers[place.at] + "/t/" + boot.code + "/cart?" + new URLSearchParams({ phone, opening, secret, lang: boot.language });
}

function soon(more = {}) {
  Object.assign(wishes, more);
  clearTimeout(timer);
  timer = setTimeout(() => tellCart(Object.assign({}, wishes)), SOON);
}

// Tell what was done, and hear how the cart stands. The copy goes along where nobody may know the cart yet.
async function tellCart(more = {}) {
  if (telling) return soon(more);
  if (!ready() || !visit().shared) return;
  telling = true;
  const { phone, opening, secret, shared } = visit();
  const { seed, founder, round, log, out } = shared;
  const here = address();
  const copy = isMember && askedFor === here ? undefined : { seed, founder, round, log };
  if (askedFor !== here) isMember = false;
  askedFor = here;
  const began = Date.now();
  const body = JSON.stringify({ phone, opening, secret, copy, ...more, changes: [...out, ...(more.changes || [])] });
  for (const wish of Object.keys(wishes)) delete wishes[wish];
  const end = new AbortController();
  const late = setTimeout(() => end.abort(), ANSWER * 1000);
  try {
    const answer = await fetch(here, { method: "POST", body, cache: "no-store", credentials: "omit", signal: end.signal });
    if (answer.status === 404) hall.off = true;
    const data = await answer.json();
    if (here === address() && answer.ok) {
      // Let in while the answer that it was not yet was on its way: only a further answer tells.
      if (!data.member && isMember && memberAt >= began) return soon();
      hearState(data);
      if (!live || live.url.indexOf(new URL(here, location).href) || live.readyState === 2) listenLive(here, data.version);
    } else if (data.code === "cart_full" || data.code === "unreadable" || data.code === "bad_quantity") {
      giveUp(out, data.text);
    }
  } catch {
    // No connection: the copy stays, and the clock below tries again.
  } finally {
    clearTimeout(late);
    telling = false;
  }
}

// What no server takes is not kept for ever; the cart is drawn as the others see it.
function giveUp(out, text) {
  change(now => {
    const told = new Set(out.map(one => one.id));
    now.shared.out = now.shared.out.filter(one => !told.has(one.id));
    draw(now);
  });
  announce(text);
}

function listenLive(here, last = "") {
  hangUp();
  if (document.hidden || !window.EventSource) return;
  live = new EventSource(here + "&last=" + encodeURIComponent(last));
  live.onmessage = event => here === address() && hearState(JSON.parse(event.data));
  live.addEventListener("beat", () => {
    heardAt = Date.now();
  });
  live.addEventListener("over", hangUp);
}

function hangUp() {
  if (live) live.close();
  live = null;
}

// ---------------------------------------------------------------- what the page shows of it

const guestNumber = name => visit().shared.guests.indexOf(name) + 1;
const guestName = (name, text) => text.replace("{n}", guestNumber(name) || "?");
const askText = one => _("A phone at this table wants to share your cart. It shows the number {number}.", one);

export const overdue = hurryButton;

// Whose dish it is, where several share the cart.
export function who(line) {
  const { shared } = visit();
  if (!shared || shared.guests.length < 2) return "";
  return line.by ? guestName(line.by, _("Guest {n}")) : _("You");
}

// Why there is nothing in the cart any more.
export function sentBy() {
  const { sender, me } = visit().shared || {};
  return sender && sender !== me ? guestName(sender, _("Guest {n} has sent the order to the kitchen.")) : "";
}

export function warn() {
  const [one] = hall.asking;
  if (one) return band(askText(one), asks("deny", { deny: one.guest }, _("Not now")),
    asks("let", { changes: [{ id: newId(), kind: "let", guest: one.guest }] }, _("Share it")));
  if (!hall.others || visit().alone || hall.off) return null;
  if (hall.number) return band(_("Your number is {number}. Ask somebody at your table to let this phone in.", hall));
  return band(_("Others at this table share a cart."), press("way", "alone", byMyself, _("Order by myself")),
    asks("join", { join: true }, _("Join them")));
}

const band = (text, ...ways) => h("div", { class: "banner shared", role: "status" }, icon("cart"),
  h("p", {}, text), ways.length > 0 && h("div", { class: "acts" }, ways));

const asks = (key, more, words) => press("way", key, () => soon(more), words);

export function cart() {
  const { shared, alone } = visit();
  if (hall.off || !table.now) return null;
  if (alone) return press("way", "together", together, _("Share the cart with your table"));
  if (!shared || shared.guests.length < 2) return null;
  return h("div", { class: "row sharers" },
    h("span", { class: "small" }, ngettext("{n} phone shares this cart", "{n} phones share this cart", shared.guests.length),
      table.now.first && " · " + _("A guest's number may change until that phone's first order is paid")),
    disabled(Boolean(shared.sending), press("way", "alone", byMyself, _("Order by myself"))));
}

// One's own dishes leave the shared cart, and what the others chose stays there.
async function byMyself() {
  const mine = visit().cart.lines.filter(line => !line.by);
  if (isMember) {
    change(now => {
      now.cart.lines = now.cart.lines.filter(line => line.by);
    });
    notice();
    clearTimeout(timer);
    await tellCart();
  }
  change(now => {
    now.alone = true;
    delete now.shared;
    now.cart.lines = [];
    now.cart.id = newId();
    for (const line of mine) addTo(now.cart.lines, line);
  });
  hangUp();
}

function together() {
  change(now => {
    delete now.alone;
  });
}

// With our last order the server has begun the next round. Where its stream was cut off nobody has said so yet, and
// the next order would bear the id of the last one.
export async function nextRound() {
  const isBehind = () => isShared() && visit().shared.sending && visit().shared.sending.id === visit().shared.order;
  for (let tries = 0; tries < CATCHES && isBehind(); tries++) {
    await (telling ? pause(0.2) : tellCart());
  }
}

// An order of the shared cart bears the cart's own id, and the cart that it was pressed on.
export function complete(order, now) {
  if (!order.id || !isMember || !ready() || !now.shared.order) return;
  const { seed, founder, round, log, out } = now.shared;
  order.id = now.cart.id = now.shared.order;
  order.cart = { seed, founder, round, log: [...log, ...out] };
  now.shared.sending = { id: order.id, lines: clone(now.cart.lines) };
  now.shared.shown = [];
  for (const line of now.cart.lines) delete line.by;
}

listen(notice);
setInterval(() => {
  const waits = isShared() && visit().shared.out.length > 0;
  if (!document.hidden && ready() && (waits || Date.now() - heardAt > SILENT)) tellCart();
}, LOOK);
const lookAgain = () => document.hidden ? hangUp() : tellCart();
document.addEventListener("visibilitychange", lookAgain);
addEventListener("pageshow", event => event.persisted && lookAgain());
addEventListener("online", () => tellCart());
addEventListener("offline", hangUp); // a stream that still seems open brings nothing more

// Who agreed to it has the dishes of this visit remembered on the phone.
if (recall("past.mashang")) later("kept").then(room => room.rememberDishes(), () => {});
