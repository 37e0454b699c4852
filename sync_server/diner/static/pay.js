// Paying on the guest's own phone. What is paid, with its id, is remembered before it leaves; the same is sent again
// until an answer is there. What the wallet says proves nothing: received is what the restaurant says.

import { amount, byId, h, icon, paint, press, stepper } from "./dom.js";
import { breather, listen, stir } from "./hub.js";
import { newId } from "./ids.js";
import { later } from "./later.js";
import { ask, hasOthers, seek } from "./server.js";
import { announce, closeSheet, openSheet } from "./sheet.js";
import { boot, brief, listed, _ } from "./texts.js";
import { change, visit } from "./visit.js";
import { isAway, refresh, table } from "./watching.js";

const LONG_ENOUGH = 60_000; // milliseconds in which a sending goes on by itself
const OVER = ["paid", "ended", "returned", "refused", "lapsed"];

let purse = null;
let choice = { bill: "", part: "all", of: 2, sum: "", channel: "", print: false };
let order = null;
let payWords = "";
let body = null;
let asked = "";
let asking = false;
let gone = "";
let slips = null;
let owed = null; // what WeChat is to be asked for as soon as it listens: it may come later than the page

// `number`: an order at the counter, whose bill it is; `bill`: the one of several that she has tapped.
export async function openPay(number = null, bill = choice.bill) {
  choice.bill = bill;
  order = number || orderOf(mine());
  if (order && OVER.includes(tried()?.state) && JSON.parse(mine().body).opening !== order.id) forget();
  if (order && purse && purse.of !== order.id) purse = null;
  payWords = "";
  body = h("div", { class: "in pad pay" });
  openSheet(_("Pay"), body);
  draw();
  askToPay();
  await lookUp();
}

const payShown = () => Boolean(body && body.isConnected && byId("sheet").hasAttribute("open"));
const mine = () => visit().pay;
const tried = () => mine() && purse && purse.tries.find(one => one.id === mine().id);
const bills = () => purse.bills || (purse.bill ? [purse.bill] : []);

// What is being paid at the counter, also after the page was loaded anew.
function orderOf(pay) {
  const { opening, secret } = boot.counter && pay ? JSON.parse(pay.body) : {};
  return opening ? { id: opening, secret } : null;
}

function forget() {
  change(now => {
    delete now.pay;
  });
}

// Whichever way she closes what came of it, she has read it.
byId("sheet").addEventListener("close", () => {
  if (body && body.isConnected && OVER.includes(tried()?.state)) forget();
});

listen(() => {
  if (payShown() && table.now && table.now.tag !== asked) lookUp();
});

// Who only pays hears of the e-receipts here alone.
function takeReceipts(told) {
  if (told && told.length) later("receipts").then(room => {
    slips = room;
    room.keepReceipts(told);
    draw();
  }, () => {});
}

async function lookUp() {
  const { phone } = visit();
  const opening = order ? order.id : visit().opening;
  if (mine() && mine().stop) await tellStop();
  asked = table.now ? table.now.tag : "";
  try {
    const { ok, data } = await ask("pay", { query: { phone, opening } });
    if (order && order.id !== opening) return;
    if (ok) {
      purse = { ...data, of: opening };
      takeReceipts(data.receipts);
    }
    else payWords = data.text;
  } catch {
    payWords = _("No connection. Pay at the counter, or wait.");
  }
  const own = tried();
  if (own && own.state === "paid" && !own.told) announce(_("{price} received", { price: brief(own.amount) }));
  draw();
  if (own && own.phone && gone !== own.id && !mine().left && !mine().stop && !mine().stopped) leave(own);
}

// Not every wallet comes back by itself, and no notice reaches a page that slept.
setInterval(() => {
  if (payShown() && !document.hidden && mine() && !(tried() && OVER.includes(tried().state))) lookUp();
}, 4000);

// ---------------------------------------------------------------- sending

