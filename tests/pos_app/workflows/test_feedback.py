"""What guests say after the meal: once of each phone and opening, by those who ate, until it is read."""

from __future__ import annotations

from typing import Any

import pytest

from domain.people.feedback import Feedback
from domain.record.envelope import Event
from domain.record.fold import apply
from domain.record.tables import MemoryTables
from domain.selling.request import Verdict
from pos_app.models.ears import Ears
from pos_app.models.feedback import unread
from pos_app.models.todo import phone_cards
from pos_app.models.wording import Wording
from pos_app.workflows.hearing_guests import hear_feedback
from tests.pos_app.shop import TOFU, Shop

PHONE = "phone-of-a-guest"


def eat(shop: Shop, table: str = "A1", phone: str = PHONE) -> str:
    """A guest orders from the phone; the opening."""
    shop.phone(table, phone).order(TOFU)
    return shop.opening(table).opening.id


def say(
    shop: Shop, opening: str, stars: Any, words: Any = "", phone: str = PHONE, id: str = "", at: int = 0
) -> Verdict:
    plain = {
        "id": id or shop.time.new_id(),
        "phone": phone,
        "opening": opening,
        "stars": stars,
        "words": words,
    }
    book, writer = shop.parts.book, shop.parts.writer
    heard = writer.submit(
        lambda: book.write(lambda entry: hear_feedback(entry, plain, at or shop.time.at))
    ).result()
    shop.caught_up()
    return heard


def test_what_a_guest_says_is_in_the_tills_list_with_a_sound_and_a_bad_one_is_marked(shop: Shop) -> None:
    opening = eat(shop)
    ears = Ears(shop.till.view)
    assert say(shop, opening, 1, "  水煮鱼\n太咸 ").state == "accepted"
    (one,) = shop.till.view.feedback
    assert (one.stars, one.words, one.bad, one.guest) == (1, "水煮鱼 太咸", True, 1)
    assert "said" in ears.hear(shop.till.view) and "said" not in ears.hear(shop.till.view)
    card, *_ = phone_cards(shop.till.view, shop.time.at, Wording("en", "CNY", "Asia/Shanghai"))
    assert card.title.startswith("★☆☆☆☆") and card.edge == "warn" and card.note == "水煮鱼 太咸"
    shop.till.guests.seen(one.id, "zhou").result()
    shop.caught_up()
    assert unread(shop.till.view) == () and len(shop.till.view.feedback) == 1
    assert shop.rebuilt().different == ()


def test_a_phone_says_one_thing_of_a_meal_and_may_change_it_until_somebody_has_read_it(shop: Shop) -> None:
    opening = eat(shop)
    say(shop, opening, 2, "salty")
    shop.time.later(minutes=1)
    assert say(shop, opening, 4, "good in the end").state == "accepted"
    (one,) = shop.rows(Feedback)
    assert (one.stars, one.words) == (4, "good in the end")
    shop.till.guests.seen(one.id, "zhou").result()
    shop.time.later(minutes=1)
    late = say(shop, opening, 1, "no")
    assert (late.state, late.code) == ("refused", "feedback_read")
    assert shop.rows(Feedback)[0].stars == 4


def test_what_is_heard_twice_or_late_changes_nothing(shop: Shop) -> None:
    opening, first = eat(shop), shop.time.at
    say(shop, opening, 2, "salty")
    shop.time.later(minutes=1)
    say(shop, opening, 5)
    said = len(shop.events("feedback.given"))
    assert say(shop, opening, 2, "salty", at=first).state == "accepted", "a server hands it over once more"
    assert shop.rows(Feedback)[0].stars == 5 and len(shop.events("feedback.given")) == said


def test_two_phones_of_a_table_each_say_theirs(shop: Shop) -> None:
    opening = eat(shop)
    shop.phone("A1", "phone-of-another").order(TOFU)
    say(shop, opening, 5)
    say(shop, opening, 3, phone="phone-of-another")
    assert sorted((one.guest, one.stars) for one in shop.rows(Feedback)) == [(1, 5), (2, 3)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stars": 0}, "unreadable"),
        ({"stars": 6}, "unreadable"),
        ({"stars": "5"}, "unreadable"),
        ({"words": "x" * 501}, "words_too_long"),
        ({"phone": "phone-of-a-stranger"}, "feedback_late"),
        ({"opening": "nowhere"}, "feedback_late"),
    ],
)
def test_a_stranger_and_what_has_no_shape_are_refused(shop: Shop, change: dict[str, Any], code: str) -> None:
    said = {"opening": eat(shop), "stars": 5, **change}
    assert say(shop, **said).code == code
    assert shop.rows(Feedback) == []


def test_of_a_meal_of_long_ago_nothing_can_be_said(shop: Shop) -> None:
    opening = eat(shop)
    shop.time.later(minutes=49 * 60)
    assert say(shop, opening, 5).code == "feedback_late"


def test_two_histories_that_tell_it_in_any_order_agree() -> None:
    start = {"opening": "o", "table": "A1", "guests": 2, "secret": "s", "number": "1"}
    facts: list[tuple[str, dict[str, Any], int]] = [
        ("feedback.given", {"feedback": "o.1", "opening": "o", "guest": 1, "stars": 2, "said_at": 5}, 10),
        ("feedback.given", {"feedback": "o.1", "opening": "o", "guest": 1, "stars": 4, "said_at": 7}, 9),
        ("feedback.seen", {"feedback": "o.1", "opening": "o"}, 11),
        ("opening.started", start, 1),
    ]
    found = []
    for order in ((0, 1, 2, 3), (3, 1, 0, 2), (2, 1, 3, 0), (3, 0, 2, 1)):
        tables = MemoryTables()
        for place in order:
            kind, body, at = facts[place]
            apply(Event(place + 1, kind, at, "2026-11-23", "x", body), tables)
        found.append(tables.where(Feedback))
    assert found[0][0].stars == 4 and found[0][0].seen_at == 11
    assert all(one == found[0] for one in found)
