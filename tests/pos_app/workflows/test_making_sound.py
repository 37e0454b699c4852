"""The disk does not give a page of the store's file: the till goes on with all that can be read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.failpoints import NAMES
from domain.money.payments import Settlement
from domain.record.envelope import decode
from domain.record.proof import totals_of
from pos_app.damaged import go_on_with_what_is_read
from pos_app.database import sound_copy
from pos_app.database.journal import ChainLook, Kept, batch
from pos_app.database.session import FILE
from pos_app.folder import PAGE, StartError, open_folder
from pos_app.keys import KeyBox
from pos_app.settings import Options
from pos_app.workflows.incarnations import adopt, begin_if_restored, still_missing
from pos_app.workflows.making_sound import WORK, MadeSound
from pos_app.workflows.mending import mend
from pos_app.workflows.rebuilding import rebuild
from pos_app.workflows.verifying import verify
from tests.end_to_end.programs import ROOT
from tests.pos_app.damaged_journal import damage_some_facts, damage_the_last_fact, damage_where
from tests.pos_app.shop import FISH, TOFU, Hand, Shop


class Evening:
    """A closed shop after four tables, two of them paid."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.time = folder, Hand()
        shop = Shop(folder, self.time)
        for table in ("A1", "A2", "A3", "A4"):
            shop.open(table)
            shop.send(table, TOFU, FISH)
        for table in ("A1", "A2"):
            shop.pay(table)
        self.facts, self.mark = facts(shop), shop.parts.book.marks[-1]
        self.totals = shop.read(totals_of)
        shop.close()

    def opens(self) -> Shop:
        return Shop(self.folder, self.time)

    def made_sound(self) -> MadeSound:
        return go_on_with_what_is_read(self.folder, lambda done, of: None)


@pytest.fixture
def evening(tmp_path: Path) -> Evening:
    return Evening(tmp_path / "store")


def facts(shop: Shop) -> list[Kept]:
    book = shop.parts.book
    found: list[Kept] = on_writer(shop, lambda: book.look(lambda c: batch(c, book.incarnation, 0, 1_000)))
    return found


def on_writer(shop: Shop, work: Callable[[], Any]) -> Any:
    return shop.parts.writer.submit(work).result()


def test_a_till_without_its_last_page_says_what_to_do_and_changes_nothing(evening: Evening) -> None:
    damage_the_last_fact(evening.folder)
    before = (evening.folder / FILE).read_bytes()
    with pytest.raises(StartError) as no:
        open_folder(Options("run", evening.folder, relay_port=0))
    assert no.value.code == PAGE
    assert (evening.folder / FILE).read_bytes() == before


def test_it_goes_on_with_what_can_be_read_and_the_rest_comes_back(evening: Evening) -> None:
    damage_the_last_fact(evening.folder)
    damaged = (evening.folder / FILE).read_bytes()
    made = evening.made_sound()
    read, lost = made.copied.facts, made.copied.at_end
    assert (read + lost, made.copied.between) == (len(evening.facts), 0)
    assert 0 < lost < read
    assert made.until == decode(evening.facts[read - 1].raw).at
    assert made.kept.read_bytes() == damaged
    assert verify(evening.folder, KeyBox(evening.folder).database_key()).holds

    shop = evening.opens()
    book = shop.parts.book
    assert on_writer(shop, lambda: begin_if_restored(book))
    assert book.incarnation != evening.mark.incarnation
    assert on_writer(shop, lambda: still_missing(book)) == lost
    shop.caught_up()
    shop.open("B1")
    shop.send("B1", TOFU)
    shop.pay("B1")
    rest = [kept.raw for kept in evening.facts[read:]]
    on_writer(shop, lambda: adopt(book, evening.mark, read, rest))
    assert on_writer(shop, lambda: still_missing(book)) == 0
    totals = shop.read(totals_of)
    assert totals.orders == evening.totals.orders + 1 and totals.payments == evening.totals.payments + 1
    receipts = [row.receipt for row in shop.rows(Settlement)]
    assert len(set(receipts)) == len(receipts) == 3
    done = on_writer(shop, lambda: rebuild(shop.parts.database))
    assert (done.broken, done.different) == ("", ())
    shop.close()


def test_a_page_in_the_middle_is_left_out_and_a_server_fills_the_place(evening: Evening) -> None:
    damage_some_facts(evening.folder)
    made = evening.made_sound()
    assert made.copied.between and not made.copied.at_end and not made.copied.unread
    shop = evening.opens()
    book, found = shop.parts.book, ChainLook()
    on_writer(shop, lambda: book.look(found.go_on))
    ((incarnation, numbers),) = found.breaks.items()
    assert len(numbers) == made.copied.between
    assert shop.read(totals_of) == evening.totals, "what these facts did stands"
    told = [kept.raw for kept in evening.facts[numbers[0] - 1 : numbers[-1]]]
    assert on_writer(shop, lambda: mend(book, incarnation, numbers[0], told)) == numbers
    assert facts(shop)[: len(evening.facts)] == evening.facts
    done = on_writer(shop, lambda: rebuild(shop.parts.database))
    assert (done.broken, done.different) == ("", ())
    shop.close()


