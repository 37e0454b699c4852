"""The page's modules as one file, and each that waits for a tap (later.js) as a file of its own.

They stand in the order they import each other, texts and styles in front. What a later file needs of the
page's, it imports from there.
No build step: a module stays a plain ES module that an editor understands. Imports and exports are single
lines, top-level names are unique and no text runs over lines; so joining is dropping. Breaks beside brackets
and behind commas, and spaces beside signs, mean nothing and go too, with the comments.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from sync_server.diner.language import Language
from sync_server.diner.style import later_stylesheet, own_stylesheet

STATIC = Path(__file__).parent / "static"
_IMPORT = re.compile(r'^import (?:{ (.*) } from )?"\./([a-z]+)\.js";$', re.MULTILINE)
_LATER = re.compile(r'\blater\("([a-z]+)"\)')
_COMMENT_OR_INDENT = re.compile(r"^\s*(//.*\n)?", re.MULTILINE)
# Texts stay as they are; so do two signs apart that together would be another.
_TEXT_OR_SIGN = re.compile(
    r'("(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|[+-] [+-])| *//.*| ?([=+\-*<>&|?:,;{}()\[\]!]+) ?'
)
_NEEDLESS_BREAK = re.compile(r"(?<=[{(\[,;])\n|\n(?=[})\]])")
_KEYWORDS = {"_": None, "ngettext": (1, 2)}


@cache
def modules() -> tuple[str, ...]:
    """Names of all modules that main.js stands on, each after those it imports."""
    return _from("main", ())


@cache
def later_modules() -> dict[str, tuple[str, ...]]:
    """Names of the modules of each file that waits for a tap, by the name that later("…") is called with."""
    found: dict[str, tuple[str, ...]] = {}
    wanted = list(modules())
    while wanted:
        for root in _LATER.findall(_plain(_source(wanted.pop()))):
            if root not in found:
                found[root] = _from(root, modules())
                wanted += found[root]
    return found


def _from(root: str, besides: tuple[str, ...]) -> tuple[str, ...]:
    order: list[str] = []

    def visit(name: str) -> None:
        if name in order or name in besides:
            return
        for _, needed in _IMPORT.findall(_source(name)):
            visit(needed)
        order.append(name)

    visit(root)
    return tuple(order)


def bundle(language: Language) -> bytes:
    """The script for one language."""
    code = _joined(modules(), language)
    styles = json.dumps(later_stylesheet(language.direction), ensure_ascii=False)
    lent = sorted({name for names in later_modules().values() for name in _borrowed(names)})
    given = f"\nexport {{ TEXTS, {', '.join(lent)} }};" if later_modules() else ""
    return f"{_counted(language)}\nconst LATER = {styles};\n{code}{given}".encode()


def later_bundle(root: str, language: Language, page: str) -> bytes:
    """The file of a module that waits for a tap; ``page``: the address of the page's own script."""
    names = later_modules()[root]
    code = _joined(names, language)
    if styles := own_stylesheet(root, language.direction):
        told = json.dumps(styles, ensure_ascii=False)
        put = f'Object.assign(document.createElement("style"), {{ textContent: {told} }})'
        code = f"document.head.append({put});\n{code}"
    taken = ", ".join(["TEXTS", *sorted(_borrowed(names))])
    texts = json.dumps(_counted_texts(names, language), ensure_ascii=False, separators=(",", ":"))
    given = ", ".join(
        re.findall(r"^export (?:async )?(?:const|let|function) (\w+)", _source(root), re.MULTILINE)
    )
    return (
        f'import {{ {taken} }} from "{page}";\nObject.assign(TEXTS, {texts});\n{code}\nexport {{ {given} }};'
    ).encode()


def _borrowed(names: tuple[str, ...]) -> set[str]:
    """What these modules import of the page's."""
    lines = [line for name in names for line in _IMPORT.findall(_source(name))]
    return {one for told, module in lines if module in modules() for one in told.split(", ") if one}


@cache
def messages(names: tuple[str, ...]) -> tuple[str | tuple[str, ...], ...]:
    """Every text that these modules speak."""
    from babel.messages.extract import extract  # of a start that shows no page it would be a part

    found: dict[str | tuple[str, ...], None] = {}
    for name in names:
        with (STATIC / f"{name}.js").open("rb") as file:
            for _, message, _, _ in extract("javascript", file, keywords=_KEYWORDS):
                found[message if isinstance(message, str) else tuple(message)] = None
    return tuple(found)


def _joined(names: tuple[str, ...], language: Language) -> str:
    """Each text in its place in the reader's language: no phone loads it twice."""
    code = "\n".join(_plain(_source(name)) for name in names)
    for message in messages(names):
        if isinstance(message, str):
            said = language.catalogue.gettext(message)
            code = code.replace(f"_({_literal(message)}", f"_({_literal(said)}")
    return code


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _counted_texts(names: tuple[str, ...], language: Language) -> dict[str, list[str]]:
    """Texts with a number, in all their forms."""
    texts: dict[str, list[str]] = {}
    for message in messages(names):
        if not isinstance(message, str):
            forms = _forms(language, message)
            if forms != list(message):
                texts[message[0]] = forms
    return texts


def _counted(language: Language) -> str:
    plain = json.dumps(_counted_texts(modules(), language), ensure_ascii=False, separators=(",", ":"))
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
    source = _TEXT_OR_SIGN.sub(lambda found: found[1] or found[2] or "", source)
    return _NEEDLESS_BREAK.sub("", source)
