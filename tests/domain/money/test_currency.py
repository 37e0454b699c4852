"""What a minor unit is: fen, cents, whole yen, thousandths of a dinar."""

import pytest

from domain.money.currency import decimals, sign


@pytest.mark.parametrize(
    ("code", "digits"), [("CNY", 2), ("EUR", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("XYZ", 2)]
)
def test_a_currency_has_its_own_decimals(code: str, digits: int) -> None:
    assert decimals(code) == digits


def test_a_currency_without_a_sign_is_named() -> None:
    assert (sign("CNY"), sign("EUR"), sign("CHF")) == ("¥", "€", "CHF ")