def test_a_page_of_the_state_is_folded_anew(evening: Evening) -> None:
    damage_where(evening.folder, "SELECT * FROM payments")
    made = evening.made_sound()
    assert made.copied.unread and made.copied.facts == len(evening.facts)
    shop = evening.opens()
    assert shop.read(totals_of) == evening.totals
    assert facts(shop) == evening.facts
    shop.close()


def test_a_page_of_the_state_waits_for_the_facts_that_lie_on_another_one(evening: Evening) -> None:
    """Nothing can be folded while facts are missing between others: what a server gives back counts at the
    next start, and so does the money that could not be read."""
    damage_where(evening.folder, "SELECT * FROM payments")
    damage_some_facts(evening.folder)
    made = evening.made_sound()
    assert made.copied.between and "payments" in made.copied.unread
    shop = evening.opens()
    book, found = shop.parts.book, ChainLook()
    assert shop.read(totals_of) != evening.totals
    on_writer(shop, lambda: book.look(found.go_on))
    ((incarnation, numbers),) = found.breaks.items()
    told = [kept.raw for kept in evening.facts[numbers[0] - 1 : numbers[-1]]]
    assert on_writer(shop, lambda: mend(book, incarnation, numbers[0], told)) == numbers
    shop.close()
    shop = evening.opens()
    assert shop.read(totals_of) == evening.totals
    assert on_writer(shop, lambda: rebuild(shop.parts.database)).different == ()
    shop.close()


@pytest.mark.parametrize("fails", ["link", "replace", "room"])
def test_what_is_cut_off_leaves_the_store_as_it_was(
    evening: Evening, fails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage_the_last_fact(evening.folder)
    before = (evening.folder / FILE).read_bytes()

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        if fails == "replace":
            patch.setattr(Path, "replace", refuse)
        elif fails == "room":
            patch.setattr(sound_copy, "_copy", refuse)
        elif fails == "link":
            patch.setattr(os, "link", refuse)
            patch.setattr(shutil, "copyfile", refuse)
        with pytest.raises(StartError):
            evening.made_sound()
    assert (evening.folder / FILE).read_bytes() == before
    assert not (evening.folder / WORK).exists()
    assert evening.made_sound().copied.at_end


@pytest.mark.parametrize("failpoint", sorted(name for name in NAMES if name.startswith("sound.")))
def test_killed_at_any_moment_it_is_done_at_the_next_try(
    evening: Evening, failpoint: str, tmp_path: Path
) -> None:
    damage_the_last_fact(evening.folder)
    note = tmp_path / "note"
    wanted = {"MASHANG_FAILPOINT": failpoint, "MASHANG_FAILPOINT_LOG": str(note)}
    command = [sys.executable, "-m", "pos_app", "mend", f"--data-dir={evening.folder}"]
    ended = subprocess.run(command, cwd=ROOT, env={**os.environ, **wanted}, capture_output=True, check=False)
    assert ended.returncode != 0 and note.read_text() == f"{failpoint}\n", ended.stderr
    if failpoint != "sound.after_rename":
        with pytest.raises(StartError):
            open_folder(Options("run", evening.folder, relay_port=0))
        assert evening.made_sound().copied.at_end
    shop = evening.opens()
    assert on_writer(shop, lambda: begin_if_restored(shop.parts.book))
    read = on_writer(shop, lambda: len(batch_of(shop, evening)))
    assert 0 < read < len(evening.facts)
    shop.close()
    assert verify(evening.folder, KeyBox(evening.folder).database_key()).holds


def batch_of(shop: Shop, evening: Evening) -> list[Kept]:
    """What is left of the evening's own incarnation."""
    return shop.parts.book.look(lambda c: batch(c, evening.mark.incarnation, 0, 1_000))


def test_a_sound_store_loses_nothing_by_it(evening: Evening) -> None:
    made = evening.made_sound()
    assert (made.copied.at_end, made.copied.between, made.copied.unread) == (0, 0, ())
    shop = evening.opens()
    assert not on_writer(shop, lambda: begin_if_restored(shop.parts.book))
    assert facts(shop) == evening.facts
    assert shop.read(totals_of) == evening.totals
    shop.close()


def test_a_file_of_an_older_release_is_made_sound_before_it_is_updated(tmp_path: Path) -> None:
    """The copy that an update makes first needs every page."""
    folder = shutil.copytree(Path(__file__).parents[2] / "golden_stores" / "0.1.0", tmp_path / "golden")
    damage_the_last_fact(folder)
    with pytest.raises(StartError) as no:
        open_folder(Options("run", folder, relay_port=0))
    assert no.value.code == PAGE
    made = go_on_with_what_is_read(folder, lambda done, of: None)
    assert made.copied.at_end
    parts = open_folder(Options("run", folder, relay_port=0))
    assert parts.writer.submit(lambda: begin_if_restored(parts.book)).result()
    parts.close()
    assert verify(folder, KeyBox(folder).database_key()).holds
