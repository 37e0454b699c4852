"""What the owner's page says of dishes comes into the till's menu once, never over somebody else's word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.record.plain import to_plain
from domain.selling.dish_words import DishWish, DishWords, words_of
from domain.selling.licences import Licence, LicenceWish
from domain.selling.request import Verdict
from pos_app.sync.client import FeedItem
from pos_app.workflows.syncing import _hear_all
from tests.pos_app.shop import Shop

PICTURE = "0123456789abcdef0123"


def wish(shop: Shop, **said: Any) -> DishWish:
    now = words_of(shop.till.view.menu.dish("mapo-tofu"))
    return DishWish(shop.time.new_id(), "mapo-tofu", replace(now, **said), now)


def hear(shop: Shop, *wishes: Any) -> tuple[Verdict, ...]:
    bodies = [one if isinstance(one, dict) else to_plain(one) for one in wishes]
    items = tuple(FeedItem(place, "dish", shop.time.at, 0, body) for place, body in enumerate(bodies, 1))
    found = shop.parts.writer.submit(lambda: _hear_all(shop.parts.book, items)).result()
    shop.caught_up()
    return found


def said(shop: Shop) -> DishWords:
    return words_of(shop.till.view.menu.dish("mapo-tofu"))


def test_a_wish_is_taken_into_the_menu_once(shop: Shop) -> None:
    shop.publish("menu", hand_written="stays")
    before = shop.read_document("menu")
    asked = wish(shop, picture=PICTURE, badges=("new",), serves=(2, 3), portion="650 g")
    for _ in range(2):  # the answer was lost
        (answer,) = hear(shop, asked)
        assert (answer.request, answer.state) == (asked.id, "accepted")
    after = shop.read_document("menu")
    assert (after["version"], after["hand_written"]) == (before["version"] + 1, "stays")
    assert said(shop) == asked.words
    assert [one for one in after["dishes"] if one["id"] != "mapo-tofu"] == [
        one for one in before["dishes"] if one["id"] != "mapo-tofu"
    ]
    assert shop.rebuilt().different == ()


@pytest.mark.parametrize("portion", ["0 g", "650", "650 stone", "g", "999999 ml", " 5 pc", "５ g"])
def test_how_much_is_on_the_plate_is_a_number_of_a_known_unit(shop: Shop, portion: str) -> None:
    (answer,) = hear(shop, wish(shop, portion=portion))
    assert (answer.state, answer.code) == ("refused", "dish_words") and not said(shop).portion


def test_two_wishes_that_looked_at_the_same_are_not_mixed(shop: Shop) -> None:
    first, second = wish(shop, spice=0), wish(shop, badges=("chef",))
    answers = hear(shop, first, second)
    assert [(one.state, one.code) for one in answers] == [("accepted", ""), ("refused", "dishes_changed")]
    assert said(shop) == first.words


def test_what_is_no_wish_is_passed_over_and_holds_nobody_up(shop: Shop) -> None:
    gone = replace(wish(shop, spice=1), dish="no-dish")
    wild = wish(shop, picture="../../etc/passwd")
    answers = hear(shop, {"id": 5}, gone, wild, wish(shop, spice=1))
    assert [(one.state, one.code) for one in answers] == [
        ("refused", "unknown_dish"),
        ("refused", "dish_words"),
        ("accepted", ""),
    ]
    assert said(shop).spice == 1


def test_a_word_can_be_taken_back(shop: Shop) -> None:
    hear(shop, wish(shop, badges=("new",), allergens=("soy", "egg"), picture=PICTURE))
    hear(shop, wish(shop, badges=(), allergens=(), picture=""))
    assert said(shop) == DishWords(spice=said(shop).spice, serves=said(shop).serves)


def test_licences_come_into_the_menu_and_never_over_others(shop: Shop) -> None:
    mine = LicenceWish(shop.time.new_id(), (Licence("food", "JY2510100", "", "a" * 20),))
    other = LicenceWish(shop.time.new_id(), (Licence("business", "91510100"),))
    answers = hear(shop, mine, mine, other)
    assert [one.state for one in answers] == ["accepted", "accepted", "refused"]
    assert shop.till.view.menu.licences == mine.licences
    assert "a" * 20 in shop.till.view.menu.pictures, "the till hands it to each server"
    for bad in (Licence("food", ""), Licence("food", "JY", "", "../x"), Licence("other", "JY")):
        (no,) = hear(shop, LicenceWish(shop.time.new_id(), (bad,), mine.licences))
        assert (no.state, no.code) == ("refused", "licence_words")
    (none,) = hear(shop, LicenceWish(shop.time.new_id(), (), mine.licences))
    assert none.state == "accepted" and shop.till.view.menu.licences == ()
    assert "a" * 20 not in shop.till.view.menu.pictures
    assert shop.rebuilt().different == ()
