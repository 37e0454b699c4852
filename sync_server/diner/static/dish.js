// The sheet of one dish: portion, options, parts of a set, a remark. The price on the button is the server's.

import { add } from "./cart.js";
import { amount, h, icon, paint, press, stepper } from "./dom.js";
import { isHeld, listen } from "./hub.js";
import { facts, isClosed, leftOf, nameOf, pictureOf, specsOf, textOf, allRows } from "./menu.js";
import { priceOf } from "./quoting.js";
import { announce, closeSheet, openSheet } from "./sheet.js";
import { boot, _ } from "./texts.js";

let pick = null;

export function openDish(dish) {
  const known = facts(dish);
  if (!known) return;
  const specs = specsOf(dish);
  pick = {
    dish, quantity: 1, spec: specs.length > 1 ? "" : specs[0][0], options: new Set(), parts: new Map(),
    notes: new Set(), text: "", hints: new Map(), asked: 0, items: new Set([dish]), draws: [],
  };
  const asks = [
    specs.length > 1 && specField(specs),
    ...(known.g || []).map(groupField),
    ...(known.p || []).map(partField),
    remarkField(),
  ];
  pick.left = h("span", { class: "tag calm" });
  tellLeft();
  pick.why = h("p", { class: "why", role: "status" });
  pick.go = press("go", null, take);
  pick.count = h("span", {});
  openSheet(nameOf(dish),
    h("div", { class: "in" }, sheetHead(dish), h("div", { class: "pad" }, about(dish, known), asks)),
    h("div", { class: "end" }, pick.count, pick.go), pick.why);
  history.replaceState(history.state, "", "?dish=" + dish);
  pick.gone = gone();
  update();
}

// What the guest cannot have now. It may sell out, or be told for the first time, while the sheet stands.
const gone = () => [...pick.items].map(item => soldOut(item) || isClosed(item)).join();

listen(() => {
  if (!pick || !pick.go.isConnected || isHeld()) return;
  tellLeft();
  if (pick.gone === gone()) return;
  pick.gone = gone();
  for (const draw of pick.draws) draw();
  update();
});

function sheetHead(dish) {
  return h("div", { class: "hero" }, pictureOf(dish, true));
}

function about(dish, known) {
  const spice = allRows.get(dish)?.[0].querySelector(".h");
  const badges = [...allRows.get(dish)?.[0].querySelectorAll("small") || []].map(one => h("span", { class: one.closest(".y") ? "tag calm" : "tag good" }, one.textContent));
  const minutes = known.m > 0 ? _("About {n} minutes", { n: known.m }) : "";
  const said = textOf(dish);
  const text = said && minutes ? _("{first}. {rest}", { first: said, rest: minutes }) : said || minutes;
  return [
    h("h2", { tabindex: "-1" }, nameOf(dish), spice && spice.cloneNode(true)),
    text && h("p", {}, text),
    h("div", { class: "tags" },
      (known.a || []).map(index => h("span", { class: "tag" }, boot.allergens[index])),
      badges,
      pick.left),
  ];
}

// Others may take portions while the sheet stands.
function tellLeft() {
  const left = leftOf(pick.dish);
  pick.left.hidden = left === null;
  pick.left.textContent = left ? _("{n} left", { n: left }) : _("Sold out");
}

// ---------------------------------------------------------------- fields

function field(key, name, hint, ...content) {
  const small = h("small", {}, hint);
  const node = h("fieldset", { "data-field": key }, h("legend", {}, name, " ", small), content);
  pick.hints.set(key, { node, small, name });
  return node;
}

function tile(type, group, label, price, onChange, item = "") {
  const input = h("input", { type, name: group, change: () => {
    onChange(input);
    draw();
  } });
  const text = h("span", {});
  const draw = () => {
    const said = item && soldOut(item) ? _("Sold out") : price;
    input.disabled = Boolean(item) && soldOut(item) && !input.checked; // what is ticked can be unticked
    paint(text, icon("tick"), label, said && h("small", {}, h("bdi", { dir: "ltr" }, said)));
  };
  draw();
  if (item) pick.items.add(item);
  pick.draws.push(draw);
  return h("label", { class: "tile" }, input, text);
}

const width = text => [...text].reduce((sum, letter) => sum + (letter > "⺀" ? 2 : 1), 0);
const tiles = (short, ...content) => h("div", { class: short ? "tiles short" : "tiles" }, content);
const soldOut = item => leftOf(item) === 0;

function specField(specs) {
  return field("spec", _("Portion"), _("choose {n}", { n: 1 }), tiles(false, specs.map(([id, name, price]) =>
    tile("radio", "spec", name, price, () => {
      pick.spec = id;
      update();
    }))));
}

function groupField(id) {
  const group = boot.groups[id];
  const single = group.max === 1;
  const hint = group.min === group.max ? _("choose {n}", { n: group.min })
    : group.min ? _("choose {n} to {most}", { n: group.min, most: group.max }) : _("at most {n}", { n: group.max });
  const short = group.options.length > 2 && group.options.every(([, name, price]) => !price && width(name) <= 6);
  const inputs = [];
  return field(id, group.name, hint, tiles(short, group.options.map(([option, name, price]) => {
    const made = tile(single && group.min ? "radio" : "checkbox", id, name, price, input => {
      if (single) for (const other of inputs) if (other.input !== input) drop(other);
      if (input.checked) pick.options.add(option);
      else pick.options.delete(option);
      if (chosen(group) > group.max) {
        drop({ input, option });
        point(id);
      }
      update();
    }, option);
    inputs.push({ input: made.firstChild, option });
    return made;
  })));
}

