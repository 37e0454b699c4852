"""A server that starts again knows how its menus are spelled, and nothing that was kept stops it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.record.plain import from_plain
from domain.selling.menu import Menu
from domain.words import pinyin
from domain.words.pinyin import Spelt
from sync_server.database import spelling
from sync_server.database.session import Database
from sync_server.workflows.examining import program_version
from sync_server.workflows.spelling import Spelling
from tests.sync_server.running import ServerHere, wait_for
from tests.sync_server.wire import demo

MENU = from_plain(Menu, demo("menu"))
NAMES = [dish.names["zh-Hans"] for dish in MENU.dishes]
TOFU = "麻婆豆腐"


@pytest.fixture(autouse=True)
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names for which the dictionary was loaded; a program that begins has no spelling in memory."""
    asked: list[str] = []
    real = pinyin._look_up

    def look_up(names: Iterable[str]) -> dict[str, Spelt]:
        asked.extend(sorted(names))
        return real(names)

    monkeypatch.setattr(pinyin, "_look_up", look_up)
    monkeypatch.setattr(pinyin, "_spelt", {})
    return asked


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """The file of a server that has published nothing."""
    server = ServerHere(tmp_path)
    yield server.database
    server.close()


def end_and_begin(monkeypatch: pytest.MonkeyPatch, looked_up: list[str]) -> None:
    """The program's memory is a new one."""
    monkeypatch.setattr(pinyin, "_spelt", {})
    looked_up.clear()


def kept(database: Database) -> str:
    return database.read(lambda connection: spelling.kept(connection, program_version()))


def test_a_server_that_starts_again_does_not_load_the_dictionary(
    tmp_path: Path, looked_up: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ServerHere(tmp_path)
    first.store()
    wait_for(lambda: TOFU in kept(first.database))
    first.close()
    assert TOFU in looked_up
    end_and_begin(monkeypatch, looked_up)
    ServerHere(tmp_path).close()
    assert pinyin.spell([TOFU])[TOFU].initials == "mpdf"
    assert looked_up == []


def test_a_new_dish_alone_is_looked_up_and_a_dish_of_no_menu_is_kept_no_longer(
    database: Database, looked_up: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (replace(MENU, dishes=MENU.dishes[:count]) for count in (1, 2))
    Spelling(database).begin([one])
    end_and_begin(monkeypatch, looked_up)
    Spelling(database).learn([two])
    assert looked_up == [NAMES[1]]
    assert [name in kept(database) for name in NAMES[:2]] == [True, True]
    Spelling(database).begin([one])
    assert [name in kept(database) for name in NAMES[:2]] == [True, False]


@pytest.mark.parametrize("found", ["{", "[]", '{"a": 3}'])
def test_what_cannot_be_read_is_looked_up_anew(found: str, database: Database, looked_up: list[str]) -> None:
    database.submit(lambda c: spelling.keep(c, program_version(), found)).result()
    Spelling(database).begin([MENU])
    assert TOFU in looked_up
    assert TOFU in kept(database)


def test_another_version_of_the_program_spells_for_itself(database: Database, looked_up: list[str]) -> None:
    database.submit(lambda c: spelling.keep(c, "0.0.0", "{}")).result()
    Spelling(database).begin([MENU])
    assert TOFU in looked_up
    assert database.read(lambda c: spelling.kept(c, "0.0.0")) == ""
