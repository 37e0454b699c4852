// Texts in the phone's language, amounts and times. The server puts them in the place of the English ones, and
// TEXTS (what is counted) and PLURAL in front.

export const boot = JSON.parse(document.getElementById("boot").textContent);

export function _(text, places) {
  return filled(text, places);
}

export function ngettext(one, many, n, places) {
  const forms = TEXTS[one] || [one, many];
  return filled(forms[PLURAL(n)], { n, ...places });
}

function filled(text, places) {
  return places ? text.replace(/\{(\w+)\}/g, (whole, name) => (name in places ? places[name] : whole)) : text;
}

export const placeText = table => boot.counter ? boot.table : _("Table {table}", { table: named(table) });

// What follows a name among words that are read from the right would else be read as a part of it.
export const named = name => document.dir === "rtl" ? "\u2068" + name + "\u2069" : name;

// What is there of some texts, one after the other.
export function listed(...texts) {
  return texts.flat().filter(Boolean).reduce((first, rest) => first ? _("{first}, {rest}", { first, rest }) : rest, "");
}

// Minor units as text. Only written, never calculated with.
export function money(minor) {
  const text = String(Math.abs(minor)).padStart(boot.digits + 1, "0");
  const cut = text.length - boot.digits;
  const rest = boot.digits && !(boot.bare && !+text.slice(cut)) ? "." + text.slice(cut) : "";
  return isolated((minor < 0 ? "−" : "") + boot.sign + text.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, ",") + rest);
}

export function brief(minor) {
  return money(minor).replace(/\.0+(?!\d)/, "");
}

// Among words that are read from the right a sign would leave its figure.
const isolated = text => document.dir === "rtl" ? "\u2066" + text + "\u2069" : text;

const HOUR = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: boot.zone };

export function clock(at) {
  return new Intl.DateTimeFormat(boot.language, HOUR).format(at);
}

export function exactClock(at) {
  return new Intl.DateTimeFormat(boot.language, { ...HOUR, second: "2-digit" }).format(at);
}
