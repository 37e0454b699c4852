"""The owner sees each day's Z as the till has frozen it, beside what the facts come to."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random
from typing import Any

from domain.money.carried import Carried
from domain.money.day_figures import DrawerSum, figures_of
from domain.record.plain import to_plain
from tests.sync_server.running import ServerHere
from tests.sync_server.story import ZONE, Story, lines, simple_dishes
from tests.sync_server.test_owner import Browser, busy_day, owner
from tests.sync_server.wire import WireTill

__all__ = ["owner"]


def closed(story: Story, z: int = 7, by: str = "wang") -> int:
    """The manager ends the day; what its Z says was taken."""
    drawer = DrawerSum("s1", 1, "zhou", story.at, story.at, "zhou", 50_000, 60_000, 59_800, "small change")
    figures = replace(
        figures_of(story.tables, story.date, ZONE), drawers=(drawer,), carried=(Carried("held", "x"),)
    )
    body: dict[str, Any] = {"day": "d" * 32, "z": z, "date": story.date, "report": to_plain(figures)}
    story.tell("day.closed", body, by)
    return figures.takings


def test_a_z_is_shown_with_its_drawers_and_what_was_carried_over(
    server: ServerHere, till: WireTill, owner: Browser
) -> None:
    story = Story(server.time.clock.now())
    busy_day(story, Random(3))
    takings = closed(story)
    till.send(story.incarnation, story.raws)
    server.folded()
    page = owner.get("/owner/", date=story.date).text
    assert "Z 0007" in page and "by Ms Wang" in page
    assert f"¥{takings / 100:,.2f}" in page
    assert "Drawer of Zhou" in page and "Short" in page and "2.00" in page and "small change" in page
    assert "all facts that have come since" not in page


def test_a_sale_that_comes_after_the_z_changes_no_z_and_is_not_hidden(
    server: ServerHere, till: WireTill, owner: Browser
) -> None:
    story = Story(server.time.clock.now())
    busy_day(story, Random(4), 3)
    takings = closed(story)
    opening = story.sit("B1")
    story.order(opening, *lines(*simple_dishes()[:2]))
    story.pay(opening)
    till.send(story.incarnation, story.raws)
    server.folded()
    page = owner.get("/owner/", date=story.date).text
    assert f"¥{takings / 100:,.2f}" in page
    assert "all facts that have come since" in page


def test_deposits_are_a_liability_of_the_day_with_what_became_of_them(
    server: ServerHere, till: WireTill, owner: Browser
) -> None:
    story = Story(server.time.clock.now())
    busy_day(story, Random(5), 3)
    story.tell(
        "booking.made", {"booking": "b1", "at": story.at, "guests": 4, "tables": [], "sealed": ""}, "zhou"
    )
    for place, (kind, amount) in enumerate((("taken", 50_000), ("back", 12_300), ("kept", 4_500))):
        body = {"move": f"m{place}", "booking": "b1", "kind": kind, "amount": amount, "tender": "cash"}
        story.tell("deposit.moved", body, "zhou")
    till.send(story.incarnation, story.raws)
    server.folded()
    page = owner.get("/owner/", date=story.date).text
    words = " ".join(page.split())
    assert "Deposits taken" in page and "500.00" in page
    assert "−123.00" in page and "−45.00" in page
    assert "¥332.00" in words.partition("Held, owed to guests")[2][:120]
    before = owner.get("/owner/", date="2026-01-01").text
    assert "Held, owed to guests" not in before, "nothing was held yet"


def test_the_owner_reads_what_was_carried_over_as_the_z_lists_it(
    server: ServerHere, till: WireTill, owner: Browser
) -> None:
    story = Story(server.time.clock.now())
    busy_day(story, Random(6), 3)
    carried = (
        Carried("back", "r1", {"und": "A5"}, 5_600, tender={"en": "WeChat Pay", "zh-Hans": "微信支付"}),
        Carried("table", "o1", {"und": "A6 <b>"}, 13_800, since="2026-11-20"),
        Carried("shift", "s1", {"und": "zhou"}, count=3),
        Carried("of a newer till", "n1", {"und": "B2"}, 900),
    )
    figures = replace(figures_of(story.tables, story.date, ZONE), carried=carried)
    body: dict[str, Any] = {"day": "e" * 32, "z": 8, "date": story.date, "report": to_plain(figures)}
    story.tell("day.closed", body, "wang")
    till.send(story.incarnation, story.raws)
    server.folded()
    page = owner.get("/owner/", date=story.date).text
    listed = " ".join(re.sub("<[^>]*>", " ", page.partition("Carried over")[2][:2_000]).split())
    for words in (
        "Table A5 · WeChat Pay · ¥56.00 is on its way back to the guest",
        "Table A6 &lt;b&gt; · ¥138.00 to pay · carried over since 2026-11-20",
        "The drawer of Zhou · Not handed over",
        "B2 · ¥9.00",
    ):
        assert words in listed
