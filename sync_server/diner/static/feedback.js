// After the meal: stars, words and a picture for the restaurant. What was said can be said otherwise until somebody
// has read it, and taken back at any time.

import { disabled, h, icon, press } from "./dom.js";
import { newId } from "./ids.js";
import { ask } from "./server.js";
import { announce, closeSheet, drawSheet, sheetIsOpen } from "./sheet.js";
import { shotOf } from "./shot.js";
import { boot, _, ngettext } from "./texts.js";
import { change, visit } from "./visit.js";
import { isOver, letGo, refresh, table } from "./watching.js";

const MOST = 5;
const STAR = "M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9L12 16.9 6.8 19.7l1-5.9L3.5 9.7l5.9-.8z";
let draft = null;
let trouble = "";
let wordsGoing = false;

// The meal that is meant: the table's opening, or the last order at the counter.
function meal() {
  const { meals, opening } = visit();
  return meals ? meals[meals.length - 1] : opening;
}

// What this phone has said of it; and why the restaurant did not take it.
const mine = () => visit().said && visit().said.opening === meal() ? visit().said : null;
const refusal = said => (((table.now && table.now.feedback) || []).find(one => one.id === said.id) || {}).text;

export function orders() {
  const gone = isOver() ? letGo() : [];
  if (!meal() || gone.length && gone.length === table.now.requests.length) return null; // nothing was eaten
  const said = mine();
  return h("section", { class: "card after" },
    h("h2", {}, said ? _("Thank you. The restaurant has it.") : _("How was it?")),
    stars(said ? said.stars : 0, count => openWords(count, said)),
    said && said.words && h("p", { class: "small" }, said.words),
    said && said.picture && photo("/t/" + boot.code + "/picture/" + said.picture),
    said && refusal(said) && h("p", { class: "amber" }, refusal(said)),
    said && press("way", "unsay", askUnsay, _("Delete what I said")));
}

const photo = src => h("img", { class: "shot", src, alt: _("Your picture"), error: event => event.target.remove() });

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
  draft = { opening: meal(), stars: count, words: (said && said.words) || "", picture: (said && said.picture) || "", shot: null };
  drawWords();
}

function drawWords() {
  const words = h("textarea", { rows: "4", maxlength: "500", dir: "auto", "aria-label": _("In your words (if you like)"),
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
    h("div", { class: "photo" }, pictureOfDraft()),
    trouble && h("p", { class: "amber", role: "alert" }, trouble),
    h("p", { class: "small" }, _("Only the restaurant sees it. No name, no phone number; where a photo was taken is not sent. It keeps a picture for {n} days.", { n: 30 }))),
  h("div", { class: "end" }, disabled(wordsGoing, press("go", "say", sendWords, icon("tick"), wordsGoing ? _("Sending…") : _("Send to the restaurant")))));
}

function pictureOfDraft() {
  const { shot, picture } = draft;
  const there = shot || picture;
  return [
    there && photo(shot ? shot.src : "/t/" + boot.code + "/picture/" + picture),
    h("label", { class: "tile" },
      h("input", { type: "file", accept: "image/*", "data-key": "photo", change: event => choose(event.target) }),
      h("span", {}, there ? _("Another picture") : _("Add a picture"))),
    there && press("way", "nophoto", () => {
      draft.shot = null;
      draft.picture = "";
      drawWords();
    }, _("Without it")),
  ];
}

async function choose(input) {
  const [file] = input.files;
  if (!file) return;
  const about = draft;
  trouble = "";
  try {
    about.shot = await shotOf(file);
    about.picture = "";
  } catch (error) {
    trouble = error.message;
  }
  input.value = "";
  if (about === draft && sheetIsOpen()) drawWords();
}

// The words go even if the picture does not; then it can be sent once more.
async function sendWords() {
  if (wordsGoing) return;
  wordsGoing = true;
  drawWords();
  const noPicture = await sendShot();
  const said = { opening: draft.opening, stars: draft.stars, words: draft.words.trim(), ...(draft.picture && { picture: draft.picture }) };
  trouble = await sendSaid(said);
  wordsGoing = false;
  if (!trouble && noPicture) trouble = _("Your words are with the restaurant, the picture is not: {text}", { text: noPicture });
  if (trouble) return drawWords();
  closeSheet();
  return refresh();
}

// Why not, in words.
async function sendShot() {
  if (!draft.shot || draft.picture) return "";
  try {
    const { ok, data } = await ask("picture", { body: draft.shot.blob, query: { phone: visit().phone }, seconds: 40 });
    draft.picture = ok ? data.picture : "";
    return ok ? "" : data.text;
  } catch {
    return _("No connection. It is not sent yet; try again in a moment.");
  }
}

async function sendSaid(told) {
  const text = JSON.stringify(told);
  if (draft.text !== text) Object.assign(draft, { text, id: newId() }); // the same once more is the same
  const said = { ...told, id: draft.id };
  try {
    const { ok, data } = await ask("feedback", { body: JSON.stringify({ ...said, phone: visit().phone }) });
    if (data.code === "picture_unknown") draft.picture = "";
    if (!ok) return data.text;
  } catch {
    return _("No connection. It is not sent yet; try again in a moment.");
  }
  change(now => {
    now.said = said;
  });
  return "";
}

function askUnsay() {
  trouble = "";
  drawUnsay();
}

function drawUnsay() {
  drawSheet(_("Delete what I said"), h("div", { class: "in pad" },
    h("h2", { tabindex: "-1" }, _("Delete what I said")),
    h("div", { class: "stack" },
      h("p", { class: "small" }, _("Stars and words go from the screens of the staff and the owner; the picture is deleted.")),
      trouble && h("p", { class: "amber", role: "alert" }, trouble))),
  h("div", { class: "end" }, press("go", "unsaid", unsay, _("Delete"))));
}

async function unsay() {
  const { phone } = visit();
  try {
    const { ok, data } = await ask("forget", { body: JSON.stringify({ id: newId(), phone, opening: meal() }) });
    trouble = ok ? "" : data.text;
  } catch {
    trouble = _("No connection. Nothing is deleted yet; try again in a moment.");
  }
  if (trouble) return drawUnsay();
  change(now => {
    now.said = null;
  });
  closeSheet();
  announce(_("Deleted"));
  return refresh();
}
