"""What the keys of a pad type is money of the house's currency, to its last unit."""

import pytest

from pos_app.screens.money.entry import MoneyEntry
from pos_app.widgets.pads import BACK


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
