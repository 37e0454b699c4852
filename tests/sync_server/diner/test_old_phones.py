"""A phone of five years: nothing in the page that Chrome 86 (2020) or Safari 14 would not understand."""

from __future__ import annotations

import re

import pytest

from sync_server.diner.bundle import STATIC, bundle, later_bundle, later_modules
from sync_server.diner.language import languages
from sync_server.diner.lowering import lowered
from sync_server.diner.style import later_stylesheet, own_stylesheet, sheets, stylesheet

# What both know, as far as our sheets use it; a property that is new here is looked up before it is added.
_KNOWN = """
-webkit-box-orient -webkit-line-clamp -webkit-tap-highlight-color -webkit-text-size-adjust
align-content align-items align-self animation appearance background border border-bottom
border-color border-inline-end border-inline-start border-radius border-top bottom box-sizing
clip-path color color-scheme column-gap content cursor direction display fill filter flex
flex-direction flex-wrap font font-family font-size font-style font-variant-numeric font-weight gap
grid-area grid-auto-columns grid-auto-flow grid-column grid-row grid-template-columns height
justify-content justify-items justify-self left line-height list-style margin margin-bottom margin-left
margin-right margin-top max-height max-width min-height min-width object-fit opacity outline
outline-offset overflow overflow-x overflow-y overscroll-behavior padding padding-bottom
padding-left padding-right padding-top place-items pointer-events position resize right row-gap
scroll-behavior scroll-padding-top stroke stroke-linecap stroke-linejoin stroke-width text-align
text-decoration text-overflow text-transform top touch-action transform transition unicode-bidi vertical-align
visibility white-space width word-break z-index
"""
KNOWN = set(_KNOWN.split())
# What an old browser passes over, and the page stays readable and usable.
MISSED = {
    "overflow-wrap", "scrollbar-width", "text-wrap", "accent-color", "content-visibility",
    "contain-intrinsic-size",
}  # fmt: skip
TOO_NEW_CSS = (
    r":has\(|:is\(|:where\(|@layer|@container|@property|color-mix|[\d.](?:dvh|svh|lvh|cqw)\b|\bmin\(|\bmax\("
)
TOO_NEW_JS = (
    r"\(\?<[=!]",  # looking behind
    r"\.(?:at|findLast|findLastIndex|toSorted|toReversed|toSpliced|with|groupBy|checkVisibility|showPicker)\(",
    r"\bObject\.(?:hasOwn|groupBy)\b|\bstructuredClone\b|\bAbortSignal\.(?:timeout|any)\b|\brandomUUID\b",
    r"\bArray\.fromAsync\b|\bPromise\.(?:withResolvers|try)\b|\bIntl\.(?:ListFormat|Segmenter)\b|\bWeakRef\b",
    r"^\s*(?:static\s*\{|#\w+|static\s+\w+\s*=)",  # what came late to classes
    r"\busing \w+ =|\bimport\.meta\b|\bwith \{ type:|/v\b",
)


def every_sheet(direction: str) -> list[str]:
    own = [own_stylesheet(name, direction) for name in sheets()]
    return [stylesheet(direction), later_stylesheet(direction), *own]


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_style_uses_only_what_old_browsers_know(direction: str) -> None:
    for css in every_sheet(direction):
        css = re.sub(r'url\("[^"]*"\)', "url()", css)
        named = set(re.findall(r"(?<=[{;])([a-z-]+):", css))
        assert {name for name in named if not name.startswith("--")} <= KNOWN | MISSED
        assert re.findall(TOO_NEW_CSS, css) == []
        # A list of selectors is lost whole where one is not known.
        assert [
            one for one in re.findall(r"[^{}]+(?={)", css) if ":focus-visible" in one and "," in one
        ] == []


def test_the_scripts_use_only_what_old_browsers_know() -> None:
    for language in languages():
        scripts = [bundle(language), *(later_bundle(root, language, "/x.js") for root in later_modules())]
        for script in scripts:
            for pattern in TOO_NEW_JS:
                assert re.findall(pattern, script.decode(), re.MULTILINE) == []
    for path in STATIC.glob("*.js"):
        assert not re.search(
            r"^(?:export )?(?:\w+ .*= )?await ", path.read_text(encoding="utf-8"), re.MULTILINE
        )


def test_start_and_end_become_sides() -> None:
    css = "a{inset:auto 0 0;margin-inline:1px calc(2px + 3px)}b{padding-block:4px;inset-inline-start:5px}"
    left = "a{top:auto;right:0;bottom:0;left:0;margin-left:1px;margin-right:calc(2px + 3px)}"
    assert lowered(css, "ltr") == left + "b{padding-top:4px;padding-bottom:4px;left:5px}"
    assert lowered(css, "rtl").endswith(
        "margin-right:1px;margin-left:calc(2px + 3px)}b{padding-top:4px;padding-bottom:4px;right:5px}"
    )
    assert (
        lowered("a{inset:1px 2px 3px 4px;margin:5px}", "ltr")
        == "a{top:1px;right:2px;bottom:3px;left:4px;margin:5px}"
    )
    assert lowered("a{inset:1px 2px}", "rtl") == "a{top:1px;right:2px;bottom:1px;left:2px}"
    assert lowered("a{inset:0}", "rtl") == "a{top:0;right:0;bottom:0;left:0}"


def test_what_scrolls_in_a_sheet_is_as_high_as_what_is_in_it() -> None:
    """A share of a height that is not known yet is nothing in WebKit: on iPhones the sheets were empty."""
    (scroller,) = re.findall(r"(?<=[}])\.in\{([^}]*)\}", later_stylesheet("ltr"))
    assert "overflow-y:auto" in scroller and "flex" not in scroller
