// The page follows the store: it waits for news, then fetches itself again and puts in what changed.

const house = document.querySelector(".house[data-tag]");
const PAUSE = 1000; // between two looks, however fast the orders come
const RETRY = 5000;

const rest = (time) => new Promise((done) => setTimeout(done, time));

async function news(known) {
  const address = new URL(house.dataset.live, location.href);
  address.searchParams.set("known", known);
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok || answer.redirected) throw new Error("no news");
  return (await answer.json()).tag;
}

// Whether somebody has typed or chosen something that is not sent yet.
const filled = (part) =>
  [...part.querySelectorAll("input, textarea")].some(
    (field) => field.value !== field.defaultValue || field.checked !== (field.defaultChecked ?? field.checked),
  ) ||
  [...part.querySelectorAll("select")].some(
    (field) => field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected)),
  );

async function look() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok || answer.redirected) throw new Error("no page");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["main", "standing"]) {
    const now = document.getElementById(id);
    const next = page.getElementById(id);
    // Nothing jumps under the hand: what is being used or filled in stays as it is.
    if (now && next && !now.contains(document.activeElement) && !now.querySelector("details[open], .code") && !filled(now)) {
      now.replaceChildren(...next.childNodes);
    }
  }
}

async function follow() {
  let known = house.dataset.tag;
  for (;;) {
    try {
      const tag = await news(known);
      if (tag !== known) {
        known = tag;
        await look();
        await rest(PAUSE);
      }
    } catch {
      await rest(RETRY);
    }
  }
}

document.addEventListener("change", (event) => event.target.closest(".choose")?.requestSubmit());
document.documentElement.classList.add("alive");
if (house && house.dataset.tag) follow();
