"""What guests say after the meal: once of each phone and opening, until it is read, or they take it back."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations
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
from pos_app.workflows.chatting import hear_forget, hear_word
from pos_app.workflows.hearing_guests import hear_feedback
from tests.pos_app.shop import TOFU, Shop

PHONE = "phone-of-a-guest"
PICTURE = "0123456789abcdef0123"
START = {"opening": "o", "table": "A1", "guests": 2, "secret": "s", "number": "1"}


def eat(shop: Shop, table: str = "A1", phone: str = PHONE) -> str:
    """A guest orders from the phone; the opening."""
    shop.phone(table, phone).order(TOFU)
    return shop.opening(table).opening.id


def say(
    shop: Shop,
    opening: str,
    stars: Any,
    words: Any = "",
    phone: str = PHONE,
    id: str = "",
    at: int = 0,
    picture: str = "",
) -> Verdict:
    plain = {
        "id": id or shop.time.new_id(),
        "phone": phone,
        "opening": opening,
        "stars": stars,
        "words": words,
        **({"picture": picture} if picture else {}),
    }
    book, writer = shop.parts.book, shop.parts.writer
    heard = writer.submit(
        lambda: book.write(lambda entry: hear_feedback(entry, plain, at or shop.time.at))
    ).result()
    shop.caught_up()
    return heard


def forget(shop: Shop, opening: str, phone: str = PHONE) -> Verdict:
    plain = {"id": shop.time.new_id(), "phone": phone, "opening": opening}
    book, writer = shop.parts.book, shop.parts.writer
    heard = writer.submit(lambda: book.write(lambda entry: hear_forget(entry, plain, shop.time.at))).result()
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
    (one,) = shop.till.view.feedback
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
        ({"picture": "../../a"}, "unreadable"),
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
    facts: list[tuple[str, dict[str, Any], int]] = [
        ("feedback.given", {"feedback": "o.1", "opening": "o", "guest": 1, "stars": 2, "said_at": 5}, 10),
        ("feedback.given", {"feedback": "o.1", "opening": "o", "guest": 1, "stars": 4, "said_at": 7}, 9),
        ("feedback.seen", {"feedback": "o.1", "opening": "o"}, 11),
        ("opening.started", START, 1),
    ]
    found = told_in(facts, ((0, 1, 2, 3), (3, 1, 0, 2), (2, 1, 3, 0), (3, 0, 2, 1)))
    assert found[0][0].stars == 4 and found[0][0].seen_at == 11
    assert all(one == found[0] for one in found)


@pytest.mark.parametrize(("until", "left"), [(5, 4), (6, 4), (7, 0), (8, 0)])
def test_two_histories_of_which_one_takes_it_back_agree(until: int, left: int) -> None:
    about = {"feedback": "o.1", "opening": "o", "guest": 1}
    facts: list[tuple[str, dict[str, Any], int]] = [
        ("opening.started", START, 1),
        ("feedback.given", {**about, "stars": 2, "words": "salty", "said_at": 5}, 10),
        ("feedback.given", {**about, "stars": 4, "picture": PICTURE, "said_at": 7}, 9),
        ("feedback.withdrawn", {**about, "until": until}, 12),
        ("feedback.seen", {"feedback": "o.1", "opening": "o"}, 11),
    ]
    found = told_in(facts, tuple(permutations(range(5))))
    assert found[0][0].stars == left and found[0][0].gone is not bool(left)
    assert all(one == found[0] for one in found)


def told_in(
    facts: list[tuple[str, dict[str, Any], int]], orders: Iterable[tuple[int, ...]]
) -> list[list[Feedback]]:
    found = []
    for order in orders:
        tables = MemoryTables()
        for place in order:
            kind, body, at = facts[place]
            apply(Event(place + 1, kind, at, "2026-11-23", "x", body), tables)
        found.append(tables.where(Feedback))
    return found


def test_a_guest_takes_back_what_was_said_and_it_is_nowhere_in_the_till(shop: Shop) -> None:
    opening = eat(shop)
    say(shop, opening, 1, "salty", picture=PICTURE)
    assert shop.till.view.feedback[0].picture == PICTURE and shop.till.view.guest_pictures == (PICTURE,)
    assert forget(shop, opening, "phone-of-a-stranger").state == "accepted"
    assert len(shop.till.view.feedback) == 1, "only who said it takes it back"
    forgotten = forget(shop, opening)
    assert forgotten.state == "accepted"
    assert not shop.till.view.feedback and not shop.till.view.guest_pictures
    (row,) = shop.rows(Feedback)
    assert (row.stars, row.words, row.picture, row.gone) == (0, "", "", True)
    forget(shop, opening)
    assert len(shop.events("feedback.withdrawn")) == 1, "twice is once"
    assert shop.rebuilt().different == ()
    shop.time.later(minutes=1)
    assert say(shop, opening, 5, "after all").state == "accepted"
    assert [one.words for one in shop.till.view.feedback] == ["after all"]


def test_what_is_taken_back_before_another_server_hands_it_over_never_shows(shop: Shop) -> None:
    opening, said_at = eat(shop), shop.time.at
    shop.time.later(minutes=1)
    forget(shop, opening)
    assert say(shop, opening, 2, "salty", at=said_at).state == "accepted"
    assert shop.till.view.feedback == () and not any(row.words for row in shop.rows(Feedback))


def test_it_goes_though_a_clock_was_set_back_since(shop: Shop) -> None:
    opening = eat(shop)
    say(shop, opening, 1, "salty", at=shop.time.at + 3_600_000)
    forget(shop, opening)
    assert not shop.till.view.feedback and not any(row.words for row in shop.rows(Feedback))


def test_to_have_what_was_said_gone_leaves_what_was_written_with_the_staff(shop: Shop) -> None:
    opening = eat(shop)
    word = {"id": shop.time.new_id(), "phone": PHONE, "opening": opening, "text": "a high chair?"}
    shop.parts.writer.submit(
        lambda: shop.parts.book.write(lambda entry: hear_word(entry, word, shop.time.at))
    ).result()
    forget(shop, opening)
    assert len(shop.till.view.chats) == 1


def test_a_picture_stands_for_a_month(shop: Shop) -> None:
    say(shop, eat(shop), 5, picture=PICTURE)
    shop.time.later(minutes=29 * 24 * 60)
    say(shop, eat(shop, "A2", "phone-of-another"), 5, phone="phone-of-another")
    assert shop.till.view.guest_pictures == (PICTURE,)
    shop.time.later(minutes=3 * 24 * 60)
    say(shop, eat(shop, "A3", "phone-of-a-third"), 5, phone="phone-of-a-third")
    assert not shop.till.view.guest_pictures
