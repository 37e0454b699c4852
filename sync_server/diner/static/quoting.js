// What the cart costs, as the server says. Asked shortly after each change; older answers are dropped.

import { added, pause, stir } from "./hub.js";
import { ask } from "./server.js";
import { boot } from "./texts.js";
import { table } from "./watching.js";
import { visit } from "./visit.js";

const KEEPS = 4 * 60_000; // milliseconds, less than the till's five minutes
const UNHEARD = 3000; // milliseconds until what nobody answered is asked again

// answer: the last one; fresh: it is for the present cart; slow: the new one is late.
export const price = { answer: null, fresh: false, failed: false, slow: false, said: null };
let wanted = "";
let answered = "";
let pricedFor = "";
let unheardUntil = 0; // not before; never while one is asked
let unheardTimer = null;

export function guestsWanted() {
  const here = table.now && table.now.opening;
  if (table.now && table.now.parties) return 0;
  const { cart, shared } = visit(); // as many as have let each other in, if nobody has said
  return here ? here.guests : cart.guests || Math.max(Math.min(2, boot.seats), shared ? shared.guests.length : 0);
}

function question() {
  const { cart, opening } = visit();
  const here = table.now && table.now.opening;
  const body = { lines: cart.lines, guests: guestsWanted(), opening: here && here.id === opening ? opening : "" };
  added("complete", body);
  return JSON.stringify(body);
}

const stamp = body => body + (table.now ? table.now.tag : "");

// The guest sees what this very cart costs.
export const isShown = () => Boolean(price.answer) && answered === stamp(question());

// The guest sees what these dishes cost; what else changed at the table is asked for when they are sent.
export const isSeen = () => Boolean(price.answer) && !price.failed && pricedFor === question();

export const isPriced = () => isShown() && Date.now() - price.at < KEEPS;

// The total once more, now: again if the table, or the server that tells of it, changed meanwhile. Whether it is known.
export async function priceNow() {
  for (let tries = 0; tries < 3 && !isPriced(); tries++) {
    const body = question();
    wanted = stamp(body);
    await getPrice(body, wanted);
    if (price.failed) break;
  }
  return isPriced();
}

export async function reprice() {
  const body = question();
  const key = stamp(body);
  if (!visit().cart.lines.length) {
    wanted = answered = "";
    Object.assign(price, { answer: null, fresh: false, failed: false, slow: false });
    return;
  }
  // News comes often, also that there is none: one question at a time, or a dead server would be asked without end.
  if (key === wanted && !(price.failed && Date.now() > unheardUntil)) return;
  wanted = key;
  unheardUntil = Infinity;
  price.fresh = key === answered;
  await pause(0.06);
  if (key !== wanted) return;
  const timer = setTimeout(() => key === wanted && late(), 300);
  await getPrice(body, key);
  clearTimeout(timer);
}

function late() {
  price.slow = true;
  stir();
}

async function getPrice(body, key) {
  unheardUntil = Infinity;
  try {
    const { ok, data } = await ask("quote", { body });
    if (key !== wanted) return;
    answered = key;
    pricedFor = body;
    Object.assign(price, { answer: ok ? data : null, said: ok ? null : data.text, at: Date.now() });
    Object.assign(price, { fresh: ok, failed: false, slow: false });
  } catch {
    if (key !== wanted) return;
    Object.assign(price, { failed: true, fresh: false, slow: true });
    unheardUntil = Date.now() + UNHEARD;
    clearTimeout(unheardTimer);
    unheardTimer = setTimeout(reprice, UNHEARD + 9);
  }
  stir();
}

// How many lines have no price yet, for they are weighed later; no sum holds them.
export const unweighed = answer => answer.lines.filter(one => one.text).length;

// The price of one line for the sheet. As long as nothing changes, the same line is asked for once.
const known = new Map();

export async function priceOf(line) {
  const alone = { lines: [line], guests: 1, opening: "" };
  added("complete", alone);
  const body = JSON.stringify(alone);
  const key = stamp(body);
  if (known.has(key)) return known.get(key);
  try {
    const { ok, data } = await ask("quote", { body });
    if (!ok) return { text: data.text };
    const [{ amount, text }] = data.lines;
    known.set(key, { amount, text: data.refused.length ? data.refused[0].text : text }); // or what a unit of it costs
    return known.get(key);
  } catch {
    return {};
  }
}
