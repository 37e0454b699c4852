// How the table stands, as the server last told it, and whether it can be reached at all.

import { addTo, takeFrom } from "./cart.js";
import { pause, stir } from "./hub.js";
import { newId } from "./ids.js";
import { ask } from "./server.js";
import { beginVisit, change, visit } from "./visit.js";

const LONG = 20; // seconds that the server keeps a question open
const BREATH = 5; // seconds until the next question to a server that does not keep it open
const SLOWEST = 15; // seconds between tries without a network

export const table = { now: null, failures: 0, lostAt: 0, awayAt: 0, leftover: false };
let round = 0;

// The opening this page belongs to is gone from the table.
export function isOver() {
  const mine = visit().opening;
  return Boolean(table.now && mine && (!table.now.opening || table.now.opening.id !== mine));
}

export const isAway = () => Boolean(table.now && !table.now.connected);
export const isLost = () => table.failures > 1;

export async function refresh(wait = 0) {
  const query = { phone: visit().phone };
  if (wait && table.now) Object.assign(query, { known: table.now.tag, wait });
  try {
    const { ok, data } = await ask("now", { query, seconds: wait + 8 });
    if (!ok) throw new Error(data.code);
    table.failures = table.lostAt = 0;
    meet(data);
    return true;
  } catch {
    table.failures += 1;
    table.lostAt = table.lostAt || Date.now();
    stir();
    return false;
  }
}

export function away() {
  if (table.now) table.now.connected = false;
  table.awayAt = table.awayAt || Date.now();
  stir();
}

function meet(now) {
  const first = !table.now;
  table.now = now;
  table.awayAt = now.connected ? 0 : table.awayAt || now.at;
  if (first && isOver() && !visit().cart.lines.length && !visit().sent) {
    beginVisit();
    now.requests = [];
  }
  settle(now);
  stir();
}

const without = (lines, request) => takeFrom(lines, request.lines.map(one => one.line));

// What has arrived is no longer to be sent. If it arrived with less than the phone remembers, the rest stays.
function settle(now) {
  const { opening, secret, cart, sent } = visit();
  const here = now.opening;
  const known = id => now.requests.find(request => request.id === id);
  const joined = here && (!opening || opening === here.id);
  const same = !joined || (opening === here.id && secret === here.secret);
  if (same && !known(cart.id) && !(sent && known(sent.id))) return;
  change(mine => {
    if (joined) Object.assign(mine, { opening: here.id, secret: here.secret });
    const arrived = mine.sent && known(mine.sent.id);
    if (arrived) {
      const rest = without(mine.sent.cart.lines, arrived);
      table.leftover = table.leftover || rest.length > 0;
      for (const line of rest) addTo(mine.cart.lines, line);
      mine.sent = null;
    }
    const received = known(mine.cart.id);
    if (received) {
      mine.cart.lines = without(mine.cart.lines, received);
      mine.cart.id = newId();
    }
  });
}

// One loop at a time; a hidden page rests, and looks at once when it is seen again.
export async function watch() {
  const mine = ++round;
  let wait = 0;
  while (mine === round && !document.hidden) {
    const began = Date.now();
    const before = table.now && table.now.tag;
    const reached = await refresh(wait);
    if (mine !== round) return;
    wait = reached ? LONG : 0;
    if (!reached) await pause(Math.min(SLOWEST, 2 ** table.failures) * (0.75 + Math.random() / 2));
    else if (before === table.now.tag && Date.now() - began < 1000) await pause(BREATH);
  }
}

document.addEventListener("visibilitychange", () => document.hidden || watch());
addEventListener("pageshow", event => event.persisted && watch());
addEventListener("online", watch);
