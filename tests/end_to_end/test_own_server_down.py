"""The server beside the till does not start: selling goes on, the till says so, and a new one hears all."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.end_to_end.books import assert_chained, till_facts
from tests.end_to_end.phone import COLA, TOFU
from tests.end_to_end.programs import ROOT
from tests.end_to_end.shop import Shop
from tests.fakes.printer import until


def test_a_damaged_server_beside_the_till_stops_no_sale_and_a_new_one_hears_all(shop: Shop) -> None:
    server = shop.data / "server"
    file = server / "server.db"
    file.write_bytes(b"\x00damaged" * 1024)
    for log in server.glob("server.db-*"):
        log.unlink()
    shop.open()
    (link,) = shop.ask("look")["links"]
    assert link["refused"] == "own_server" and not link.get("online")
    opening = shop.ask("order", table="A1", lines=[TOFU], remark="s-001", id=f"{1:032x}")["opening"]
    assert shop.ask("until", what="printed")["so"]
    assert shop.ask("pay", opening=opening, payment=f"{2:032x}")["due"] == 0
    assert file.read_bytes() == b"\x00damaged" * 1024, "what is damaged is left as it is, for who looks at it"

    found = subprocess.run(
        [sys.executable, "-m", "pos_app", "doctor", f"--data-dir={shop.data}", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    (advice,) = [one["advice"] for one in json.loads(found.stdout) if one["check"] == "server.database"]
    assert "Rename this folder" in advice

    server.rename(shop.data / "server-damaged")  # the owner does as the doctor says
    assert shop.ask("until", what="online", seconds=60)["so"]
    shop.quiet()
    assert "refused" not in shop.ask("look")["links"][0]
    phone = shop.phone("A2")
    phone.wait_for(phone.order([COLA], remark="k-001"), "accepted", also_lines="printed")
    until(lambda: len(shop.papers("s-001")) == 1, 10)
    assert_chained(till_facts(shop.data))
    assert shop.close() == 0