function drop({ input, option }) {
  input.checked = false;
  pick.options.delete(option);
}

const chosen = group => group.options.filter(([id]) => pick.options.has(id)).length;

function partField([id, name, count, choices, more = {}]) {
  const picked = new Map(choices.length === 1 ? [[choices[0], count]] : []);
  pick.parts.set(id, { name, count, picked });
  if (choices.length === 1) {
    const [only] = choices;
    const made = tile("checkbox", id, nameOf(only), more[only] || "", input => {
      input.checked = true;
    }, only);
    made.firstChild.checked = true;
    return field(id, name, "×" + count, tiles(false, made));
  }
  const hint = _("choose {n}", { n: count });
  if (count > 1) return field(id, name, hint, manyOf(id, picked, count, choices, more));
  return field(id, name, hint, tiles(false, choices.map(dish =>
    tile("radio", id, nameOf(dish), more[dish] || "", () => {
      picked.clear();
      picked.set(dish, 1);
      update();
    }, dish))));
}

function manyOf(id, picked, count, choices, more) {
  const list = h("div", {});
  const draw = () => {
    const total = [...picked.values()].reduce((sum, n) => sum + n, 0);
    list.replaceChildren(...choices.map(dish => h("div", { class: "row" },
      h("span", {}, nameOf(dish), more[dish] ? " " + more[dish] : ""),
      soldOut(dish) ? h("span", { class: "tag calm" }, _("Sold out"))
        : stepper(id + dish, picked.get(dish) || 0,
          [_("One less: {dish}", { dish: nameOf(dish) }), _("One more: {dish}", { dish: nameOf(dish) })],
          by => {
            picked.set(dish, (picked.get(dish) || 0) + by);
            draw();
            const key = id + dish + (by > 0 ? "+" : "-");
            const again = [...list.querySelectorAll("button")].find(one => one.dataset.key === key && !one.disabled);
            if (again) again.focus();
            update();
          }, { least: 0, most: total >= count ? picked.get(dish) || 0 : -1 }))));
  };
  draw();
  for (const dish of choices) pick.items.add(dish);
  pick.draws.push(draw);
  return list;
}

function remarkField() {
  const own = facts(pick.dish).r;
  const offered = own ? own.map(place => boot.remarks[place]).filter(Boolean) : boot.remarks;
  const input = h("input", { type: "text", maxlength: "120", "aria-label": _("Remark"), placeholder: offered.length
    ? _("Such as: {remark}", { remark: offered[0][1] }) : "", input: () => {
    pick.text = input.value;
  } });
  const quick = offered.map(([told, name]) => tile("checkbox", "remark", name, "", box => {
    if (box.checked) pick.notes.add(told);
    else pick.notes.delete(told);
  }));
  return field("remark", _("Remark"), _("if you like"), h("label", { class: "box" }, icon("note"), input),
    quick.length > 0 && h("div", { class: "quick" }, quick));
}

// ---------------------------------------------------------------- the line

function missing() {
  const known = facts(pick.dish);
  if (!pick.spec) return "spec";
  for (const id of known.g || []) if (chosen(boot.groups[id]) < boot.groups[id].min) return id;
  for (const [id, part] of pick.parts) {
    if ([...part.picked.values()].reduce((sum, n) => sum + n, 0) !== part.count) return id;
  }
  return "";
}

function line() {
  const made = { dish: pick.dish, spec: pick.spec, quantity: pick.quantity * 1000 };
  if (pick.options.size) made.options = [...pick.options];
  const choices = [...pick.parts].flatMap(([part, { picked }]) =>
    [...picked].flatMap(([dish, n]) => Array.from({ length: n }, () => ({ part, dish }))));
  if (choices.length) made.choices = choices;
  const remark = [...pick.notes, pick.text.trim()].filter(Boolean).join("，");
  if (remark) made.remark = remark;
  return made;
}

function point(key) {
  const { node, small } = pick.hints.get(key);
  small.className = "now";
  node.scrollIntoView({ block: "center" });
  announce(node.firstChild.textContent);
}

async function update() {
  const { dish } = pick;
  paint(pick.count, stepper("portions", pick.quantity,
    [_("One less: {dish}", { dish: nameOf(dish) }), _("One more: {dish}", { dish: nameOf(dish) })], by => {
      pick.quantity += by;
      update();
      pick.count.querySelectorAll("button")[by > 0 ? 1 : 0].focus();
    }, { least: 1 }));
  const gap = missing();
  const ask = facts(dish).d;
  const off = soldOut(dish) || isClosed(dish) || Boolean(ask);
  pick.go.disabled = off;
  pick.why.textContent = !off ? "" : soldOut(dish) ? _("Sold out")
    : ask ? _("Price by the day, ask the staff") : _("Not served at this hour");
  pick.why.hidden = !off;
  if (gap) return paint(pick.go, _("Choose: {what}", { what: pick.hints.get(gap).name }));
  const mine = ++pick.asked;
  const plain = line();
  delete plain.remark;
  const late = setTimeout(() => mine === pick.asked && paint(pick.go, _("Add")), 300);
  const { amount: price, text } = await priceOf(plain);
  clearTimeout(late);
  if (mine !== pick.asked || pick.dish !== dish) return;
  paint(pick.go, price > 0 ? [_("Add") + " ", amount(price)] : _("Add"));
  if (text && !off) {
    pick.why.textContent = text;
    pick.why.hidden = false;
  }
}

function take() {
  const gap = missing();
  if (gap) return point(gap);
  if (!closeSheet()) return null;
  add(line());
  return announce(_("{n} × {dish} added", { n: pick.quantity, dish: nameOf(pick.dish) }));
}
