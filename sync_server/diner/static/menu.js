// What the page knows of the dishes: names out of the list, choices out of the boot block, what is left out of now.

import { h } from "./dom.js";
import { boot, listed, _ } from "./texts.js";
import { table } from "./watching.js";

const rows = new Map();
for (const row of document.querySelectorAll(".d")) {
  const id = row.dataset.d;
  if (!rows.has(id)) rows.set(id, []);
  rows.get(id).push(row);
}

export const allRows = rows;

// What stands in columns, by the dish's place in the list, and what else is known of it.
const places = new Map([...rows.keys()].map((dish, place) => [dish, place]));
const columns = Object.fromEntries(["a", "m", "p"].map(name => [name, boot[name].split(" ")]));

export function facts(dish) {
  const place = places.get(dish);
  if (place === undefined) return boot.dishes[dish];
  return { a: Array.from(columns.a[place], one => parseInt(one, 36)), m: Number(columns.m[place]), ...boot.dishes[dish] };
}
export const isSimple = dish => Boolean(rows.get(dish)?.[0].querySelector(".a"));

export function nameOf(dish) {
  const row = rows.get(dish)?.[0];
  return row ? row.querySelector("h3").firstChild.textContent.trim() : _("A dish that is off the menu");
}

export function textOf(dish) {
  return rows.get(dish)?.[0].querySelector("p")?.textContent || "";
}

// The picture or drawn plate of a dish as its row shows it; a picture also in its large form.
export function pictureOf(dish, large = false) {
  const shown = rows.get(dish)?.[0].querySelector(".p");
  const copy = shown ? (shown.closest("picture") || shown).cloneNode(true) : drawPicture(dish);
  for (const one of large ? copy.querySelectorAll("source, img") : []) {
    for (const name of one.getAttributeNames()) one.setAttribute(name, one.getAttribute(name).replace("/small.", "/large."));
  }
  return copy;
}

// Where there are many pictures the page names only the first ones; the others are asked for once, when one is wanted.
let photos = {};
let photosAsked = null;

const isUnnamed = dish => columns.p[places.get(dish)] === "+" && !photos[dish];

// Settled once these dishes can be drawn as well as may be.
export async function learnPhotos(dishes) {
  if (!dishes.some(isUnnamed)) return;
  photosAsked = photosAsked || fetch("/t/" + boot.code + "/looks?menu=" + boot.menu)
    .then(answer => answer.ok ? answer.json() : Promise.reject(answer.status));
  try {
    photos = await photosAsked;
  } catch {
    photosAsked = null; // for the next ones it is asked again
  }
}

// As the server draws it in the first rows (page.html).
function drawPicture(dish) {
  if (!places.has(dish)) return h("i", { class: "p" });
  const look = photos[dish] || columns.p[places.get(dish)];
  if (look.length < 4) return plate(boot.drawn[look] || "plain");
  const small = "/dish/" + look + "/small.";
  return h("picture", {}, h("source", { type: "image/avif", srcset: small + "avif" }),
    h("img", { class: "p", src: small + "webp", width: "80", height: "80", alt: "", loading: "lazy" }));
}

export function plate(kind) {
  return h("svg", { class: "p", "aria-hidden": "true" }, h("use", { href: boot.plates + "#plate-" + kind }));
}

// Whole portions left, or null where nobody counts.
export function leftOf(item) {
  const left = table.now && table.now.stock[item];
  return left == null ? null : Math.floor(left / 1000);
}

export function isClosed(dish) {
  return Boolean(table.now && table.now.closed.includes(dish));
}

export function specsOf(dish) {
  return facts(dish)?.s || [["one", "", ""]];
}

export function optionName(id) {
  for (const group of Object.values(boot.groups)) {
    for (const [option, name] of group.options) if (option === id) return name;
  }
  return id;
}

// What was chosen, as the small line beneath a dish.
export function notesOf(line) {
  const spec = specsOf(line.dish).find(([id]) => id === line.spec);
  const counted = new Map();
  for (const { dish } of line.choices || []) counted.set(dish, (counted.get(dish) || 0) + 1);
  const parts = [...counted].map(([dish, n]) => nameOf(dish) + (n > 1 ? " ×" + n : ""));
  return [spec && spec[1], ...(line.options || []).map(optionName), ...parts,
    line.packed && _("To go"), readRemark(line.remark)].filter(Boolean);
}

// Ready-made remarks travel in the kitchen's language and are read in the guest's.
export function readRemark(remark) {
  if (!remark) return "";
  const known = new Map(boot.remarks);
  return listed(remark.split("，").map(part => known.get(part) || part));
}
