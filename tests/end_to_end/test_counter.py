"""The counter over real sockets: order, number, receipt, and what its code leads to on a guest's phone."""

from __future__ import annotations

import re

import requests

from printers.paper import CutRow, Paper, QrRow
from tests.end_to_end.shop import Shop

ORDER, PAYMENT = "0" * 31 + "1", "0" * 31 + "2"
DISHES = [
    {"dish": "mapo-tofu", "spec": "one", "remark": "少油"},
    {"dish": "lager", "spec": "one", "quantity": 2000},
]


def slip(shop: Shop, station: str, words: str) -> Paper:
    """The one paper of a station that says this."""
    papers = [ticket.paper for ticket in shop.printers[station].printed]
    (found,) = [paper for paper in papers if words in paper.text]
    assert any(isinstance(row, CutRow) for row in found.rows)
    return found


def code_on(paper: Paper) -> str:
    (code,) = [row.data.decode() for row in paper.rows if isinstance(row, QrRow)]
    return code


def told(url: str, language: str = "zh-CN") -> requests.Response:
    return requests.get(url, headers={"Accept-Language": language}, timeout=10)


def test_takeaway_is_cooked_numbered_and_paid_and_its_receipt_is_read_on_a_phone(shop: Shop) -> None:
    shop.open()
    opening = shop.ask("counter", lines=DISHES, to_go=True, id=ORDER)["opening"]
    paid = shop.ask("pay", opening=opening, payment=PAYMENT)
    shop.quiet()

    kitchen = slip(shop, "kitchen", "麻婆豆腐")
    assert "外带 001" in kitchen.text and "打包" in kitchen.text and "少油" in kitchen.text
    assert "外带 001" in slip(shop, "bar", "啤酒").text
    number = slip(shop, "counter", "叫到号请取餐").text
    assert "001" in number and "外带" in number
    receipt = slip(shop, "counter", "结账单")
    assert f"{paid['total'] // 100}.00" in receipt.text and "外带 001" in receipt.text

    url = code_on(receipt)
    page = told(url)
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    for words in ("麻婆豆腐", "×2", f"¥{paid['total'] // 100}.00", "外带 001", "现金", "找零", "含税 6%"):
        assert words in page.text, words
    assert "少油" not in page.text and "<script" not in page.text
    assert "Mapo tofu" in told(url, "en").text

    store, bill, code = url.rsplit("/", 3)[1:]
    other = "B" if code[0] == "A" else "A"
    guesses = [
        url.replace(code, other + code[1:]),
        url.replace(code, code[:-1]),
        url.replace(f"/{code}", "/ "),
        url.replace(bill, "f" * 32),
        url.replace(store, "f" * 32),
    ]
    answers = [told(guess) for guess in guesses]
    assert {(one.status_code, re.sub(r"\s", "", one.text)) for one in answers} == {
        (404, re.sub(r"\s", "", answers[0].text))
    }
    assert len(code) == 20 and "麻婆豆腐" not in answers[0].text
    assert shop.close() == 0
