// Questions to the store's servers, each with a time-out. An answer is { ok, status, data }; no answer throws.
// When a server falls silent, the page goes on at another one, with the same questions, and later comes back.

import { boot } from "./texts.js";
import { visit } from "./visit.js";

const GLANCE = 2; // seconds in which another server shows that it is there
const APART = 3000; // milliseconds between two looks at our own
// What only our servers say: a sign-in page that answers for the whole internet does not.
const SIGNS = { now: "tag", quote: "quote", orders: "state", call: "ok", feedback: "ok", picture: "picture", chat: "ok", forget: "ok", wechat: "go",
  pay: "pay", "pay/stop": "ok" };

// Our own first, then the others; a page that came by https cannot call http.
export const servers = ["", ...boot.servers.filter(one =>
  one !== location.origin && one.startsWith(location.protocol === "https:" ? "https:" : "http"))];
export const hasOthers = servers.length > 1;
export const place = { at: 0 };
const open = new Set();
let looking = null;
let answers = 0;
let looked = 0;

export async function ask(what, options = {}) {
  for (let tries = 1; ; tries++) {
    const { at } = place;
    try {
      return await askAt(at, what, options);
    } catch (error) {
      if (options.stop?.signal.aborted || tries === servers.length) throw error;
      if (at === place.at && !(await seek())) throw error;
    }
  }
}

async function askAt(at, what, { body, query, code = boot.code, seconds = hasOthers ? 5 : 10, stop } = {}) {
  const end = new AbortController();
  const hangUp = () => end.abort();
  const timer = setTimeout(hangUp, seconds * 1000);
  if (stop) stop.signal.addEventListener("abort", hangUp);
  if (at === place.at) open.add(end);
  const asked = new URLSearchParams({ lang: boot.language, ...query });
  try {
    // A body of plain text: browsers ask no server beforehand whether it may come.
    const answer = await fetch(servers[at] + "/t/" + code + "/" + what + "?" + asked, {
      method: body ? "POST" : "GET",
      body,
      cache: "no-store",
      credentials: "omit",
      signal: end.signal,
    });
    const data = await answer.json();
    const { ok, status } = answer;
    if (!(ok ? SIGNS[what] in data : data.code && !(hasOthers && status === 404))) throw new Error(what);
    return { ok, status, data };
  } finally {
    clearTimeout(timer);
    open.delete(end);
  }
}

// Look for a server that answers; `better`: for one that has contact with the till. Whether we are elsewhere now.
export function seek(better = false) {
  looking = looking || look(better).finally(() => {
    looking = null;
  });
  return looking;
}

async function look(better) {
  const found = servers.map((server, at) => at === place.at ? null : glance(at));
  let silent = 0;
  for (let at = 0; at < found.length; at++) {
    const there = await found[at];
    if (there) return move(at);
    if (there === false) silent = silent || at + 1;
  }
  return Boolean(!better && silent) && move(silent - 1);
}

// Whether a server has contact with the till; null: there is none of ours.
async function glance(at) {
  try {
    return (await askAt(at, "now", { seconds: GLANCE })).data.connected;
  } catch {
    return null;
  }
}

// What still hangs at the server before is asked again at the new one.
function move(at) {
  place.at = at;
  answers = 0;
  for (const end of open) end.abort();
  return true;
}

// Back to our own server: not before it has answered twice, and never in the middle of a sending.
export async function comeBack() {
  if (!place.at || Date.now() - looked < APART) return;
  looked = Date.now();
  answers = (await glance(0)) ? answers + 1 : 0;
  const { sent } = visit();
  if (answers > 1 && place.at && !(sent && !sent.state)) move(0);
}
