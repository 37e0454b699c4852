"""What a guest has deleted is nowhere any more: journal, state, the file's freed pages, the next backup."""

from __future__ import annotations

from pathlib import Path

from domain.people.feedback import Feedback
from domain.people.guests_words import MOST, GuestsWords, spoken, with_words
from domain.record.plain import to_plain
from pos_app.database import journal
from pos_app.database.copying import copy_store
from pos_app.workflows.book import Entry
from pos_app.workflows.chatting import hear_forget, hear_word
from pos_app.workflows.guests_words import NAME, see_words
from tests.plain_pages import plain_pages
from tests.pos_app.shop import Shop
from tests.pos_app.workflows.test_feedback import PHONE, eat, forget, say

SALTY, CHAIR = "豆腐太咸了，汤也凉了", "Is there a high chair for my daughter Lilian"


def at_rest(shop: Shop, folder: Path) -> tuple[bytes, bytes]:
    """The till's file and the copy that a backup is made of, decrypted."""
    key, copy = shop.parts.keys.database_key(), folder / "copy.db"

    def settle() -> None:
        driver = shop.parts.database.connection.connection.driver_connection
        assert driver
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        copy_store(shop.parts.database.engine, copy)

    shop.parts.writer.submit(settle).result()
    return plain_pages(shop.folder / "store.db", key), plain_pages(copy, key)


def write(shop: Shop, text: str) -> None:
    word = {"id": shop.time.new_id(), "phone": PHONE, "text": text}
    shop.parts.writer.submit(
        lambda: shop.parts.book.write(lambda entry: hear_word(entry, word, shop.time.at))
    ).result()


def test_what_a_guest_has_deleted_is_nowhere_in_the_tills_file_nor_in_a_backup(
    shop: Shop, tmp_path: Path
) -> None:
    opening = eat(shop)
    say(shop, opening, 1, SALTY)
    write(shop, CHAIR)
    for place in at_rest(shop, tmp_path):
        assert SALTY.encode() in place and CHAIR.encode() in place, "the test sees what is there"
    for number in range(30):  # an evening goes on: other guests speak
        other = f"phone-of-guest-{number}"
        say(shop, eat(shop, "A2", other), 4, f"好吃 {number}" * 20, phone=other)
    assert not any(SALTY in str(event) or CHAIR in str(event) for event in shop.events())
    forget(shop, opening)
    gone = {"id": shop.time.new_id(), "phone": PHONE}
    shop.parts.writer.submit(
        lambda: shop.parts.book.write(lambda entry: hear_forget(entry, gone, shop.time.at))
    ).result()
    for place in at_rest(shop, tmp_path):
        assert SALTY.encode() not in place and CHAIR.encode() not in place
        assert "好吃 29".encode() in place
    assert shop.rebuilt().different == ()


def test_words_outlive_a_restart_and_are_told_to_each_server(shop: Shop) -> None:
    say(shop, eat(shop), 2, "salty")
    again = shop.again()
    assert [one.words for one in again.till.view.feedback] == ["salty"]
    assert [one.words for one in again.read(see_words).said] == ["salty"]


def test_what_a_backup_brings_back_goes_by_itself_where_it_was_taken_back_since(shop: Shop) -> None:
    opening = eat(shop)
    say(shop, opening, 2, "salty")
    (row,) = shop.rows(Feedback)
    kept = to_plain([GuestsWords(row.id, row.at, "salty")])
    forget(shop, opening)

    def restored(entry: Entry) -> None:
        journal.set_local(entry.connection, NAME, kept)

    shop.parts.writer.submit(lambda: shop.parts.book.write(restored)).result()
    assert shop.read(see_words).said == () and not shop.till.view.feedback
    shop.till.chat.drop_old()
    assert shop.read(lambda tables: tables.local(NAME)) == "[]"


def test_of_very_many_the_newest_stand_and_old_facts_keep_their_words() -> None:
    kept: tuple[GuestsWords, ...] = ()
    for at in range(MOST + 20):
        kept = with_words(kept, GuestsWords(f"o.{at}", at, "good"))
    assert len(kept) == MOST and kept[0].at == MOST + 19
    assert with_words(kept, GuestsWords("o.119", 200, "")) == kept[1:]
    old = Feedback("o.119", "o", 119, 3, "as it was told then", 119, "2026-11-23")
    assert spoken(old, kept) == old
