// Asking after a dish that is long in coming: the restaurant's people are told which one, and go and look.

import { disabled, press } from "./dom.js";
import { boot, _ } from "./texts.js";
import { call } from "./waiter.js";
import { table } from "./watching.js";

const PATIENT = 5 * 60_000; // milliseconds after the order

export function hurryButton(line, order) {
  const { now } = table;
  const coming = line.state === "kitchen" || line.state === "printed";
  if (!coming || boot.counter || !now.opening || now.at - order.at < PATIENT) return null;
  const told = now.opening.called === "rush:" + line.dish;
  return disabled(told, press("way", "rush" + order.id + line.dish, () => call("waiter", line.dish),
    told ? _("The restaurant looks after it") : _("Ask after it")));
}
