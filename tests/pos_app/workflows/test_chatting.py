"""Guests and staff write to each other: once each, bounded, for a day, and gone when the guest wants it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain.errors import Refused
from domain.floor.store_code import PLACE
from domain.people.chat import LONGEST, MOST_CHATS, MOST_MESSAGES, WECHAT
from domain.selling.request import Verdict
from pos_app.models.chats import said, unread_chats
from pos_app.models.ears import Ears
from pos_app.models.todo import phone_cards
from pos_app.models.wording import Wording
from pos_app.workflows.book import Entry
from pos_app.workflows.chatting import hear_answer, hear_forget, hear_media, hear_sent, hear_word, see_chat
from pos_app.workflows.publishing import every_key, read_key, touched_keys
from tests.pos_app.shop import TOFU, Shop

PHONE = "phone-of-a-guest"
WORDING = Wording("en", "CNY", "Asia/Shanghai")


def write(
    shop: Shop, text: Any, phone: str = PHONE, id: str = "", opening: str = "", via: str = ""
) -> Verdict:
    plain = {"id": id or shop.time.new_id(), "phone": phone, "text": text, "table": "A1", "opening": opening}
    plain |= {"table": PLACE, "via": via} if via else {}
    book, writer = shop.parts.book, shop.parts.writer
    verdict = writer.submit(lambda: book.write(lambda e: hear_word(e, plain, shop.time.at))).result()
    shop.caught_up()
    return verdict


def answer(shop: Shop, text: str, phone: str = PHONE) -> None:
    shop.till.chat.answer(phone, shop.time.new_id(), text, "zhou").result()
    shop.caught_up()


def shown(shop: Shop, phone: str = PHONE) -> list[str]:
    """What servers tell of it."""
    plain = shop.read(lambda tables: read_key(tables, f"chat/{phone}", "2026-11-23"))
    return [one["text"] for one in plain.get("messages", [])]


def test_a_guest_writes_staff_hear_it_and_answer(shop: Shop) -> None:
    shop.phone("A1", PHONE).order(TOFU)
    ears, facts = Ears(shop.till.view), len(shop.events())
    assert write(shop, "  少放\n盐 ").state == "accepted"
    assert "said" in ears.hear(shop.till.view) and unread_chats(shop.till.view) == 1
    card = phone_cards(shop.till.view, shop.time.at, WORDING)[0]
    assert (card.title, card.note, card.acts[0][0]) == ("A1 · 1 new", "少放 盐", "chat")
    answer(shop, "好的")
    assert "said" not in ears.hear(shop.till.view) and unread_chats(shop.till.view) == 0
    assert [one.mine for one in said(shop.till.view.chats[0], shop.till.view, WORDING)] == [False, True]
    assert shown(shop) == ["少放 盐", "好的"]
    assert len(shop.events()) == facts, "what people write to each other is no fact"


def test_who_writes_inside_wechat_is_named_so_and_told_apart(shop: Shop) -> None:
    for phone in ("0" * 28 + "7f3a", "0" * 28 + "81c0"):
        write(shop, "hello", phone, via=WECHAT)
        shop.time.later(seconds=1)
    cards = phone_cards(shop.till.view, shop.time.at, WORDING)
    assert [one.title for one in cards] == ["WeChat guest 81C0 · 1 new", "WeChat guest 7F3A · 1 new"]
    assert shop.read(lambda tables: see_chat(tables, phone)).via == WECHAT


def test_what_became_of_an_answer_that_goes_to_wechat_stands_under_it(shop: Shop) -> None:
    write(shop, "hello", via=WECHAT)
    answer(shop, "good evening")
    _, mine = shop.till.view.chats[0].messages
    assert last_said(shop).endswith("On its way to WeChat")
    told(shop, mine.id, "refused 48001")
    assert last_said(shop).endswith("WeChat does not take it (48001). The owner's page says what to look at")
    assert said(shop.till.view.chats[0], shop.till.view, WORDING)[1].failed
    told(shop, mine.id, "delivered")
    assert last_said(shop).endswith(" · Delivered") and unread_chats(shop.till.view) == 0
    told(shop, shop.time.new_id(), "late")
    told(shop, mine.id, "late", phone="gone-meanwhile")
    assert last_said(shop).endswith(" · Delivered")
    seen = shop.read(lambda tables: see_chat(tables, PHONE))
    assert [one.sent for one in seen.messages] == ["", "delivered"]


def test_a_picture_and_a_voice_join_their_message_and_go_with_it(shop: Shop) -> None:
    picture, voice = "0123456789abcdef0123", "fedcba98765432100000"
    write(shop, "[A picture]", via=WECHAT)
    write(shop, "[A voice message]", via=WECHAT)
    first, second = shop.till.view.chats[0].messages
    for message, media in ((first, f"picture {picture}"), (second, f"voice {voice}")):
        plain = {"id": shop.time.new_id(), "phone": PHONE, "message": message.id, "media": media}
        assert [hear(shop, hear_media, plain).state for _ in range(2)] == ["accepted"] * 2
    shown_now = said(shop.till.view.chats[0], shop.till.view, WORDING)
    assert [(one.picture, one.voice) for one in shown_now] == [(picture, ""), ("", voice)]
    assert shop.till.view.guest_pictures == tuple(sorted((picture, voice))), "servers keep and carry them"
    gone = {"id": shop.time.new_id(), "phone": PHONE, "message": second.id, "media": "gone"}
    hear(shop, hear_media, gone)
    assert last_said(shop).endswith("It could not be fetched; it may still be in WeChat's own console")
    hear(shop, hear_media, {**gone, "phone": "nobody-is-here"})
    for odd in ("picture ../../store.db", "voice", "film 0123456789abcdef0123"):
        hear(shop, hear_media, {**gone, "media": odd})
        assert not last_media(shop)
    shop.till.chat.remove(PHONE, "zhou").result()
    shop.caught_up()
    assert shop.till.view.guest_pictures == ()


def last_media(shop: Shop) -> str:
    one = shop.till.view.chats[0].messages[-1]
    return one.picture or one.voice


def test_what_the_owner_answers_is_written_once_and_only_to_who_is_there(shop: Shop) -> None:
    write(shop, "hello")
    plain = {"id": shop.time.new_id(), "phone": PHONE, "text": "good evening"}
    assert [hear(shop, hear_answer, plain).state for _ in range(2)] == ["accepted"] * 2
    assert shown(shop) == ["hello", "good evening"] and last_said(shop).startswith("The owner")
    refused = hear(shop, hear_answer, {**plain, "id": shop.time.new_id(), "phone": "nobody-is-here"})
    assert (refused.state, refused.code) == ("refused", "chat_gone")


def hear(shop: Shop, what: Callable[[Entry, dict[str, str]], Verdict], plain: dict[str, str]) -> Verdict:
    book, writer = shop.parts.book, shop.parts.writer
    verdict = writer.submit(lambda: book.write(lambda entry: what(entry, plain))).result()
    shop.caught_up()
    return verdict


def told(shop: Shop, message: str, sent: str, phone: str = PHONE) -> None:
    plain = {"id": shop.time.new_id(), "phone": phone, "message": message, "sent": sent}
    assert hear(shop, hear_sent, plain).state == "accepted"


def last_said(shop: Shop) -> str:
    return said(shop.till.view.chats[0], shop.till.view, WORDING)[-1].under


def test_what_is_heard_twice_is_said_once(shop: Shop) -> None:
    id = shop.time.new_id()
    write(shop, "hello", id=id)
    write(shop, "hello", id=id)
    answer(shop, "yes?")
    assert write(shop, "hello", id=id).state == "accepted"
    assert shown(shop) == ["hello", "yes?"]


@pytest.mark.parametrize("text", ["", "  ", "x" * (LONGEST + 1), 5, None])
def test_nothing_and_too_much_is_not_taken(shop: Shop, text: Any) -> None:
    assert write(shop, text).state == "refused"
    assert shop.till.view.chats == ()


def test_a_guest_who_writes_without_end_pushes_out_what_was_before(shop: Shop) -> None:
    for number in range(MOST_MESSAGES + 3):
        write(shop, f"word {number}")
    assert len(shown(shop)) == MOST_MESSAGES and shown(shop)[0] == "word 3"
    for number in range(MOST_CHATS + 2):
        shop.time.later(seconds=1)
        write(shop, "hello", f"phone-number-{number}")
    assert len(shop.till.view.chats) == MOST_CHATS and shown(shop) == []


def test_after_a_day_it_is_gone_and_servers_are_told(shop: Shop) -> None:
    heard: list[set[str]] = []
    listen = shop.parts.book.after_commit.append
    listen(lambda written: heard.append(touched_keys(written, shop.till.view.openings)))
    write(shop, "hello")
    assert heard[-1] == {f"chat/{PHONE}"} and f"chat/{PHONE}" in shop.read(every_key)
    shop.time.later(minutes=24 * 60 - 1)
    shop.till.chat.drop_old()
    assert shown(shop) == ["hello"]
    shop.time.later(minutes=2)
    shop.till.chat.drop_old()
    shop.caught_up()
    assert shown(shop) == [] and shop.till.view.chats == () and heard[-1] == {f"chat/{PHONE}"}


def test_a_guest_inside_wechat_can_be_answered_as_long_as_wechat_takes_answers(shop: Shop) -> None:
    write(shop, "hello", via=WECHAT)
    shop.time.later(minutes=48 * 60 - 1)
    shop.till.chat.drop_old()
    answer(shop, "good evening")
    shop.time.later(minutes=48 * 60 + 1)
    shop.till.chat.drop_old()
    shop.caught_up()
    assert shown(shop) == []


def test_a_guest_may_have_it_deleted(shop: Shop) -> None:
    write(shop, "hello")
    answer(shop, "good evening")
    book, writer = shop.parts.book, shop.parts.writer
    wanted = {"id": shop.time.new_id(), "phone": PHONE}
    done = writer.submit(lambda: book.write(lambda entry: hear_forget(entry, wanted, 0))).result()
    assert (done.request, done.state) == (wanted["id"], "accepted")
    shop.caught_up()
    assert shown(shop) == [] and shop.till.view.chats == ()
    with pytest.raises(Refused, match="chat_gone"):
        answer(shop, "are you there?")


def test_a_till_that_was_off_still_knows_what_was_written(shop: Shop) -> None:
    write(shop, "hello")
    again = shop.again()
    try:
        assert [one.unread for one in again.till.view.chats] == [1]
        again.till.chat.read(PHONE, "zhou").result()
        again.caught_up()
        assert unread_chats(again.till.view) == 0
    finally:
        again.close()
