"""What the keys of a pad type is money of the house's currency, to its last unit."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pos_app.screens.money.entry import MoneyEntry
from pos_app.screens.money.tender_pad import amount_pad
from pos_app.widgets.pads import BACK, typed_key
from pos_app.widgets.theme import Theme


@pytest.mark.parametrize(
    ("currency", "keys", "amount"),
    [
        ("CNY", "2 5 8", 25_800),
        ("CNY", "2 5 8 . 5", 25_850),
        ("CNY", "2 5 8 . 5 6 7", 25_856),
        ("JPY", "2 5 8 . 5", 2_585),  # there is nothing behind the point: it is no key
        ("KWD", "2 . 5", 2_500),
        ("KWD", "2 . 1 2 5 9", 2_125),
        ("IDR", "3 2 00 00 00 00", 320_000_000_000),  # a drawer on Saturday night
        ("IDR", "9 00 00 00 00 00 00", 900_000_000_000),  # ten digits at most
    ],
)
def test_each_currency_has_its_own_decimals(currency: str, keys: str, amount: int) -> None:
    entry = MoneyEntry(currency)
    for key in keys.split():
        entry.press(key)
    assert entry.amount == amount


def test_a_key_taken_back_leaves_what_was_before() -> None:
    entry = MoneyEntry("KWD")
    entry.suggest(1_000)
    for key in ("7", ".", "2", BACK, BACK, BACK):
        entry.press(key)
    assert entry.amount == 0


@pytest.mark.parametrize(
    ("currency", "key", "other"),
    [("CNY", ".", "000"), ("KWD", ".", "000"), ("IDR", "000", "."), ("JPY", "000", "."), ("VND", "000", ".")],
)
def test_where_nobody_pays_parts_of_a_unit_thousands_are_one_key(
    qtbot: QtBot, currency: str, key: str, other: str
) -> None:
    pad = amount_pad(Theme(), currency)
    qtbot.addWidget(pad)
    assert key in pad.keys and other not in pad.keys
    entry = MoneyEntry(currency)
    pad.pressed.connect(entry.press)
    for pressed in ("2", "5", "00", key):
        pad.keys[pressed].click()
    assert entry.amount == {".": 2_500, "000": 2_500_000}[key] * 10 ** {"JPY": 0, "VND": 0, "KWD": 3}.get(
        currency, 2
    )


def test_a_comma_beside_the_nought_of_a_keyboard_is_the_point() -> None:
    entry = MoneyEntry("EUR")
    for words in "12,50":
        entry.press(typed_key(Qt.Key.Key_0, words))
    assert entry.amount == 1_250
