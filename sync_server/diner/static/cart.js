// The cart's lines are what the order will carry: ids, quantities in thousandths, a remark. No prices.

import { change, visit } from "./visit.js";

export function sameKey(line) {
  const choices = (line.choices || []).map(one => one.part + ":" + one.dish).sort();
  return JSON.stringify([line.dish, line.spec, [...(line.options || [])].sort(), choices, line.remark || "", Boolean(line.packed), line.by]);
}

export function addTo(lines, line) {
  const same = lines.find(one => sameKey(one) === sameKey(line));
  if (same) same.quantity += line.quantity;
  else lines.push({ ...line });
}

// Lines of which so many portions are taken away; what is not there is passed over.
export function takeFrom(lines, taken) {
  const left = lines.map(line => ({ ...line }));
  for (const line of taken) {
    const same = left.find(one => one.quantity > 0 && sameKey(one) === sameKey(line));
    if (same) same.quantity -= line.quantity || 1000;
  }
  return left.filter(line => line.quantity > 0);
}

export function add(line) {
  change(now => addTo(now.cart.lines, line));
}

export function step(key, portions) {
  change(now => {
    const line = now.cart.lines.find(one => sameKey(one) === key);
    if (line) line.quantity += portions * 1000;
    now.cart.lines = now.cart.lines.filter(one => one.quantity > 0);
  });
}

// To go, or not after all; joined with a line that is then the same.
export function pack(key) {
  change(now => {
    const lines = [];
    for (const line of now.cart.lines) addTo(lines, sameKey(line) === key ? { ...line, packed: !line.packed } : line);
    now.cart.lines = lines;
  });
}

export function portions(lines, dish) {
  return lines.reduce((sum, line) => sum + (dish && line.dish !== dish ? 0 : line.quantity / 1000), 0);
}

export function putBack(lines) {
  change(now => {
    for (const line of lines) addTo(now.cart.lines, { quantity: 1000, ...line });
  });
}

export const cartLines = () => visit().cart.lines;
