"""Hours as a person types them, and what the counter says of phones' orders."""

import pytest

from pos_app.models.counter import counter_cards
from pos_app.models.store_code import hours_from, hours_words, standing_words
from pos_app.models.todo import phone_cards
from pos_app.models.wording import Wording
from tests.pos_app.shop import TOFU, Shop, at
from tests.pos_app.workflows.test_store_code import begin, begin_due, order


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("", ()),
        ("10:00-14:00", ((600, 840),)),
        ("9:30 – 14:00，17:00～01:30", ((570, 840), (1020, 90))),
        (" 10：00-14：00;17:00 到 21:30 ", ((600, 840), (1020, 1290))),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, hours: tuple[tuple[int, int], ...]) -> None:
    assert hours_from(typed) == hours
    assert hours_from(hours_words(hours)) == hours


@pytest.mark.parametrize(
    "typed", ["noon", "10-14", "10:00", "25:00-26:00", "10:70-11:00", "10:00-14:00-15:00"]
)
def test_what_is_no_hour_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(ValueError, match=r"noon|[0-9]"):
        hours_from(typed)


def test_an_order_for_later_says_for_when_and_when_it_is_begun(shop: Shop) -> None:
    begin(shop, before=20)
    wording = Wording("en", "CNY", "Asia/Shanghai")
    order(shop, TOFU, wanted_at=at("2026-11-23T18:30"))
    order(shop, TOFU)
    now, later = counter_cards(shop.till.view, shop.time.at, wording)
    assert (now.title, later.title) == ("Takeaway 002", "Takeaway 001 · for 18:30")
    assert later.note.startswith("Ordered ahead · kitchen begins 18:10")
    shop.time.at = at("2026-11-23T18:10")
    begin_due(shop)
    assert "Being made" in counter_cards(shop.till.view, shop.time.at, wording)[1].note


def test_an_order_that_waits_for_staff_says_what_it_is(shop: Shop) -> None:
    begin(shop, confirm=True)
    wording = Wording("en", "CNY", "Asia/Shanghai")
    order(shop, TOFU, to_go=False)
    order(shop, TOFU, wanted_at=at("2026-11-23T18:30"))
    assert [
        card.title.partition(" · ")[0] for card in phone_cards(shop.till.view, shop.time.at, wording)
    ] == [
        "Eats here",
        "Takeaway for 18:30",
    ]


def test_the_counter_says_whether_phones_may_order(shop: Shop) -> None:
    wording = Wording("en", "CNY", "Asia/Shanghai")
    assert standing_words(shop.till.view, shop.time.at, wording) == "Phones off"
    begin(shop)
    assert standing_words(shop.till.view, shop.time.at, wording) == "Phones"
    shop.till.store_code.pause(at("2026-11-23T12:30"), "zhou").result()
    shop.caught_up()
    assert standing_words(shop.till.view, shop.time.at, wording) == "Phones paused until 12:30"
