// Elements from values. Text is only ever set as text, so no name can become markup.

import { money } from "./texts.js";

const ROOM = 280; // pixels for the head and the dishes of a page

const SVG = "http://www.w3.org/2000/svg";

export const byId = id => document.getElementById(id);

export function h(tag, props, ...children) {
  const drawn = tag === "svg" || tag === "use";
  const node = drawn ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (typeof value === "function") node["on" + name] = value;
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat(9).filter(child => child != null && child !== false && child !== ""));
  return node;
}

export function icon(name, more = "") {
  return h("svg", { class: "i " + more, "aria-hidden": "true" }, h("use", { href: "#" + name }));
}

// A button; its key lets it keep the focus when its place is painted anew.
export function press(kind, key, act, ...content) {
  return h("button", { type: "button", class: kind, "data-key": key, click: act }, content);
}

export function disabled(off, button) {
  button.toggleAttribute("disabled", Boolean(off));
  return button;
}

export function amount(minor) {
  return h("bdi", { dir: "ltr" }, money(minor));
}

// − n +, with what it counts said to those who cannot see it.
export function stepper(name, count, labels, onStep, extra = {}) {
  return h("span", { class: "step" },
    h("button", { type: "button", "aria-label": labels[0], "data-key": name + "-", disabled: extra.least === count,
      click: () => onStep(-1) }, icon("minus")),
    h("b", { "aria-live": "off" }, String(count)),
    h("button", { type: "button", "aria-label": labels[1], "data-key": name + "+", disabled: extra.most === count,
      click: () => onStep(1) }, icon("plus")));
}

// Makes the children of a node these. What is alike stays the same element and only becomes the new one: so a press
// that began on it ends on it, the focus and what is half typed stay. What had the focus and is gone has it again.
export function paint(node, ...children) {
  const held = node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  become(node, children.flat(9).filter(Boolean).map(one => one.nodeName ? one : document.createTextNode(one)));
  if (held == null || node.contains(document.activeElement)) return;
  const again = [...node.querySelectorAll("[data-key]")].find(one => one.dataset.key === held && !one.disabled);
  if (again) again.focus();
}

const kindOf = node => node.nodeName + (node.dataset ? node.dataset.key || (node.getAttribute("class") || "").split(" ")[0] : "");

function become(node, wanted) {
  const left = [...node.childNodes];
  const kept = wanted.map(fresh => {
    const at = left.findIndex(old => kindOf(old) === kindOf(fresh));
    return at < 0 ? fresh : merged(left.splice(at, 1)[0], fresh);
  });
  for (const old of left) old.remove();
  kept.forEach((child, at) => child === node.childNodes[at] || node.insertBefore(child, node.childNodes[at] || null));
}

function merged(old, fresh) {
  if (!old.dataset) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return old;
  }
  for (const name of old.getAttributeNames()) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const name of ["onclick", "oninput", "onchange"]) old[name] = fresh[name];
  become(old, [...fresh.childNodes]);
  for (const name of ["value", "checked"]) if (old !== document.activeElement && old[name] !== fresh[name]) old[name] = fresh[name];
  return old;
}

// With large letters, or a phone that lies on its side, the foot would cover what it belongs to: then it stands below it.
export function seatFoot(page, foot) {
  const below = innerHeight - foot.offsetHeight < ROOM;
  foot.classList.toggle("below", below);
  page.style.paddingBottom = below ? "" : foot.offsetHeight + 16 + "px";
}
