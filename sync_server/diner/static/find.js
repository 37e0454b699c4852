// The search: by a dish's names in every language, by pinyin and its initials. The server tells them when they are
// wanted first; without a connection the names that stand in the list must do.

import { byId } from "./dom.js";
import { allRows, nameOf } from "./menu.js";
import { boot } from "./texts.js";

let words = null;
let asked = null;

export async function find() {
  sift(Boolean(words));
  if (asked) return;
  asked = fetch("/t/" + boot.code + "/words?menu=" + boot.menu).then(answer => answer.ok ? answer.json() : null)
    .catch(() => null);
  words = await asked;
  if (!words) asked = null;
  sift(true);
}

// What stands in the list is found at once; `sure`: that nothing was found.
function sift(sure) {
  const wanted = plain(byId("find").value);
  const hits = [...allRows].filter(([dish]) => plain(nameOf(dish)).includes(wanted) || (words && words[dish] || "").includes(wanted));
  if (!hits.length && !sure) return;
  const found = new Map(hits);
  for (const [dish, rows] of allRows) {
    rows.forEach((row, index) => {
      row.hidden = !found.has(dish) || (Boolean(wanted) && index > 0);
    });
  }
  for (const section of byId("menu").querySelectorAll("section")) section.hidden = !section.querySelector(".d:not([hidden])");
  byId("none").hidden = found.size > 0;
  if (wanted) scrollTo({ top: 0, behavior: "instant" });
}

const plain = text => text.toLowerCase().replace(/\s+/g, "");
