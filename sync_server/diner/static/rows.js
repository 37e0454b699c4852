// The list of dishes comes alive: steppers, what is left, the rail that follows.

import { add, cartLines, portions, sameKey, step } from "./cart.js";
import { byId, h, icon, press } from "./dom.js";
import { later } from "./later.js";
import { allRows, facts, isClosed, isSimple, leftOf, learnPhotos, nameOf, pictureOf, plate, specsOf } from "./menu.js";
import { here } from "./pages.js";
import { announce, openSheet } from "./sheet.js";
import { boot, _ } from "./texts.js";
import { table } from "./watching.js";

const menu = byId("menu");
const topBar = document.querySelector(".top");

export function wakeRows() {
  onclick = null;
  menu.addEventListener("click", tapped);
  byId("find").addEventListener("input", () => later("find").then(room => room.find()));
  addEventListener("error", event => undrawn(event.target), true);
  for (const picture of menu.querySelectorAll("img")) if (picture.complete && !picture.naturalWidth) undrawn(picture);
}

// What was tapped before this script was here; tapped again for want of an answer it still means once.
export function catchUp() {
  for (const one of early) one.click();
}

// Each name leads to its dish, also when it is copied, and stands in its button's name: here, for it would come a
// second time with each dish of a long menu. The rail follows what is read.
export function linkRows() {
  for (const [dish, rows] of allRows) for (const row of rows) {
    row.querySelector(".n").href = "?dish=" + dish;
    const button = row.querySelector(".a");
    if (button) button.setAttribute("aria-label", _("Add {dish}", { dish: nameOf(dish) }));
    else row.querySelector(".o").append(h("span", { class: "vh" }, " " + nameOf(dish)));
  }
  drawPictures();
  followRail();
  new ResizeObserver(seatHead).observe(topBar);
}

// The first rows come with their pictures; further down each part's are put in as it comes near.
function drawPictures() {
  const near = new IntersectionObserver(entries => {
    for (const { target } of entries.filter(one => one.isIntersecting)) {
      near.unobserve(target);
      const bare = [...target.querySelectorAll(".d")].filter(row => !row.querySelector(".p"));
      learnPhotos(bare.map(row => row.dataset.d)).then(() => bare.forEach(row => row.prepend(pictureOf(row.dataset.d))));
    }
  }, { rootMargin: "900px 0px" });
  for (const part of menu.querySelectorAll("section")) near.observe(part);
  learnPhotos([...allRows.keys()]); // so that they are known before somebody comes near
}

// With large letters the head is taller; where it would take a third of the screen it goes with the dishes.
function seatHead() {
  const tall = topBar.offsetHeight > innerHeight / 3;
  topBar.classList.toggle("tall", tall);
  document.documentElement.style.setProperty("--top", (tall ? 0 : topBar.offsetHeight) + "px");
}

// A picture that does not come leaves a plain plate in its place.
function undrawn({ parentNode: place }) {
  if (place && place.localName === "picture") place.replaceWith(plate("plain"));
}

function tapped(event) {
  const row = event.target.closest(".d");
  if (!row) return;
  const dish = row.dataset.d;
  if (event.target.closest(".a")) addOne(dish);
  else if (event.target.closest(".less")) takeOne(dish);
  else if (event.target.closest(".o, .n, h3, .p")) {
    event.preventDefault();
    offerDish(dish);
  }
}

// Its sheet is loaded with the first touch; where that failed the guest hears so, and taps once more.
export function offerDish(dish) {
  const page = here(); // who went on meanwhile is not called back
  later("dish").then(room => here() === page && room.openDish(dish), () => openSheet(nameOf(dish), h("div", { class: "in pad" },
    h("h2", { tabindex: "-1" }, nameOf(dish)), h("p", { role: "status" }, _("No connection. Your dishes are kept.")),
    h("div", { class: "stack" }, press("go", null, () => offerDish(dish), _("Try again"))))));
}

