// Who wants to know that something changed. Told once a turn, however much changed.

const listeners = [];
let waiting = false;
// What modules that were loaded later add to the page's own parts: { cart, orders, warn, block, news, complete }.
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

export const pause = seconds => new Promise(done => setTimeout(done, seconds * 1000));
