"""What a check found and what to do about it: one line for a person, the same facts for a machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.errors import _m

OK, NOTE, TROUBLE = "ok", "note", "trouble"
WORDS: Mapping[str, str] = {OK: _m("ok"), NOTE: _m("note"), TROUBLE: _m("trouble")}
_LINE = _m("{level}: {found}")
_OF_WHOM = _m("{name}: ")  # what follows is found of that store


@dataclass(frozen=True, slots=True)
class Finding:
    """``check``: its name for machines; ``level``: ok | note | trouble; texts are English with {facts}.
    The fact ``who``, the store where there are several, stands before a text that names it."""

    check: str
    level: str
    found: str
    advice: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict)

    def lines(self, translate: Callable[[str], str]) -> tuple[str, ...]:
        """The finding in a reader's language; what to do stands on a line of its own."""
        found = self._filled(self.found, translate)
        first = translate(_LINE).format(level=translate(WORDS[self.level]), found=found)
        return (first, f"    {self._filled(self.advice, translate)}") if self.advice else (first,)

    def _filled(self, text: str, translate: Callable[[str], str]) -> str:
        who = self.facts.get("who")
        of_whom = {"who": translate(_OF_WHOM).format(name=who) if who else ""}
        return translate(text).format_map({**self.facts, **of_whom})

    def plain(self) -> dict[str, Any]:
        """The finding for a machine, in English."""
        return {
            "check": self.check,
            "level": self.level,
            "found": self._filled(self.found, str),
            "advice": self._filled(self.advice, str),
            "facts": dict(self.facts),
        }


def in_trouble(findings: Iterable[Finding]) -> bool:
    """Whether somebody has to do something now."""
    return any(finding.level == TROUBLE for finding in findings)


def text_of(findings: Iterable[Finding], translate: Callable[[str], str]) -> str:
    """The findings for a person."""
    return "\n".join(line for finding in findings for line in finding.lines(translate))


def json_of(findings: Iterable[Finding]) -> str:
    """The findings for a machine: a JSON list."""
    return json.dumps([finding.plain() for finding in findings], ensure_ascii=False, indent=1)


def language_for(wanted: str, known: Iterable[str]) -> str:
    """The catalogue for a system's locale ("zh_CN.UTF-8"): the same, else of the same language, else ""."""
    name = wanted.partition(".")[0].partition("@")[0].replace("-", "_")
    same = [one for one in sorted(known) if one.partition("_")[0] == name.partition("_")[0]]
    return name if name in same else next(iter(same), "")
