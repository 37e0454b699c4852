"""The doctor's rules: from what was measured to what somebody has to do."""

from __future__ import annotations

import pytest

from domain import health
from domain.findings import Finding

NOW = 1_800_000_000_000
HOUR = 3_600_000
GB = 1_000 * health.MB


@pytest.mark.parametrize(
    ("finding", "level"),
    [
        (health.disk("/d", 40 * GB, 100 * GB, ""), "ok"),
        (health.disk("/d", 999 * health.MB, 100 * GB, ""), "note"),
        (health.disk("/d", 199 * health.MB, 100 * GB, ""), "trouble"),
        (health.disk("/d", 40 * GB, 100 * GB, "Read-only file system"), "trouble"),
        (health.keys("", "", False), "ok"),
        (health.keys("/d/keys", "", False), "note"),
        (health.keys("/d/keys", "", True), "trouble"),
        (health.keys("", "damaged", False), "trouble"),
        (health.keys("", health.GONE, False), "trouble"),
        (health.database("", "0002", "0002", 1, 1), "ok"),
        (health.database("", "0001", "0002", 1, 1), "note"),
        (health.database("", "0003", "0002", 1, 1), "trouble"),
        (health.database("", "0002", "0002", 1, 300 * health.MB), "note"),
        (health.database("row missing from index", "0002", "0002", 1, 1), "trouble"),
        (health.clock(NOW, NOW - 1, []), "ok"),
        (health.clock(NOW, 0, []), "ok"),
        (health.clock(NOW, NOW + 119_000, []), "ok"),  # the network put it right
        (health.clock(NOW, NOW + 121_000, []), "trouble"),
        (health.clock(NOW, NOW - 1, [("a", 119_000), ("b", -1)]), "ok"),
        (health.clock(NOW, NOW - 1, [("a", 1), ("b", -121_000)]), "note"),
        (health.clock(NOW, NOW - 1, [("a", 1), ("b", 300_000)]), "trouble"),
        (health.database_unread("disk I/O error"), "note"),
        (health.server("https://a", 40, "", ""), "ok"),
        (health.server("https://a", 1_400, "", ""), "note"),
        (health.server("https://a", 0, "ConnectionError", ""), "trouble"),
        (health.server("https://a", 40, "", "revoked"), "trouble"),
        (health.server("https://a", 40, "", "a code of a newer server"), "trouble"),
        (health.server_version("https://a", "0.2.0", "0.2.0"), "ok"),
        (health.server_version("https://a", "", "0.2.0"), "note"),
        (health.server_version("https://a", "0.3.0", "0.2.0"), "note"),
        (health.printer("bar", "tcp://a", "", "ok"), "ok"),
        (health.printer("bar", "tcp://a", "", "silent"), "note"),
        (health.printer("bar", "tcp://a", "", "near_end"), "note"),
        (health.printer("bar", "tcp://a", "", "paper_out"), "trouble"),
        (health.printer("bar", "tcp://a", "refused", ""), "trouble"),
        (health.sqlite("3.53.4", "4", True), "ok"),
        (health.sqlite("3.40.1", "4", False), "trouble"),
        (health.lan("10.0.0.5"), "ok"),
        (health.lan(""), "note"),
        (health.port(8626, ""), "ok"),
        (health.port(8626, "in use"), "trouble"),
        (health.crashes(0, "/d"), "ok"),
        (health.crashes(2, "/d"), "note"),
    ],
)
def test_what_was_measured_has_a_level_and_what_to_do(finding: Finding, level: str) -> None:
    assert finding.level == level
    assert bool(finding.advice) == (level != "ok")
    assert "{" not in finding.plain()["found"] + finding.plain()["advice"]


@pytest.mark.parametrize(
    ("last", "places", "drill", "problem", "levels"),
    [
        (0, [], 0, "", ["trouble"]),
        (NOW - HOUR, [], NOW - HOUR, "", ["ok", "ok"]),
        (NOW - 26 * HOUR, [], NOW - HOUR, "", ["trouble", "ok"]),
        (NOW - HOUR, [("/mnt/usb", "unplugged"), ("/b", "")], NOW - HOUR, "", ["ok", "trouble", "ok"]),
        (NOW - HOUR, [], 0, "", ["ok", "note"]),
        (NOW - HOUR, [], NOW - 37 * HOUR, "", ["ok", "trouble"]),
        (NOW - HOUR, [], NOW - HOUR, "chain", ["ok", "trouble"]),
    ],
)
def test_backups_and_their_drill(
    last: int, places: list[tuple[str, str]], drill: int, problem: str, levels: list[str]
) -> None:
    assert [one.level for one in health.backups(NOW, last, places, drill, problem)] == levels


def test_a_drill_that_never_came_is_trouble_once_there_should_have_been_one() -> None:
    for age, level in ((1, "note"), (35, "note"), (37, "trouble")):
        found = health.backups(NOW, NOW - HOUR, [], 0, "", made_at=NOW - age * HOUR)
        assert (found[-1].check, found[-1].level) == ("drill", level), age


@pytest.mark.parametrize(
    ("problem", "refused", "advice"),
    [
        ("SSLError", "", "certificate"),
        ("ReadTimeout", "", "Check the network"),
        ("", "clock", "Set the computer's clock"),
        ("", "second_till", "Close the other till"),
        ("", "server_disk", "Free some space on that server"),
        ("", "revoked", "a new enrolment code"),
        ("", "other_key", "Sell on the other computer"),
    ],
)
def test_what_to_do_about_a_server_fits_its_trouble(problem: str, refused: str, advice: str) -> None:
    told = health.server("https://a", 40, problem, refused).plain()
    assert advice in told["advice"]
    assert not told["found"].endswith(f": {problem or refused}"), "words, and not a name of the program's"


@pytest.mark.parametrize("problem", ["chain", "heads", "totals", "signed", "own"])
def test_what_a_drill_found_is_said_in_words_and_not_by_its_code(problem: str) -> None:
    finding = health.backups(NOW, NOW - HOUR, [], NOW - HOUR, problem)[-1].plain()
    assert "verify" in finding["advice"], "to leave the till on over night would not help"
    said = finding["found"]
    assert not said.endswith(f": {problem}") and "drill of a restore failed: " in said


@pytest.mark.parametrize(
    ("problem", "level"), [("away", "note"), ("missing", "trouble"), ("chain", "trouble"), ("own", "trouble")]
)
def test_a_drill_of_the_servers_copy_is_told_by_itself(problem: str, level: str) -> None:
    found = health.backups(NOW, NOW - HOUR, [], NOW - HOUR, "", problem)
    assert [(one.check, one.level) for one in found[1:]] == [("drill", "ok"), ("server_drill", level)]
    assert found[-1].advice
    assert not found[-1].plain()["found"].endswith(f": {problem}")
