// The counter, for a phone that has scanned the store's own code: eat here or to go, now or for a time, and the
// numbers of what was ordered, with how far they are and a ring when they are called.

import { warning } from "./dock.js";
import { amount, byId, h, icon, press } from "./dom.js";
import { listen, stir } from "./hub.js";
import { later } from "./later.js";
import { recall } from "./memory.js";
import { CHIPS } from "./orders.js";
import { isShown, price } from "./quoting.js";
import { announce } from "./sheet.js";
import { clock, listed, _, ngettext } from "./texts.js";
import { change, visit } from "./visit.js";
import { table } from "./watching.js";

const NOTES = [[0, 880], [0.25, 1175], [0.8, 880], [1.05, 1175]]; // seconds, hertz
let sound = null;

CHIPS.waits = ["hourglass", () => _("Made later"), "calm"];

const counter = () => (table.now && table.now.counter) || { kinds: [], text: "", times: [], numbers: [] };

// ---------------------------------------------------------------- what is to be ordered

function kind() {
  const { kinds } = counter();
  const { kind } = visit();
  return kinds.includes(kind) ? kind : kinds.length === 1 ? kinds[0] : "";
}

function wantedTime() {
  const { wanted } = visit();
  return counter().times.includes(wanted) ? wanted : 0;
}

export function complete(body) {
  body.to_go = kind() === "to_go";
  body.wanted_at = wantedTime();
  body.guests = 0;
}

// Why this cart cannot be sent yet.
export function block() {
  if (!table.now) return "";
  if (!kind() && counter().kinds.length) return _("Choose whether you eat here.");
  return !wantedTime() && counter().text && _("Choose a time");
}

export function cart() {
  const { kinds, text, times } = counter();
  const line = isShown() && soonAt(price);
  if (!kinds.length) return null;
  byId("page").classList.toggle("packed", kind() === "to_go");
  const words = { here: _("Eat here"), to_go: _("Takeaway") };
  return h("div", { class: "how" },
    h("div", { class: "kinds", role: "group", "aria-label": _("Eat here or takeaway") }, kinds.map(one => {
      const button = press("way", "kind" + one, () => change(now => {
        now.kind = one;
      }), words[one]);
      button.setAttribute("aria-pressed", String(kind() === one));
      return button;
    })),
    times.length > 0 && h("label", { class: "row" }, h("b", {}, _("When?")), whenList(text, times)),
    line && line.before > 0 && !text && !wantedTime() && h("p", { class: "small" }, lineBefore(line)));
}

function whenList(text, times) {
  const at = wantedTime();
  const option = (value, words) => h("option", { value, selected: value === at }, words);
  return h("select", { "data-key": "when", change: event => change(now => {
    now.wanted = Number(event.target.value);
  }) }, option(0, text ? _("Choose a time") : _("As soon as possible")), times.map(one => option(one, clock(one))));
}

export function warn() {
  const { text } = counter();
  return text && !wantedTime() && warning(text);
}

// ---------------------------------------------------------------- what was ordered

const isReady = one => one.ready > 0;

function howFar(one) {
  if (one.pay_by) return _("The kitchen gets it as soon as it is paid");
  if (isReady(one)) return _("Ready. Come to the counter.");
  if (!one.begun) return _("For {time}. The kitchen begins at {begin}.", { time: clock(one.wanted), begin: clock(one.begin) });
  return listed(one.before === 0 && _("It is being made"), lineBefore(one));
}

// The line as the quote told it, less the minutes since.
function soonAt({ answer: { line }, at }) {
  return line && { ...line, minutes: line.minutes > 0 ? Math.max(0, line.minutes - Math.floor((Date.now() - at) / 60_000)) : line.minutes };
}

// What the kitchen makes before, in the words of the house, and how long that may take.
function lineBefore({ before, minutes }) {
  const many = before > 0 && (counter().cups
    ? ngettext("{n} cup before you", "{n} cups before you", before)
    : ngettext("{n} dish before you", "{n} dishes before you", before));
  const soon = minutes > 0 && ngettext("about {n} minute", "about {n} minutes", minutes);
  return listed(many, minutes === 0 ? _("it takes a little longer than usual") : soon);
}

export function news(now) {
  const { numbers } = now.counter;
  const one = numbers.find(isReady);
  if (one) return { icon: "bell", text: _("Number {number} is ready", one) };
  const open = now.requests.filter(request => !visit().settled.includes(request.id));
  if (!numbers.length || open.some(request => request.state !== "accepted" && request.state !== "partly")) return null;
  return { icon: "pot", text: _("Number {number}", numbers[0]) + " · " + howFar(numbers[0]) };
}

export function orders(now) {
  return now.counter && now.counter.numbers.map(card);
}

function card(one) {
  const ring = press("way", "ring" + one.id, allowSound, icon("bell"), sound ? _("It rings when it is called") : _("Ring when it is called"));
  ring.toggleAttribute("disabled", Boolean(sound));
  return h("section", { class: isReady(one) ? "card number called" : "card number", "data-number": one.number },
    h("p", { class: "small" }, one.to_go ? _("Takeaway") : _("Eat here")),
    h("h2", {}, one.number),
    h("p", { role: "status" }, h("b", {}, howFar(one))),
    h("p", { class: "small" }, one.paid ? _("Paid") : [(one.pay ? _("To pay:") : _("To pay at the counter:")) + " ", amount(one.total)]),
    h("div", { class: "ways" },
      one.pay > 0 && !one.pay_by && press("go", "pay" + one.id, () => later("pay").then(room => room.openPay(one)), _("Pay")), !isReady(one) && !one.pay_by && ring,
      press("way", "write" + one.id, () => later("chat").then(room => room.openChat()), icon("note"), _("Write to the staff"))));
}

// ---------------------------------------------------------------- the ring

// A browser lets a page sound only after a tap.
function allowSound() {
  const Sound = window.AudioContext || window.webkitAudioContext;
  if (Sound && !sound) {
    sound = new Sound();
    sound.resume().then(stir, () => {});
  }
  stir();
}

function ring() {
  if (navigator.vibrate) navigator.vibrate([400, 200, 400]);
  if (!sound) return;
  for (const [after, pitch] of NOTES) {
    const note = sound.createOscillator();
    const loud = sound.createGain();
    note.frequency.value = pitch;
    loud.gain.value = 0.2;
    note.connect(loud).connect(sound.destination);
    note.start(sound.currentTime + after);
    note.stop(sound.currentTime + after + 0.2);
  }
}

// The last orders, also once they are handed over: something may be said of them then.
function keepMeals() {
  const { meals = [] } = visit();
  const fresh = counter().numbers.filter(one => one.ready && !meals.includes(one.id)).map(one => one.id);
  if (fresh.length) change(now => {
    now.meals = [...meals, ...fresh].slice(-3);
  });
}

// Each call is heard once, also after the page was loaded anew; called again it rings again.
function hear() {
  keepMeals();
  const heard = visit().heard || {};
  const fresh = counter().numbers.filter(one => one.called > (heard[one.id] || 0));
  if (!fresh.length) return;
  change(now => {
    now.heard = Object.fromEntries(counter().numbers.map(one => [one.id, one.called]));
  });
  const words = _("Number {number} is ready", fresh[0]);
  document.title = words;
  announce(words);
  ring();
}

listen(hear);

// Who agreed to it has the dishes of this visit remembered on the phone.
if (recall("past.mashang")) later("kept").then(room => room.rememberDishes(), () => {});
