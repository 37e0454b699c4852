"""What axe-core holds against a page: what keeps somebody out who cannot see, or see well, or point."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}


def barriers(page: Page) -> list[str]:
    """Grave findings on the page as it stands; in the dark only what light and dark differ in."""
    settled(page)
    found = _grave(Axe().run(page).response)
    page.emulate_media(color_scheme="dark")
    settled(page)
    found += [f"dark: {one}" for one in _grave(Axe().run(page, options=CONTRAST).response)]
    page.emulate_media(color_scheme="light")
    return found


def settled(page: Page) -> None:
    """Nothing fades in any more: half-way colours are nobody's."""
    page.evaluate("Promise.allSettled(document.getAnimations().map(one => one.finished)).then(() => null)")


def _grave(response: dict[str, Any]) -> list[str]:
    return [
        f"{found['id']} ({found['impact']}): {node['target']} {node['html'][:120]} {_why(node)}"
        for found in response["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    return "; ".join(one["message"] for one in [*node["any"], *node["all"], *node["none"]])