function begin(bill, sum) {
  if (mine()) return null; // tapped twice
  const { phone } = visit();
  const { id: opening, secret } = order || { id: visit().opening, secret: visit().secret };
  const wish = { id: newId(), phone, opening, secret, total: bill.total, amount: sum, part: partOf(bill) };
  if (bill.id) wish.bill = bill.id;
  if (bill.also) wish.also = bill.also;
  if (wish.part === "share") wish.of = choice.of;
  if (choice.print) wish.print = true;
  wish.channel = choice.channel || purse.channels[0][0];
  payWords = "";
  change(now => {
    now.pay = { id: wish.id, at: Date.now(), body: JSON.stringify(wish), code: boot.code, sent: false, left: false };
  });
  draw();
  return askToPay();
}

async function askToPay() {
  if (asking) return;
  asking = true;
  for (let tries = 0; mine() && !mine().sent && Date.now() - mine().at < LONG_ENOUGH; tries++) {
    if (await askOnce(mine(), tries)) break;
    await breather(Math.min(8, 2 ** tries));
  }
  asking = false;
  await lookUp();
}

// One sending. True: an answer has settled it.
async function askOnce(pay, tries) {
  let answer;
  try {
    answer = await ask("pay", { body: pay.body, code: pay.code, seconds: hasOthers ? 5 : 8 });
  } catch {
    return false;
  }
  const { ok, status, data } = answer;
  if (!ok && (status === 429 || (status >= 500 && data.code !== "store_away"))) return false;
  if (!ok && data.code === "store_away" && tries < 3 && (await seek(true))) return false;
  change(now => {
    if (!now.pay || now.pay.id !== pay.id) return;
    if (ok) now.pay.sent = true;
    else delete now.pay;
  });
  if (!ok) payWords = data.code === "store_away" ? _("No contact with the restaurant. Pay at the counter.") : data.text;
  return true;
}

const askWeChat = invoke => window.WeixinJSBridge.invoke("getBrandWCPayRequest", invoke, () => lookUp());

document.addEventListener("WeixinJSBridgeReady", () => {
  if (owed && tried() && tried().state === "open") askWeChat(owed);
  owed = null;
});

// To the wallet: once by itself, and then by a tap.
function leave(own) {
  gone = own.id;
  change(now => {
    if (now.pay) now.pay.left = true;
  });
  const { kind, text, invoke } = own.phone;
  if (kind === "invoke") {
    owed = window.WeixinJSBridge ? null : invoke;
    if (!owed) askWeChat(invoke);
  } else if (kind === "address") {
    location.assign(text);
  }
}

// Remembered before it is told, and told until somebody has heard it: who walks off holds nobody's bill.
function stop() {
  change(now => {
    if (now.pay) now.pay.stop = true;
  });
  payWords = _("It is being given up…");
  draw();
  return lookUp();
}

async function tellStop() {
  const { phone, pay } = visit();
  try {
    const { ok } = await ask("pay/stop", { body: JSON.stringify({ payment: pay.id, phone }), code: pay.code });
    if (!ok) return;
    change(now => {
      if (now.pay && now.pay.id === pay.id) now.pay = { ...now.pay, stop: false, stopped: true };
    });
    payWords = _("It is being given up…");
  } catch {
    payWords = _("No connection. Pay at the counter, or wait.");
  }
}

function again() {
  forget();
  payWords = "";
  draw();
  lookUp();
  refresh();
}

function done() {
  forget();
  closeSheet();
  stir();
}

// ---------------------------------------------------------------- what is seen

const note = (kind, drawing, ...text) => h("p", { class: "paynote " + kind, role: "status" }, icon(drawing), h("span", {}, text));

function draw() {
  if (!payShown()) return;
  paint(body, h("h2", { tabindex: "-1" }, _("Pay")), purse && purse.play > 0 && note("warn", "warning", _("Demo: play money")),
    mine() ? drawOwn() : drawChoice(), drawOthers());
}

