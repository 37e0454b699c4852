// Elements from values. Text is only ever set as text, so no name can become markup.

import { money } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";

export const byId = id => document.getElementById(id);

export function h(tag, props, ...children) {
  const drawn = tag === "svg" || tag === "use";
  const node = drawn ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (typeof value === "function") node.addEventListener(name, value);
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

// Makes the children of a node these, and touches only what differs; what had the focus has it again.
export function paint(node, ...children) {
  const held = node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const wanted = children.flat(9).filter(Boolean);
  wanted.forEach((child, place) => {
    const old = node.childNodes[place];
    if (!old) node.append(child);
    else if (!old.isEqualNode(child)) old.replaceWith(child);
  });
  while (node.childNodes.length > wanted.length) node.lastChild.remove();
  if (held == null || node.contains(document.activeElement)) return;
  const again = [...node.querySelectorAll("[data-key]")].find(one => one.dataset.key === held && !one.disabled);
  if (again) again.focus();
}
