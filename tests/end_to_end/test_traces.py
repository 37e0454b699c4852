"""An order can be followed through the logs of both programs by its id, and nobody's words are in them."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from tests.end_to_end.phone import COLA, TOFU
from tests.end_to_end.shop import Shop

REMARK = "王小明，对花生过敏，13800138000"
WISH = "李四要靠窗"
FIRM, TAXED = "蓉城科技有限公司", "91510100MA6CABCD12"
TOMORROW = time.time_ns() // 1_000_000 + 86_400_000


def lines_of(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("*.log"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def said_of(lines: list[dict[str, Any]], order: str) -> list[str]:
    return [line["said"] for line in lines if line.get("order") == order]


def test_an_order_is_followed_through_both_logs_and_its_guest_is_not(shop: Shop) -> None:
    shop.open()
    phone, stranger = shop.phone("A1"), shop.phone("A1")
    order = phone.order([TOFU, COLA], REMARK)
    now = phone.wait_for(order, "accepted", also_lines="printed")
    late = stranger.fill([COLA], WISH) | {"secret": "of an evening long ago"}
    assert stranger.send(late).status_code == 202
    stranger.wait_for(late["id"], "accepted", "refused", "held")
    opening = now["opening"]["id"]
    who: dict[str, Any] = {"name": "赵丽", "phone": "13900001234", "note": "过生日"}
    assert shop.ask("book", table="A3", booking="b" * 32, at=TOMORROW, **who) == {}
    assert shop.ask("invoice", opening=opening, title=FIRM, number=TAXED) == {}
    assert "refused" in shop.ask("invoice", opening=opening, title=FIRM, number="13700001111x")
    shop.ask("pay", opening=opening, payment="0" * 31 + "1")
    assert shop.ask("until", what="quiet")["so"]
    assert shop.close() == 0

    till, server = lines_of(shop.data / "logs"), lines_of(shop.data / "server" / "logs")
    followed = said_of(till, order)
    assert followed[0] == "order.placed"
    assert followed.count("print.started") == followed.count("print.finished state confirmed") == 2
    assert all(line["fact"] > 0 for line in till if line.get("order") == order)
    assert said_of(server, order) == ["order received", "order handed to the till", "order accepted"]
    assert said_of(till, late["id"]) == ["order.refused code old_opening"]
    assert said_of(server, late["id"])[-1] == "order refused"

    personal = [REMARK, "王小明", "13800138000", WISH, phone.id, stranger.id, now["opening"]["secret"]]
    personal += [*who.values(), FIRM, TAXED, "13700001111"]
    logs = [path for path in shop.data.rglob("*") if "logs" in path.parts and path.is_file()]
    assert {path.name for path in logs} == {"till.log", "server.log"}
    for path in (*logs, shop.folder / "till.said"):
        text = path.read_text(errors="replace")
        assert not any(json.dumps(word)[1:-1] in text or word in text for word in personal), path
