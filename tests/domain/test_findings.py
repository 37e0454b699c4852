"""Findings: a line for a person, a value for a machine, and in whose language."""

import json

import pytest

from domain.findings import NOTE, OK, TROUBLE, Finding, in_trouble, json_of, language_for, text_of

FULL = Finding("disk", TROUBLE, "{free} MB left", "Free {wanted} MB", {"free": 3, "wanted": 500})
FINE = Finding("clock", OK, "right")


def test_what_to_do_stands_below_what_was_found() -> None:
    assert text_of([FINE, FULL], str) == "ok: right\ntrouble: 3 MB left\n    Free 500 MB"


def test_it_is_said_in_the_readers_words() -> None:
    words = {"trouble": "故障", "{free} MB left": "只剩 {free} MB", "Free {wanted} MB": "请腾出 {wanted} MB"}
    words["{level}: {found}"] = "{level}：{found}"
    assert text_of([FULL], lambda text: words[text]) == "故障：只剩 3 MB\n    请腾出 500 MB"


def test_a_machine_gets_the_facts_by_name() -> None:
    assert json.loads(json_of([FULL])) == [
        {
            "check": "disk",
            "level": "trouble",
            "found": "3 MB left",
            "advice": "Free 500 MB",
            "facts": {"free": 3, "wanted": 500},
        }
    ]


def test_only_trouble_is_trouble() -> None:
    assert not in_trouble([FINE, Finding("x", NOTE, "y", "z")])
    assert in_trouble([FINE, FULL])


@pytest.mark.parametrize(
    ("locale", "catalogue"),
    [
        ("zh_CN.UTF-8", "zh_Hans"),
        ("zh_Hans", "zh_Hans"),
        ("zh-Hans-CN", "zh_Hans"),
        ("de_DE@euro", "de"),
        ("C.UTF-8", ""),
        ("en_US.UTF-8", ""),
        ("", ""),
    ],
)
def test_the_systems_language_finds_its_catalogue(locale: str, catalogue: str) -> None:
    assert language_for(locale, ["zh_Hans", "de"]) == catalogue
