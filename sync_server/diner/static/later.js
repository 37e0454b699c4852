// Modules that are loaded when they are wanted: later("pay") gives what pay.js exports. They share what this page
// has loaded already. A load that failed is tried under another address, for browsers remember what failed.

import { boot } from "./texts.js";

const loading = {};

export function later(name, again = "") {
  return loading[name] = loading[name] || import(boot.later[name] + again).catch(error => {
    delete loading[name];
    if (again.length < 3) return later(name, again + (again ? "1" : "?1"));
    throw error;
  });
}
