// Several parties at one table: the guest says whose her phone is.

import { h, press } from "./dom.js";
import { boot, clock, named, _, ngettext } from "./texts.js";
import { change, visit } from "./visit.js";
import { table } from "./watching.js";

// Staff confirm whose phone it is; what the guest says here helps them.
export function cart() {
  if (!table.now || !table.now.parties) return null;
  return h("fieldset", { class: "whose" }, h("legend", {}, _("Several parties sit at this table. Which one is yours?")),
    table.now.parties.map(one => {
      const since = _("since {time}", { time: clock(one.since) });
      const words = named(boot.table + "-" + one.party) + " · " + ngettext("{n} guest", "{n} guests", one.guests) + " · " + since;
      const button = press("way", "party" + one.party, () => change(now => {
        now.cart.party = one.party;
      }), words);
      button.setAttribute("aria-pressed", String(visit().cart.party === one.party));
      return button;
    }));
}