function addOne(dish) {
  add({ dish, spec: specsOf(dish)[0][0], quantity: 1000 });
  announce(_("{dish}: {n} in the cart", { dish: nameOf(dish), n: portions(cartLines(), dish) }));
}

// The last of its lines, so that what was added last goes first.
function takeOne(dish) {
  const line = cartLines().filter(one => one.dish === dish).pop();
  if (line) step(sameKey(line), -1);
  announce(_("{dish}: {n} in the cart", { dish: nameOf(dish), n: portions(cartLines(), dish) }));
}

// ---------------------------------------------------------------- what is in the cart, and what is left

// What is drawn stays until the cart or the table is another; the server has drawn an empty cart.
let drawnFor = "[]";
let drawnNow = null;

export function drawRows() {
  const lines = cartLines();
  const key = JSON.stringify(lines);
  if (key === drawnFor && table.now === drawnNow) return;
  drawnFor = key;
  drawnNow = table.now;
  for (const [dish, rows] of allRows) {
    const count = portions(lines, dish);
    for (const row of rows) {
      if (isSimple(dish)) drawStepper(row, dish, count);
      else drawCount(row, count);
      if (table.now) drawLeft(row, dish);
    }
  }
}

function drawStepper(row, dish, count) {
  const more = row.querySelector(".a");
  const [less, shown] = row.querySelectorAll(".less, .step b");
  row.classList.toggle("some", count > 0);
  if (less && count) shown.textContent = count;
  else if (less) {
    if (less === document.activeElement) more.focus();
    less.remove();
    shown.remove();
  } else if (count) {
    const label = _("One less: {dish}", { dish: nameOf(dish) });
    more.before(h("button", { type: "button", class: "less", "aria-label": label }, icon("minus")), h("b", {}, String(count)));
  }
}

function drawCount(row, count) {
  const button = row.querySelector(".o");
  const shown = button.querySelector("i");
  if (shown && count) shown.textContent = count;
  else if (shown) shown.remove();
  else if (count) button.append(h("i", {}, String(count)));
}

function drawLeft(row, dish) {
  const left = leftOf(dish);
  const closed = isClosed(dish);
  row.classList.toggle("off", left === 0 || closed);
  const text = left === 0 ? _("Sold out") : closed ? _("Served {hours}", { hours: facts(dish).h })
    : left !== null && left <= boot.few ? _("{n} left", { n: left }) : "";
  const shown = row.querySelector("em");
  if (shown && shown.textContent === text) return;
  if (shown) shown.remove();
  if (text) row.querySelector(".y").append(h("em", {}, text));
}

// ---------------------------------------------------------------- rail

// What lies between is laid out only when it comes near, and is then higher or lower than it was thought to be: a
// part that is far away is looked for until it stays where it is.
function bring(part, tries = 9) {
  const top = () => part.getBoundingClientRect().top;
  if (tries > 8 && Math.abs(top()) < 2 * innerHeight) return part.scrollIntoView();
  part.scrollIntoView({ behavior: "instant" });
  const before = top();
  return requestAnimationFrame(() => Math.abs(top() - before) > 1 && tries && bring(part, tries - 1));
}

function followRail() {
  const rail = document.querySelector(".rail");
  const links = new Map([...rail.children].map(link => [link.hash.slice(1), link]));
  rail.addEventListener("click", event => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    bring(byId(link.hash.slice(1)));
  });
  const seen = new Set();
  const mark = () => {
    const first = [...links.keys()].find(id => seen.has(id));
    for (const [id, link] of links) {
      if (id === first) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (first) rail.scrollTop = links.get(first).offsetTop - rail.clientHeight / 3;
  };
  const watcher = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) seen.add(target.id);
      else seen.delete(target.id);
    }
    if (seen.size) mark();
  }, { rootMargin: "-140px 0px -55% 0px" });
  for (const id of links.keys()) watcher.observe(byId(id));
}
