// The search: by a dish's names in every language, by pinyin and its initials. The server tells them when they are
// wanted first; without a connection the names that stand in the list must do.

import { byId } from "./dom.js";
import { allRows, nameOf } from "./menu.js";
import { boot } from "./texts.js";

let words = null;
let asked = null;

export async function find() {
  if (!asked) {
    asked = fetch("/t/" + boot.code + "/words?menu=" + boot.menu).then(answer => answer.ok ? answer.json() : null)
      .catch(() => null);
    words = await asked;
    if (!words) asked = null;
  }
  const wanted = plain(byId("find").value);
  let found = 0;
  for (const [dish, rows] of allRows) {
    const hit = !wanted || plain(nameOf(dish)).includes(wanted) || Boolean(words) && (words[dish] || "").includes(wanted);
    if (hit) found += 1;
    rows.forEach((row, index) => {
      row.hidden = !hit || (Boolean(wanted) && index > 0);
    });
  }
  for (const section of byId("menu").querySelectorAll("section")) section.hidden = !section.querySelector(".d:not([hidden])");
  byId("none").hidden = found > 0;
  if (wanted) scrollTo({ top: 0, behavior: "instant" });
}

const plain = text => text.toLowerCase().replace(/\s+/g, "");
