// After the meal: stars and words for the restaurant. What was said can be said otherwise until somebody has read it.

import { h, icon, press } from "./dom.js";
import { newId } from "./ids.js";
import { ask } from "./server.js";
import { closeSheet, drawSheet } from "./sheet.js";
import { _, ngettext } from "./texts.js";
import { change, visit } from "./visit.js";
import { refresh, table } from "./watching.js";

const MOST = 5;
const STAR = "M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9L12 16.9 6.8 19.7l1-5.9L3.5 9.7l5.9-.8z";
let draft = null;
let trouble = "";

// The meal that is meant: the table's opening, or the last order at the counter.
function meal() {
  const { meals, opening } = visit();
  return meals ? meals[meals.length - 1] : opening;
}

const given = () => ((table.now && table.now.feedback) || []).filter(one => one.opening === meal()).pop();

export function orders() {
  if (!meal()) return null;
  const said = given() || (visit().said && visit().said.opening === meal() ? visit().said : null);
  return h("section", { class: "card after" },
    h("h2", {}, said ? _("Thank you. The restaurant has it.") : _("How was it?")),
    stars(said ? said.stars : 0, count => openWords(count, said)),
    said && said.words && h("p", { class: "small" }, said.words),
    said && said.text && h("p", { class: "amber" }, said.text));
}

function stars(lit, pick) {
  return h("div", { class: "stars", role: "group", "aria-label": _("Stars") }, [1, 2, 3, 4, 5].slice(0, MOST).map(count => {
    const button = press("star", "star" + count, () => pick(count), star(count <= lit));
    button.setAttribute("aria-label", ngettext("{n} star", "{n} stars", count));
    button.setAttribute("aria-pressed", String(count === lit));
    return button;
  }));
}

function star(lit) {
  const drawn = h("svg", { class: lit ? "i lit" : "i", viewBox: "0 0 24 24", "aria-hidden": "true" });
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", STAR);
  drawn.append(path);
  return drawn;
}

function openWords(count, said) {
  trouble = "";
  draft = { id: newId(), opening: meal(), stars: count, words: (said && said.words) || "" };
  drawWords();
}

function drawWords() {
  const words = h("textarea", { rows: "4", maxlength: "500", "aria-label": _("In your words (if you like)"),
    placeholder: _("In your words (if you like)"), input: event => {
      draft.words = event.target.value;
    } });
  words.value = draft.words;
  drawSheet(_("How was it?"), h("div", { class: "in pad" },
    h("h2", { tabindex: "-1" }, _("How was it?")),
    stars(draft.stars, count => {
      draft.stars = count;
      drawWords();
    }),
    words,
    trouble && h("p", { class: "amber", role: "alert" }, trouble),
    h("p", { class: "small" }, _("The restaurant reads it. No name, no phone number."))),
  h("div", { class: "end" }, press("go", "say", sendWords, icon("tick"), _("Send to the restaurant"))));
}

async function sendWords() {
  const { phone } = visit();
  const said = { ...draft, words: draft.words.trim() };
  try {
    const { ok, data } = await ask("feedback", { body: JSON.stringify({ ...said, phone }) });
    trouble = ok ? "" : data.text;
  } catch {
    trouble = _("No connection. It is not sent yet; try again in a moment.");
  }
  if (trouble) return drawWords();
  change(now => {
    now.said = said;
  });
  closeSheet();
  return refresh();
}
