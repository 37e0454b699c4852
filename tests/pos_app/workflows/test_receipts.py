"""The receipt of any restaurant: in its own currency, with every figure of its own rules."""

import pytest

from domain.selling.printing import PrintJob
from pos_app.__main__ import main
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.words import SlipForm
from printers.ticket import Width
from tests.carts import DEMO
from tests.pos_app.shop import FISH, RICE, SET_FOR_TWO, TOFU, Hand, Shop, scratch

FORM = SlipForm(Width.MM_80, "en", None)


def receipt(shop: Shop, mark: str = "") -> str:
    """The characters on the newest receipt's paper."""
    job = shop.rows(PrintJob, kind="receipt", mark=mark)[-1]
    return read_paper(encode(shop.read(lambda tables: ticket_for(tables, job, FORM, shop.time.at)))).text


def row(text: str, label: str) -> str:
    """What stands behind a label, in its row."""
    return next(line.strip().removeprefix(label).strip() for line in text.split("\n") if label in line)


@pytest.mark.parametrize(
    ("currency", "total", "each", "dish", "change"),
    [
        ("CNY", "￥32.00", "2", "28.00", "68.00"),
        ("EUR", "EUR32.00", "2", "28.00", "68.00"),  # paper in Chinese has no sign for it
        ("JPY", "￥3,200", "200", "2,800", "6,800"),
        ("IDR", "Rp32", "2", "28", "68"),  # its cents are in books alone
        ("KWD", "KWD 3.200", "0.200", "2.800", "6.800"),
    ],
)
def test_a_receipt_speaks_the_stores_currency(
    currency: str, total: str, each: str, dish: str, change: str
) -> None:
    words = ("--name", "Huajiao", "--zone", "Asia/Shanghai", "--manager", "Wang", "--pin", "8888")
    files = [
        word for name in ("menu", "floor", "rules") for word in (f"--{name}", str(DEMO / f"{name}.json"))
    ]
    with scratch() as folder:
        assert main(["init", "--data-dir", str(folder / "new"), *words, "--currency", currency, *files]) == 0
        shop = Shop(folder / "new", Hand())
        shop.phone("A1").order(TOFU, guests=2)
        view = shop.opening("A1")
        shop.till.take_payment(
            view.opening.id, "cash", 10_000, view.version, True, "manager", shop.time.new_id()
        ).result()
        text = receipt(shop)
        shop.close()
    assert row(text, "Total due") == total
    assert row(text, "Mapo tofu").split() == ["1", dish]
    assert f"Cover charge {each} × 2" in text
    assert row(text, "Change") == change


def test_a_receipt_names_what_was_eaten_and_how_it_was_paid(shop: Shop) -> None:
    shop.phone("A1").order(FISH, RICE, guests=2)
    shop.phone("A1", "phone-of-another").order(SET_FOR_TWO)
    shop.pay("A1", 5_000, "wechat")
    shop.pay("A1", 30_000)
    text = receipt(shop)
    for words in ("Boiled fish in chilli oil", "(Large)", "Medium, Bean sprouts+4", "bean jelly, Mapo tofu"):
        assert words in text, (words, text)
    assert row(text, "WeChat Pay") == "50.00"
    assert row(text, "Cash") == "300.00"
    assert "Receipt (copy)" not in text


def test_a_receipt_printed_again_says_so_and_keeps_its_figures(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    shop.pay("A1")
    first = shop.rows(PrintJob, kind="receipt")[0]
    text = receipt(shop)
    shop.publish("rules", cover=900, tax=1_300)
    shop.till.reprint(first.id, "zhou").result()
    again = receipt(shop, "reprint")
    assert "Receipt (copy)" in again
    for label in ("Total due", "Mapo tofu", "Cash", "Tax included"):
        assert row(again, label) == row(text, label)
