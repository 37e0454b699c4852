// Who wants to know that something changed. Told once a turn, however much changed.

const TAP = 700; // milliseconds from press to release

const listeners = [];
let waiting = false;
// What modules that were loaded later add to the page's own parts: { cart, orders, warn, block, news, nextRound, complete }.
export const rooms = [];

export const added = (part, ...facts) => rooms.map(room => room[part] && room[part](...facts));

export function listen(listener) {
  listeners.push(listener);
}

export function stir() {
  if (waiting) return;
  waiting = true;
  queueMicrotask(() => {
    waiting = false;
    for (const listener of listeners) listener();
  });
}

// Nothing moves under a finger: what is news while it is down is drawn when its tap has come, or soon after it.
let downAt = -TAP;
let unseen = false;

export function isHeld() {
  unseen = performance.now() - downAt < TAP;
  return unseen;
}

function lift() {
  downAt = -TAP;
  if (unseen) stir();
}

addEventListener("pointerdown", () => {
  downAt = performance.now();
  setTimeout(() => unseen && stir(), TAP + 1);
}, true);
addEventListener("click", lift);
addEventListener("pointercancel", lift);

export const pause = seconds => new Promise(done => setTimeout(done, seconds * 1000));

// The same, but not a moment longer than until the phone has a network again.
export const breather = seconds => Promise.race([pause(seconds),
  new Promise(done => addEventListener("online", done, { once: true }))]);
