"""The guest's page on a slow phone: what comes over the air before pictures, and when the menu is seen.

Chromium is held to 1.6 Mbit/s, 150 ms and a quarter of this machine's speed by its own developer tools, which
keep back each request, but not the connection that comes before the first: a real phone adds about 150 ms.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.bench.figures import Row, Samples, ms, samples
from tests.conftest import CHROMIUM_NAMES
from tests.end_to_end.shop import shop_in

RUNS = 7
KILOBYTE = 1024
NETWORK = {
    "offline": False,
    "latency": 150,  # milliseconds
    "downloadThroughput": 1_600_000 / 8,  # bytes a second
    "uploadThroughput": 1_600_000 / 8,
}
SLOWER = 4
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The first frame in which a dish has a place on the screen; the frame after it is on the glass.
SEEN = """
const look = () => {
  const dish = document.querySelector("#menu .d h3");
  if (dish && dish.getBoundingClientRect().height) requestAnimationFrame(now => { window.seen = now; });
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


@dataclass
class Visit:
    """One opening of the page. ``loaded``: path → bytes over the air."""

    loaded: dict[str, int] = field(default_factory=dict)
    seen: float = 0.0  # seconds since the address was opened
    painted: float = 0.0

    @property
    def before_pictures(self) -> dict[str, int]:
        return {path: size for path, size in self.loaded.items() if not re.search("plates|/dish/", path)}


def measure(folder: Path) -> list[Row]:
    with shop_in(folder, None) as shop, _chromium() as browser:
        shop.open()
        url = shop.ready["diner_urls"]["A1"]
        visits = [_visit(browser, url) for _ in range(RUNS + 1)][1:]
        assert shop.close() == 0
    return _rows(visits, samples([max(visit.seen, visit.painted) for visit in visits]))


def _rows(visits: list[Visit], seen: Samples) -> list[Row]:
    worst = max(visits, key=lambda visit: sum(visit.before_pictures.values()))
    size, requests = sum(worst.before_pictures.values()) / KILOBYTE, len(worst.before_pictures)
    return [
        Row(
            "8 phone page before pictures, compressed",
            f"{size:.1f} KB",
            "Odoo 19: 748 KB (from the reference)",
            "",
            "≤ 40 KB",
            size <= 40,
        ),
        Row("  requests of it", str(requests), "", "", "≤ 3", requests <= 3),
        Row(
            "  menu seen at 1.6 Mbit/s, 150 ms, 4 × slower",
            ms(seen.p50),
            "Odoo 19: 12.9 s (from the reference)",
            "",
            "≤ 1 s",
            seen.p50 <= 1,
            seen.spread(),
        ),
    ]


def _visit(browser: Browser, url: str) -> Visit:
    """Open the page as a phone does that has never been here."""
    visit = Visit()
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=3, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    tools = context.new_cdp_session(page)
    paths: dict[str, str] = {}

    def asked(event: dict[str, Any]) -> None:
        paths[event["requestId"]] = event["request"]["url"].partition("?")[0]

    def loaded(event: dict[str, Any]) -> None:
        path = paths.get(event["requestId"], "")
        if path.startswith("http") and not path.endswith("/now"):  # not the questions of a page that runs
            visit.loaded[path] = int(event["encodedDataLength"])

    tools.on("Network.requestWillBeSent", asked)
    tools.on("Network.loadingFinished", loaded)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", NETWORK)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(SEEN)
    page.goto(url, wait_until="load")
    page.wait_for_function("window.seen !== undefined")
    visit.seen = page.evaluate("window.seen") / 1000
    entries = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    visit.painted = page.evaluate(entries) / 1000
    context.close()
    return visit


@contextmanager
def _chromium() -> Iterator[Browser]:
    found = os.environ.get("MASHANG_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()
