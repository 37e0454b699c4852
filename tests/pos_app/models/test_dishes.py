"""Tiles of the dish grid change one by one."""

from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from domain.supply.stock import Stock
from pos_app.models.dishes import DishModel, DishTile
from pos_app.models.rows import VALUE
from pos_app.models.wording import Wording
from tests.pos_app.evening import Evening

NOON, EVENING = 12 * 60, 19 * 60


def made(evening: Evening, wording: Wording, minute: int = EVENING) -> DishModel:
    model = DishModel(None)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show(evening.till.view.menu.dishes)
    model.tell({}, evening.till.view.stock, minute, wording)
    return model


def tile(model: DishModel, dish: str) -> DishTile:
    found = next(
        model.index(row, 0).data(VALUE)
        for row in range(model.rowCount())
        if model.index(row, 0).data(VALUE).id == dish
    )
    assert isinstance(found, DishTile)
    return found


def test_a_tap_changes_one_tile(evening: Evening, english: Wording, qtbot: QtBot) -> None:
    model, touched = made(evening, english), []
    model.dataChanged.connect(lambda first, last: touched.append((first.row(), last.row())))
    model.tell({"mapo-tofu": 2000}, evening.till.view.stock, EVENING, english)
    row = [dish.id for dish in evening.till.view.menu.dishes].index("mapo-tofu")
    assert touched == [(row, row)]
    assert tile(model, "mapo-tofu").count == "2"


def test_sold_out_and_running_out_are_said(evening: Evening, english: Wording) -> None:
    model = made(evening, english)
    assert tile(model, "hand-torn-cabbage").off == "sold_out"
    assert tile(model, "maoxuewang").left == "3 left"
    stock = Stock({**evening.till.view.stock.remaining, "maoxuewang": 0})
    model.tell({}, stock, EVENING, english)
    assert tile(model, "maoxuewang").off == "sold_out"


def test_a_lunch_dish_is_off_in_the_evening(evening: Evening, english: Wording) -> None:
    model = made(evening, english, NOON)
    assert not tile(model, "dandan-noodles").off
    model.tell({}, evening.till.view.stock, EVENING, english)
    assert tile(model, "dandan-noodles").off_word == "Lunch only"


def test_several_portions_show_the_lowest_price(evening: Evening, english: Wording) -> None:
    model = made(evening, english)
    assert tile(model, "boiled-fish").price == "from ¥58"
    assert tile(model, "mapo-tofu").price == "¥28"


def test_a_screen_reader_hears_name_price_and_state(evening: Evening, english: Wording) -> None:
    model = made(evening, english)
    rows = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert "Hand-torn cabbage ¥22 Sold out" in rows
    assert model.data(QModelIndex()) is None
