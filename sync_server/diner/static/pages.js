// Which page is shown: the menu, the cart or the orders. The phone's own "back" works, also for sheets.

import { byId } from "./dom.js";
import { stir } from "./hub.js";

let scrolled = 0;
let shown = "";
let leaving = 0;
export const sheetHooks = { close: () => {} };

export function here() {
  const hash = location.hash.slice(1);
  return hash === "cart" || hash === "orders" ? hash : "";
}

export function go(page, instead = false) {
  const url = location.pathname + location.search + (page ? "#" + page : "");
  history[instead ? "replaceState" : "pushState"]({ page }, "", url);
  show();
}

// One step, however often it is tapped before the phone has gone it: two would leave the page.
export function stepBack() {
  if (performance.now() < leaving) return false;
  leaving = performance.now() + 1000;
  history.back();
  return true;
}

export function goBack() {
  if (history.state && history.state.page) stepBack();
  else go("", true);
}

export function show() {
  const page = here();
  const inner = Boolean(page);
  if (!shown && inner) scrolled = scrollY;
  const turned = page !== shown;
  shown = page;
  byId("home").hidden = inner;
  byId("dock").hidden = inner;
  byId("page").hidden = !inner;
  if (turned) {
    byId("page").replaceChildren();
    scrollTo({ top: inner ? 0 : scrolled, behavior: "instant" });
  }
  stir();
}

history.scrollRestoration = "manual";
addEventListener("popstate", () => {
  leaving = 0;
  sheetHooks.close();
  show();
});
