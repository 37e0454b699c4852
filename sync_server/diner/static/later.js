// Modules that are loaded when they are wanted: later("pay") gives what pay.js exports. They share what this page
// has loaded already. A load that failed is tried under another address, for browsers remember what failed.

import { boot } from "./texts.js";

const loading = {};
let failures = 0;

export function later(name, more = 3) {
  return loading[name] = loading[name] || import(boot.later[name] + (failures ? "?" + failures : "")).catch(error => {
    delete loading[name];
    failures += 1;
    if (more) return later(name, more - 1);
    throw error;
  });
}
