"""起菜单 and 催菜单 over a real socket: each word comes out once, whatever the printer and the answers do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.workflows import printing
from tests.fakes.printer import VirtualPrinter, until
from tests.pos_app.desks import desk_of
from tests.pos_app.shop import BEER, FISH, RICE, TOFU, Shop
from tests.pos_app.workflows.test_courses import hurry, lines, start


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "RETRY", 0.03)


def test_an_evenings_words_come_out_once_each_at_the_stations_that_have_the_dish(shop: Shop) -> None:
    with (
        VirtualPrinter() as kitchen,
        VirtualPrinter() as bar,
        desk_of(shop, kitchen=kitchen.address, bar=bar.address),
    ):
        shop.open("A1", 3)
        staples = replace(RICE, held=True, course=3, seat=2)
        shop.send("A1", replace(FISH, course=2), replace(TOFU, held=True, course=2), staples, BEER)
        kitchen.wait_for(1)
        bar.wait_for(1)
        shop.time.later(minutes=15)
        act = shop.time.new_id()
        for _answer_lost in range(3):
            start(shop, act=act, course=3)
        kitchen.wait_for(2)
        shop.time.later(minutes=7)
        act = shop.time.new_id()
        for _answer_lost in range(3):
            hurry(shop, act=act)
        kitchen.wait_for(3)
        bar.wait_for(2)
        first, staples_slip, late = kitchen.texts
        assert first.count("叫起 先不做") == 2 and "2号位" in first and "主食" in first
        assert "起菜单" in staples_slip and "主食" in staples_slip and "米饭" in staples_slip
        assert "麻婆豆腐" not in staples_slip and "水煮鱼" not in staples_slip
        assert "催菜单" in late and "已等22分" in late and "已等7分" in late and "麻婆豆腐" not in late
        assert "催菜单" in bar.texts[1] and "啤酒" in bar.texts[1]
        assert not any("可能重复" in text for text in (*kitchen.texts, *bar.texts))
        until(lambda: all(job.state in ("confirmed", "unsure") for job in shop.till.view.jobs))


def test_a_dish_started_and_then_taken_off_is_called_off_at_the_station_that_had_the_word(shop: Shop) -> None:
    with VirtualPrinter() as kitchen, desk_of(shop, kitchen=kitchen.address):
        shop.open("A1")
        shop.send("A1", replace(TOFU, held=True))
        kitchen.wait_for(1)
        start(shop)
        kitchen.wait_for(2)
        void, line = shop.till.bills.void_line, lines(shop)["mapo-tofu"].id
        void(line, 1_000, True, "mistake", "wang", shop.time.new_id()).result()
        kitchen.wait_for(3)
        assert "退菜单" in kitchen.texts[2] and "麻婆豆腐" in kitchen.texts[2]
        assert shop.events("line.voided")[0]["cooked"] is True