function drawOwn() {
  const own = tried();
  const state = own ? own.state : "sending";
  const sum = own ? own.amount : JSON.parse(mine().body).amount;
  const text = own && own.text;
  const big = h("p", { class: "paysum", "data-pay": state }, amount(sum));
  if (state === "paid") {
    return [h("p", { class: "paysum got", "data-pay": state }, icon("tick"), _("{price} received", { price: brief(sum) })),
      note("", "tick", _("The restaurant has your money.")),
      own.back > 0 && note("warn", "hourglass", _("{price} of it goes back to you: dishes came off the bill meanwhile.", { price: brief(own.back) })),
      h("div", { class: "stack" }, slips && slips.receiptLinks(), press("go", "done", done, _("Done")))];
  }
  if (state === "refused" || state === "lapsed" || state === "ended") {
    const why = { refused: text, lapsed: _("The restaurant did not answer in time. Nothing was charged."),
      ended: _("It was not paid. Nothing was charged.") }[state];
    return [big, note("warn", "warning", why),
      h("div", { class: "stack" }, press("go", "again", again, _("Look at the bill again")), press("way", "done", done, _("Pay at the counter")))];
  }
  if (state === "back" || state === "returned") {
    return [big, note("warn", "warning", state === "back"
      ? _("No bill takes this money any more. It is on its way back to you.")
      : _("No bill takes this money any more. It has gone back to you.")),
    state === "returned" && h("div", { class: "stack" }, press("go", "done", done, _("Done")))];
  }
  const lost = !own && !asking && Date.now() - mine().at > LONG_ENOUGH;
  const words = { sending: _("Asking the restaurant…"), received: _("Asking the restaurant…"),
    handed: _("The restaurant looks at it…"), open: _("Waiting for your payment…") };
  return [big, note("", "hourglass", lost ? _("Nobody knows yet whether the restaurant heard you. Nothing was charged.") : words[state]),
    payWords && note("warn", "warning", payWords),
    h("div", { class: "stack" },
      own && own.phone && !mine().stop && !mine().stopped && press("go", "leave", () => leave(own), _("Go on to pay")),
      own && state === "open" && !mine().stop && !mine().stopped && press("way", "stop", stop, _("Do not pay")),
      lost && press("go", "sendagain", resend, _("Send again")), lost && press("way", "again", again, _("Look at the bill again")))];
}

function resend() {
  change(now => {
    now.pay.at = Date.now();
  });
  askToPay();
}

function drawChoice() {
  if (!purse) return note(payWords ? "warn" : "", payWords ? "warning" : "hourglass", payWords || _("Asking the restaurant…"));
  const { why, channels } = purse;
  const bill = chosenBill();
  if (!bill) return note("", "tick", _("Nothing is left to pay."));
  const head = [whichBill(bill), h("dl", { class: "paylist" },
    bill.dishes && bill.dishes.map(([name, quantity, sum]) => [h("dt", {}, name + " ×" + quantity / 1000), h("dd", {}, amount(sum))]),
    bill.fees ? [h("dt", {}, _("Cover and other fees")), h("dd", {}, amount(bill.fees))] : null,
    h("dt", {}, _("The bill")), h("dd", {}, amount(bill.total)),
    bill.paid > 0 && [h("dt", {}, _("Paid")), h("dd", {}, amount(bill.paid))],
    bill.waiting > 0 && [h("dt", {}, _("Being paid just now")), h("dd", {}, amount(bill.waiting))],
    h("dt", { class: "total" }, _("Left to pay")), h("dd", { class: "total" }, amount(bill.left)))];
  const only = why || bill.why;
  if (only || isAway()) return [head, note("warn", "warning", only || _("No contact with the restaurant. Pay at the counter."))];
  if (!bill.left) return [head, note("", "hourglass", _("The rest is being paid on another phone. Wait a moment."))];
  const sum = sumOf(bill);
  return [head, payWords && note("warn", "warning", payWords),
    !bill.also && h("fieldset", {}, h("legend", {}, _("What do you pay?")), h("div", { class: "tiles" },
      partTile("all", _("All that is left"), brief(bill.left)),
      bill.own > 0 && bill.own < bill.left && partTile("own", _("My dishes"), brief(bill.own)),
      partTile("share", _("An equal share"), brief(bill.shares[choice.of])),
      partTile("sum", _("A sum"), ""))),
    partOf(bill) === "share" && h("p", { class: "payrow" }, h("span", {}, _("Guests who share")),
      stepper("of", choice.of, [_("One guest less"), _("One guest more")], more => choose({ of: choice.of + more }),
        { least: 2, most: bill.shares.length - 1 })),
    partOf(bill) === "sum" && h("label", { class: "box payrow" }, boot.sign, h("input", { inputmode: "decimal", "data-key": "sum",
      "aria-label": _("A sum"), value: choice.sum, input: event => typed(event.target) })),
    channels.length > 1 && h("fieldset", {}, h("legend", {}, _("Pay with")), h("div", { class: "tiles" },
      channels.map(([id, name]) => radio("channel", id, name, "", (choice.channel || channels[0][0]) === id,
        () => choose({ channel: id }))))),
    h("label", { class: "payrow" }, h("input", { type: "checkbox", "data-key": "print", checked: choice.print,
      change: event => choose({ print: event.target.checked }) }), _("Receipt on paper, please")),
    h("div", { class: "stack" }, payButton(bill, sum))];
}

