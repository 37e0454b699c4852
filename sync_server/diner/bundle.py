"""The page's modules as one file: in the order they import each other, texts and styles in front.

No build step: a module stays a plain ES module that an editor understands. Imports and exports are single
lines, top-level names are unique, comments stand on lines of their own and no text runs over lines; so
joining is dropping. Breaks beside brackets and behind commas mean nothing and go too.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from babel.messages.extract import extract

from sync_server.diner.language import Language
from sync_server.diner.style import later_stylesheet

STATIC = Path(__file__).parent / "static"
_IMPORT = re.compile(r'^import .*"\./([a-z]+)\.js";$', re.MULTILINE)
_COMMENT_OR_INDENT = re.compile(r"^\s*(//.*\n)?", re.MULTILINE)
_NEEDLESS_BREAK = re.compile(r"(?<=[{(\[,;])\n|\n(?=[})\]])")
_KEYWORDS = {"_": None, "ngettext": (1, 2)}


@cache
def modules() -> tuple[str, ...]:
    """Names of all modules that main.js stands on, each after those it imports."""
    order: list[str] = []

    def visit(name: str) -> None:
        if name in order:
            return
        for needed in _IMPORT.findall(_source(name)):
            visit(needed)
        order.append(name)

    visit("main")
    return tuple(order)


def bundle(language: Language) -> bytes:
    """The script for one language."""
    code = _spoken("\n".join(_plain(_source(name)) for name in modules()), language)
    styles = json.dumps(later_stylesheet(), ensure_ascii=False)
    return f"{_counted(language)}\nconst LATER = {styles};\n{code}".encode()


@cache
def messages() -> tuple[str | tuple[str, ...], ...]:
    """Every text that the modules speak."""
    found: dict[str | tuple[str, ...], None] = {}
    for name in modules():
        with (STATIC / f"{name}.js").open("rb") as file:
            for _, message, _, _ in extract("javascript", file, keywords=_KEYWORDS):
                found[message if isinstance(message, str) else tuple(message)] = None
    return tuple(found)


def _spoken(code: str, language: Language) -> str:
    """Each text in its place in the reader's language: no phone loads it twice."""
    for message in messages():
        if isinstance(message, str):
            said = language.catalogue.gettext(message)
            code = code.replace(f"_({_literal(message)}", f"_({_literal(said)}")
    return code


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _counted(language: Language) -> str:
    """Texts with a number, in all their forms."""
    texts: dict[str, list[str]] = {}
    for message in messages():
        if not isinstance(message, str):
            forms = _forms(language, message)
            if forms != list(message):
                texts[message[0]] = forms
    plain = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
    return f"const TEXTS = {plain};\nconst PLURAL = n => Number({_plural(language)});"


def _forms(language: Language, message: tuple[str, ...]) -> list[str]:
    """All plural forms that a catalogue has, found by trying numbers."""
    by_form: dict[int, str] = {}
    form = language.catalogue
    for number in range(200):
        by_form.setdefault(_form_of(language, number), form.ngettext(message[0], message[1], number))
    return [by_form[index] for index in sorted(by_form)]


def _form_of(language: Language, number: int) -> int:
    """The index of the plural form that a catalogue uses for a number."""
    choose = getattr(language.catalogue, "plural", None)
    return int(choose(number)) if choose else int(number != 1)


def _plural(language: Language) -> str:
    """The catalogue's rule, written in C, which reads the same in JavaScript."""
    rule = re.search(r"plural=([^;]+)", language.catalogue.info().get("plural-forms", ""))
    return rule[1].strip() if rule and re.fullmatch(r"[n\d\s()!=<>%&|?:]+", rule[1]) else "n != 1"


def _source(name: str) -> str:
    return (STATIC / f"{name}.js").read_text(encoding="utf-8")


def _plain(source: str) -> str:
    source = re.sub(r"^import .*\n", "", source, flags=re.MULTILINE)
    source = _COMMENT_OR_INDENT.sub("", source)
    source = re.sub(r"^export ", "", source, flags=re.MULTILINE).strip()
    return _NEEDLESS_BREAK.sub("", source)
