// How the table stands, as the server last told it, and whether it can be reached at all.

import { addTo, takeFrom } from "./cart.js";
import { listen, pause, stir } from "./hub.js";
import { newId } from "./ids.js";
import { ask, comeBack, hasOthers, place, seek, servers } from "./server.js";
import { boot } from "./texts.js";
import { beginVisit, change, moveTo, visit } from "./visit.js";

// Seconds that the server keeps a question open: less where a silent one can be left for another.
const LONG = hasOthers ? 4 : 20;
const GRACE = hasOthers ? 3 : 8; // seconds until an answer that is due counts as lost
const YOUNG = 60_000; // milliseconds
const BREATH = 5; // seconds until the next question to a server that does not keep it open
const SLOWEST = 6; // seconds between tries without a network

export const table = { now: null, failures: 0, lostAt: 0, awayAt: 0, leftover: false, moved: false };
let round = 0;
let poll = null;
let watched = "";

// The opening this page belongs to is gone from the table.
export function isOver() {
  const mine = visit().opening;
  return Boolean(table.now && mine && !leadsTo(table.now.opening, mine));
}

// The opening itself, or the one on whose bill it is while tables are joined.
const leadsTo = (here, mine) => Boolean(here && (here.id === mine || (here.kin || []).includes(mine)));

// What was let go because nobody paid for it in time; the visit is over with it where nothing else was ordered.
export const letGo = () => table.now.requests.filter(one =>
  one.code === "pay_first_over" && !visit().settled.includes(one.id));

export const isAway = () => Boolean(table.now && !table.now.connected);
export const isLost = () => table.failures > 1;

export async function refresh(wait = 0, stop = null) {
  const { phone, opening } = visit();
  const query = { phone, opening };
  if (wait && table.now) Object.assign(query, { known: table.now.tag, wait });
  try {
    const { ok, data } = await ask("now", { query, seconds: wait + GRACE, stop });
    if (!ok) throw new Error(data.code);
    if (phone !== visit().phone) return refresh();
    table.failures = table.lostAt = 0;
    if (!isOvertaken(data)) meet(data);
    comeBack();
    return data.connected || !hasOthers || !(await seek(true)) || refresh();
  } catch {
    if (stop && stop.signal.aborted) return false;
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

// Two questions may be open at once, and the older answer come last: it would stand until the next news.
// Each answer says by which run of a server it was made, and when by a clock that nobody can set back; those of an
// older release's server do not.
function isOvertaken({ told: [run, moment] = [] }) {
  const [known, latest] = (table.now && table.now.told) || [];
  return run === known && moment < latest;
}

function meet(now) {
  const first = !table.now;
  if (now.place && now.place.code !== boot.code) {
    moveTo(now.place);
    table.moved = true;
  }
  table.now = now;
  table.awayAt = now.connected ? 0 : table.awayAt || now.at;
  if (first && isOver() && !visit().cart.lines.length && !visit().sent && !visit().pay && !letGo().length) {
    beginVisit();
    now.requests = [];
  }
  settle(now);
  stir();
}

const without = (lines, request) => takeFrom(lines, request.lines.map(one => one.line));

const roundOf = id => table.now.orders.find(order => order.id === id && order.mine);
const requestOf = id => table.now.requests.find(request => request.id === id);
const undecided = request => request.state === "received" || request.state === "handed";
export const isHere = id => Boolean(table.now && (requestOf(id) || roundOf(id)));

// What has arrived is no longer to be sent. If it arrived with less than the phone remembers, the rest stays.
function settle(now) {
  const { opening, secret, cart, sent, pending } = visit();
  const here = now.opening;
  const joined = here && (!opening || leadsTo(here, opening));
  const same = !joined || (opening === here.id && secret === here.secret);
  if (same && !isHere(cart.id) && !sent && !pending.length) return;
  change(mine => {
    if (joined) Object.assign(mine, { opening: here.id, secret: here.secret });
    remind(mine);
    const arrived = mine.sent && requestOf(mine.sent.id);
    if (arrived) {
      const rest = without(mine.sent.cart.lines, arrived);
      table.leftover = table.leftover || rest.length > 0;
      for (const line of rest) addTo(mine.cart.lines, line);
      if (!rest.length && undecided(arrived)) mine.pending.push({ ...mine.sent, via: servers[place.at] });
      mine.sent = null;
    }
    const received = requestOf(mine.cart.id) || roundOf(mine.cart.id);
    if (received) {
      mine.cart.lines = without(mine.cart.lines, received);
      mine.cart.id = newId();
    }
  });
}

// The till answers for good. Until then an order is remembered as it was sent: a server that has it may die, and
// where nobody knows of it, it goes out again as one that was not answered. The till takes it once.
function remind(mine) {
  const { sent } = mine;
  const missing = one => !isHere(one.id) && one.via !== servers[place.at];
  if (sent && sent.state && missing(sent)) sent.state = "";
  if (sent && roundOf(sent.id) && !requestOf(sent.id) && (sent.state || Date.now() - sent.at > YOUNG)) mine.sent = null;
  mine.pending = mine.pending.filter(one => requestOf(one.id) ? undecided(requestOf(one.id)) : !roundOf(one.id));
  const lost = !mine.sent && mine.pending.find(missing);
  if (!lost) return;
  mine.pending = mine.pending.filter(one => one !== lost);
  mine.sent = { ...lost, state: "" };
}

// One loop at a time; a hidden page rests, and looks at once when it is seen again.
export async function watch() {
  const mine = ++round;
  if (poll) poll.abort();
  const stop = poll = new AbortController();
  watched = visit().phone;
  let wait = 0;
  while (mine === round && !document.hidden) {
    const began = Date.now();
    const before = table.now && table.now.tag;
    const reached = await refresh(wait, stop);
    if (mine !== round) return;
    wait = reached ? LONG : 0;
    if (!reached) await pause(Math.min(SLOWEST, 2 ** table.failures) * (0.75 + Math.random() / 2));
    else if (before === table.now.tag && Date.now() - began < 1000) await pause(BREATH);
  }
}

// New guests, here or in another tab: what is still asked is asked for the ones before.
listen(() => watched && watched !== visit().phone && watch());
document.addEventListener("visibilitychange", () => document.hidden || watch());
addEventListener("pageshow", event => event.persisted && watch());
addEventListener("online", watch);
