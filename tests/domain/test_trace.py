"""What may be written down: places, kinds and ids, and nothing that a person wrote."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

from domain.trace import crash_of, line_of, traced

REMARK = "给小明过生日"


def record(name: str, message: str, *args: object, **more: Any) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.ERROR, "file.py", 1, message, args, more.pop("exc_info", None))
    made.__dict__.update(more)
    return made


def fail() -> None:
    try:
        raise KeyError(REMARK)
    except KeyError as error:
        raise ValueError(f"cannot read {REMARK}") from error


def failure() -> ValueError:
    try:
        fail()
    except ValueError as error:
        return error
    raise AssertionError


def test_our_own_words_are_told_with_their_order() -> None:
    line = line_of(record("pos_app.workflows", "job %s stays", "o1.bar", **traced("o1")), "now")
    assert line == {
        "at": "now",
        "level": "error",
        "from": "pos_app.workflows",
        "said": "job o1.bar stays",
        "order": "o1",
    }


def test_of_other_libraries_only_the_pattern_is_told() -> None:
    """asyncio quotes an error, urllib3 an address, uvicorn whatever came."""
    for message, args in ((f"Task failed\n{REMARK}", ()), ("cannot read %s", (REMARK,))):
        line = line_of(record("asyncio", message, *args), "now")
        assert REMARK not in json.dumps(line, ensure_ascii=False)
        assert line["said"] in ("Task failed", "cannot read %s")


def test_an_errors_text_is_left_out_and_its_places_are_told() -> None:
    error = failure()
    line = line_of(record("sync_server", "bad", exc_info=(ValueError, error, error.__traceback__)), "now")
    assert line["error"].startswith("ValueError at test_trace.py:")
    assert line["error"].endswith("fail")
    assert REMARK not in json.dumps(line, ensure_ascii=False)


def test_a_crash_tells_the_errors_it_came_from() -> None:
    crash = crash_of(failure(), "main")
    assert [one["kind"] for one in crash["errors"]] == ["ValueError", "KeyError"]
    assert crash["errors"][1]["places"][-1].endswith(" fail")
    assert REMARK not in json.dumps(crash, ensure_ascii=False)


def test_an_error_that_goes_round_in_a_circle_ends() -> None:
    one, other = ValueError(), ValueError()
    one.__cause__, other.__cause__ = other, one
    assert len(crash_of(one, "main")["errors"]) == 2


def test_an_endless_recursion_is_cut() -> None:
    def again() -> None:
        again()

    try:
        again()
    except RecursionError as error:
        assert len(crash_of(error, "main")["errors"][0]["places"]) == 40
    assert sys.getrecursionlimit() > 40
