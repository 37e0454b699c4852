"""The disk does not give a page of a till's file: it goes on with the rest, and servers bring it back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.end_to_end.books import home_facts, till_facts
from tests.end_to_end.cloud import Cloud, cloud_in
from tests.end_to_end.programs import ROOT
from tests.end_to_end.shop import Shop
from tests.end_to_end.test_damaged_record import damage, flip_a_bit_under, order, sells_with_the_cloud
from tests.end_to_end.test_mended_record import figures_are_of, verified
from tests.fakes.printer import until
from tests.pos_app.damaged_journal import damage_the_last_fact


def said_by(*arguments: str) -> tuple[int, str]:
    """The exit code of a command of the till's program, and what it said."""
    command = [sys.executable, "-m", "pos_app", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"}
    )
    return done.returncode, done.stdout + done.stderr


def sells_an_evening(shop: Shop, cloud: Cloud, code: str) -> list[bytes]:
    """All that was written; the cloud has it."""
    sells_with_the_cloud(shop, cloud, code)
    opened = [order(shop, f"A{number}", number) for number in range(2, 7)]
    assert shop.ask("pay", opening=opened[-1], payment=f"{9:032x}")["due"] == 0
    shop.quiet()
    assert shop.close() == 0
    return [kept.raw for kept in till_facts(shop.data)]


def holds_all(shop: Shop, cloud: Cloud, written: list[bytes]) -> None:
    """Till and cloud hold what was written and what was sold since, once, and it proves."""
    shop.quiet()
    until(lambda: set(written) <= {kept.raw for kept in till_facts(shop.data)}, 20)
    shop.quiet()
    assert shop.close() == 0
    facts = till_facts(shop.data)
    figures_are_of(cloud, facts)
    assert sorted(kept.raw for kept in home_facts(cloud.data, cloud.key)) == sorted(
        kept.raw for kept in facts
    )
    assert verified(shop.data)[0] == 0


def test_without_its_last_page_it_says_what_to_do_and_loses_nothing(shop: Shop, tmp_path: Path) -> None:
    with cloud_in(tmp_path / "cloud") as (cloud, code):
        written = sells_an_evening(shop, cloud, code)
        damage_the_last_fact(shop.data)
        status, said = said_by("--headless", "--demo", f"--data-dir={shop.data}", "--relay-port=0")
        assert status == 2 and "pos-app mend" in said and "Nothing was changed" in said, said
        assert "pos-app mend" in said_by("doctor", f"--data-dir={shop.data}")[1]

        status, said = said_by("mend", f"--data-dir={shop.data}")
        assert status == 0 and "sound again" in said, said
        assert len(till_facts(shop.data)) < len(written)
        shop.open()
        order(shop, "A9", 9)
        assert shop.ask("until", what="printed")["so"]
        holds_all(shop, cloud, written)


def test_a_page_in_the_middle_comes_back_into_a_sound_file_at_the_next_start(
    shop: Shop, tmp_path: Path
) -> None:
    with cloud_in(tmp_path / "cloud") as (cloud, code):
        written = sells_an_evening(shop, cloud, code)
        lost = flip_a_bit_under(shop.data, len(written) // 2, len(written))
        shop.open()
        assert shop.ask("until", what="damaged", seconds=20)["so"]
        order(shop, "A9", 9)
        shop.quiet()
        assert shop.close() == 0
        shop.open()
        assert shop.ask("until", what="mended", seconds=30)["mended"] >= len(lost) > 0
        holds_all(shop, cloud, written)


def test_altered_last_bytes_are_put_right_at_the_next_start(shop: Shop, tmp_path: Path) -> None:
    with cloud_in(tmp_path / "cloud") as (cloud, code):
        written = sells_an_evening(shop, cloud, code)
        damage(shop.data, len(written))
        shop.open()
        assert shop.ask("until", what="mended", seconds=30)["so"]
        order(shop, "A9", 9)
        holds_all(shop, cloud, written)
