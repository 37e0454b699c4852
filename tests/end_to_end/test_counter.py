"""The counter over real sockets: order, number, receipt, and what its code leads to on a guest's phone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

from printers.paper import CutRow, Paper, QrRow
from tests.end_to_end.cloud import cloud_in
from tests.end_to_end.shop import Shop
from tests.fakes.printer import until

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
    until(lambda: told(url).ok, 10)  # the server has the fact, and folds it
    page = told(url)
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    for words in ("麻婆豆腐", "×2", f"¥{paid['total'] // 100}.00", "外带 001", "现金", "找零", "含税 6%"):
        assert words in page.text, words
    assert "少油" not in page.text and "<script" not in page.text
    assert "Mapo tofu" in told(url, "en").text

    assert len(url.rpartition("/")[2]) == 20 and "麻婆豆腐" not in answer_to_guesses(url)
    assert shop.close() == 0


def answer_to_guesses(url: str) -> str:
    """What whoever guesses at a code is told: all of them the same."""
    store, bill, code = url.rsplit("/", 3)[1:]
    other = "B" if code[0] == "A" else "A"
    guesses = [
        url.replace(code, other + code[1:]),
        url.replace(code, code[:-1]),
        url.replace(f"/{code}", "/ "),
        url.replace(bill, "f" * 32),
        url.replace(store, "f" * 32),
    ]
    answers = {(one.status_code, re.sub(r"\s", "", one.text)) for one in map(told, guesses)}
    ((status, words),) = answers
    assert status == 404
    return words


def test_old_and_new_slips_lead_to_the_bill_before_and_after_a_cloud_was_joined(
    shop: Shop, tmp_path: Path
) -> None:
    """The slip in a guest's pocket names the server beside the till, and nobody prints it anew."""

    def sell(number: int, dish: str) -> tuple[str, Mapping[str, Any]]:
        line = {"dish": dish, "spec": "one"}
        order, payment = f"{number:032x}", f"{number + 1:032x}"
        opening = shop.ask("counter", lines=[line], to_go=True, id=order)["opening"]
        paid = shop.ask("pay", opening=opening, payment=payment)
        shop.quiet()
        return code_on(slip(shop, "counter", f"{paid['total'] // 100}.00")), paid

    def shown(url: str, words: str) -> bool:
        page = told(url)
        return page.status_code == 200 and words in page.text

    shop.open()
    old, _ = sell(1, "mapo-tofu")
    until(lambda: shown(old, "麻婆豆腐"), 10)
    with cloud_in(tmp_path / "cloud") as (cloud, code):
        shop.ask("join", url=cloud.line.url, code=code)
        assert shop.ask("until", what="compared")["so"]
        shop.ask("switch", url=cloud.line.url)
        until(lambda: told(old).history != [], 10)
        until(lambda: shown(old, "麻婆豆腐"), 10)
        assert told(old).url.startswith(cloud.line.url)
        assert "Mapo tofu" in told(f"{old}?lang=en").text
        new, _ = sell(3, "lager")
        assert new.startswith(cloud.line.url)
        until(lambda: shown(new, "啤酒"), 10)
        beside = old.partition("/r/")[0] + "/r/" + new.partition("/r/")[2]
        assert shown(beside, "啤酒"), "whoever scans it in the store's own network"
        assert answer_to_guesses(old) == answer_to_guesses(new), "all wrong codes, at both servers"

        shop.ask("leave", url=cloud.line.url)
        until(lambda: told(old).history == [], 10)
        until(lambda: shown(old, "麻婆豆腐") and shown(new, "啤酒"), 10)
        until(lambda: shown(beside, "啤酒"), 10)
    assert shop.close() == 0
