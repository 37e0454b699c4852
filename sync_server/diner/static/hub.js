// Who wants to know that something changed. Told once a turn, however much changed.

const listeners = [];
let waiting = false;

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
