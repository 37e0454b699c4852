// Questions to the server, each with a time-out. An answer is { ok, status, data }; no answer throws.

import { boot } from "./texts.js";

export async function ask(what, { body, query, seconds = 10 } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), seconds * 1000);
  const asked = new URLSearchParams({ lang: boot.language, ...query });
  try {
    const answer = await fetch("/t/" + boot.code + "/" + what + "?" + asked, {
      method: body ? "POST" : "GET",
      headers: body ? { "Content-Type": "application/json" } : {},
      body,
      cache: "no-store",
      signal: stop.signal,
    });
    const data = await answer.json();
    return { ok: answer.ok, status: answer.status, data };
  } finally {
    clearTimeout(timer);
  }
}