// What one payment can be for: orders that are paid first all at once, or each bill.
const toChoose = () => [purse.together, ...bills()].filter(one => one && one.total > one.paid);
const billKey = bill => bill.also ? "together" : bill.id;
const partOf = bill => bill.also ? "all" : choice.part;

// The one that she chose; else the first of which something is left. Others' orders she pays only if she says so.
function chosenBill() {
  const open = toChoose();
  const single = open.filter(one => !one.also);
  return open.find(one => one.id && billKey(one) === choice.bill) || single.find(one => one.left) || single[0];
}

const whatIsOn = bill => listed(...bill.dishes.map(([name, quantity]) => name + " ×" + quantity / 1000));

function whichBill(chosen) {
  const open = toChoose();
  const name = one => one.also ? _("All orders together") : _("Bill {n}", { n: one.place });
  return open.length > 1 && h("fieldset", {}, h("legend", {}, _("Which bill do you pay?")), h("div", { class: "paybills" },
    open.map(one => radio("bill", billKey(one), name(one) + " · " + brief(one.left), whatIsOn(one), one === chosen,
      () => choose({ bill: billKey(one), part: "all" })))));
}

function payButton(bill, sum) {
  const button = press("go", "pay", () => begin(bill, sum), _("Pay {price}", { price: brief(sum) }));
  button.toggleAttribute("disabled", sum <= 0);
  return button;
}

// The parts' sums are the server's; only a sum that the guest types herself is read here.
function sumOf(bill) {
  const part = partOf(bill);
  if (part === "own") return bill.own;
  if (part === "share") return bill.shares[choice.of];
  if (part === "all") return bill.left;
  const [, whole, rest = ""] = /^\s*(\d{1,7})(?:[.,](\d*))?\s*$/.exec(choice.sum) || [null, "0"];
  if (rest.length > boot.digits) return 0;
  const minor = Number(whole + rest.padEnd(boot.digits, "0"));
  return minor > bill.left ? 0 : minor;
}

function typed(input) {
  choice.sum = input.value;
  const button = body.querySelector("[data-key=pay]");
  if (button) button.replaceWith(payButton(chosenBill(), sumOf(chosenBill())));
}

function choose(what) {
  choice = { ...choice, ...what };
  draw();
}

const partTile = (part, name, price) => radio("part", part, name, price, choice.part === part, () => choose({ part }));

function radio(group, key, name, price, on, act) {
  return h("label", { class: "tile" }, h("input", { type: "radio", name: group, "data-key": group + key, checked: on, change: act }),
    h("span", {}, icon("tick"), name, price && h("small", {}, price)));
}

function drawOthers() {
  const paid = ((purse && chosenBill() && chosenBill().guests) || []).filter(([, had, now]) => had + now > 0);
  return paid.length > 0 && h("section", {}, h("h3", { class: "payhead" }, _("Who has paid")), h("dl", { class: "paylist" },
    paid.map(([guest, had, now, own]) => [h("dt", {}, own ? _("You") : _("Guest {n}", { n: guest }),
      now > 0 && " · " + _("just now")), h("dd", {}, amount(had + now))])));
}
