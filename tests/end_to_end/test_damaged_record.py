"""A till's own record is damaged while it runs: everybody who has to know hears so, and selling goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from domain.record.envelope import Event
from pos_app.database.journal import broken_link
from pos_app.database.old_store import DAMAGED
from pos_app.database.session import Database, Reader
from pos_app.keys import KeyBox
from pos_app.workflows.backup_file import read_key
from pos_app.workflows.incarnations import renew
from pos_app.workflows.restoring import look, restore
from tests.end_to_end.books import Kept, home_facts, home_review, till_facts
from tests.end_to_end.cloud import PASSWORD, Cloud, cloud_in
from tests.end_to_end.owner import Owner, yuan
from tests.end_to_end.phone import COLA, TOFU
from tests.end_to_end.programs import ROOT
from tests.end_to_end.shop import Shop
from tests.end_to_end.test_backups import Cloud as InProcess
from tests.fakes.damaged_page import damage_a_page
from tests.fakes.printer import until
from tests.pos_app.backing import back_up, make_sheet
from tests.pos_app.shop import FISH
from tests.pos_app.shop import Shop as Till


def damage(data: Path, seq: int) -> None:
    """A byte of that fact is another one; pages and their seals are sound, as when a program did it."""
    database = Database(data, KeyBox(data).database_key())
    with database.transaction() as connection:
        connection.exec_driver_sql("UPDATE journal SET raw = CAST(raw || ' ' AS BLOB) WHERE seq = ?", (seq,))
    database.close()


def flip_a_bit_under(data: Path, seq: int, last: int) -> set[int]:
    """The page on which that fact lies is not as it was written, the first and the last lie on others; which
    facts lie there."""
    key = KeyBox(data).database_key()

    def found() -> bool:
        return [readable(data, key, one) for one in (1, seq, last)] == [True, False, True]

    damage_a_page(data / "store.db", found)
    return {one for one in range(1, last) if not readable(data, key, one)}


def readable(data: Path, key: str, seq: int) -> bool:
    try:
        with closing(Reader(data, key)) as reader:
            reader.read(
                lambda c: c.exec_driver_sql("SELECT raw FROM journal WHERE position = ?", (seq,)).all()
            )
    except DatabaseError:
        return False
    return True


def doctor(data: Path) -> dict[str, list[str]]:
    """What it finds in trouble: check → what is said and what to do."""
    command = [sys.executable, "-m", "pos_app", "doctor", f"--data-dir={data}", "--json"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = json.loads(found.stdout)
    return {one["check"]: [one["found"], one["advice"]] for one in told if one["level"] == "trouble"}


def under_a_new_name(data: Path) -> None:
    """What is sold from now on is another incarnation's, as after a restore."""
    once = Till(data)
    once.parts.writer.submit(lambda: renew(once.parts.book, "restore", 0)).result()
    once.close()


def by_time(facts: Iterable[Event]) -> list[tuple[int, int, str]]:
    return sorted((fact.at, fact.seq, fact.kind) for fact in facts)


def order(shop: Shop, table: str, number: int) -> str:
    id = f"{number:032x}"
    return str(shop.ask("order", table=table, lines=[TOFU, COLA], remark="", id=id)["opening"])


def sells_with_the_cloud(shop: Shop, cloud: Cloud, code: str) -> None:
    shop.server = (f"--server={cloud.line.url}", f"--enrol={code}")
    shop.open()
    shop.server = ()
    order(shop, "A1", 1)
    shop.quiet()


def sells_without_it(shop: Shop, cloud: Cloud) -> list[Kept]:
    """The facts of one order more; those of another one behind them are to be damaged."""
    cloud.server.kill()
    order(shop, "A2", 2)
    whole = till_facts(shop.data)
    order(shop, "A3", 3)
    shop.close()
    return whole


def apart(data: Path, count: int) -> tuple[list[Kept], list[Kept]]:
    """What stands behind the first ``count`` facts in the damaged incarnation, and what began later."""
    facts = till_facts(data)[count:]
    began = next((at for at, kept in enumerate(facts) if kept.event.kind == "incarnation.began"), len(facts))
    return facts[:began], facts[began:]


def test_a_damaged_record_is_told_and_what_is_sold_since_goes_home_as_ever(
    shop: Shop, tmp_path: Path
) -> None:
    with cloud_in(tmp_path / "cloud") as (cloud, code), Owner(cloud.owner_url) as owner:
        owner.sign_in(PASSWORD)
        sells_with_the_cloud(shop, cloud, code)
        assert "chain" not in doctor(shop.data)

        whole = sells_without_it(shop, cloud)
        damage(shop.data, whole[-1].seq + 1)
        cloud.start_again()
        shop.begin()

        assert shop.till
        shop.till.wait_ready()
        said = shop.ask("until", what="damaged", seconds=20)
        assert said["so"], said
        assert said["damaged"] == whole[-1].event.at, "up to there all is whole"
        opening = order(shop, "A4", 4)
        assert shop.ask("pay", opening=opening, payment=f"{9:032x}")["due"] == 0
        assert shop.ask("until", what="printed")["so"]

        found, advice = doctor(shop.data)["chain"]
        assert f":{whole[-1].seq + 1}:" in found and "restore from a backup" in advice

        behind, since = apart(shop.data, len(whole))
        assert since[0].event.body["why"] == "damaged"
        sold = [kept.event.kind for kept in since]
        assert "order.placed" in sold and "payment.received" in sold
        until(lambda: home_facts(cloud.data, cloud.key) == whole + since, 20)
        paid = yuan(sum(kept.event.body["amount"] for kept in since if kept.event.kind == "payment.received"))
        owner.wait_for(paid)

        told = "收银机的记录被改动"  # the owner reads Chinese
        until(lambda: told in owner.page("review"), 20)
        aside = [kept.event for kept in behind]
        until(lambda: [fact for _, fact in home_review(cloud.data, cloud.key)] == aside, 20)
        owner.count_what_waits()
        until(lambda: told not in owner.page("review"), 20)
        every = by_time(kept.event for kept in till_facts(shop.data))
        until(lambda: by_time(kept.event for kept in home_facts(cloud.data, cloud.key)) == every, 20)
        assert shop.close() == 0


def test_what_was_sold_under_a_later_name_behind_the_damage_goes_home_as_ever(
    shop: Shop, tmp_path: Path
) -> None:
    with cloud_in(tmp_path / "cloud") as (cloud, code), Owner(cloud.owner_url) as owner:
        owner.sign_in(PASSWORD)
        sells_with_the_cloud(shop, cloud, code)
        whole = sells_without_it(shop, cloud)
        under_a_new_name(shop.data)
        damage(shop.data, whole[-1].seq + 1)
        cloud.start_again()
        shop.begin()

        assert shop.till
        shop.till.wait_ready()
        order(shop, "A4", 4)
        assert shop.ask("until", what="printed")["so"]

        def at_home() -> list[Kept]:
            return home_facts(cloud.data, cloud.key)

        until(lambda: at_home() == whole + apart(shop.data, len(whole))[1], 20)
        behind, since = apart(shop.data, len(whole))
        assert [kept.event.kind for kept in since].count("order.placed") == 1
        aside = [kept.event for kept in behind]
        until(lambda: [fact for _, fact in home_review(cloud.data, cloud.key)] == aside, 20)
        owner.count_what_waits()
        every = by_time(kept.event for kept in till_facts(shop.data))
        until(lambda: by_time(kept.event for kept in at_home()) == every, 20)
        assert shop.close() == 0


def test_a_damaged_page_of_the_file_stops_neither_selling_nor_what_is_sold_since(
    shop: Shop, tmp_path: Path
) -> None:
    """SQLCipher gives nothing more on a connection that has met such a page."""
    with cloud_in(tmp_path / "cloud") as (cloud, code):
        sells_with_the_cloud(shop, cloud, code)
        whole = sells_without_it(shop, cloud)
        shop.open()
        for number in range(4, 8):
            order(shop, f"A{number}", number)
        assert shop.ask("until", what="printed")["so"]
        shop.close()
        every = till_facts(shop.data)
        there = len(home_facts(cloud.data, cloud.key))
        lost = flip_a_bit_under(shop.data, whole[-1].seq + 1, len(every))
        cloud.start_again()
        shop.begin()

        assert shop.till
        shop.till.wait_ready()
        assert shop.ask("until", what="damaged", seconds=20)["so"]
        opening = order(shop, "A9", 9)
        assert shop.ask("pay", opening=opening, payment=f"{9:032x}")["due"] == 0
        assert shop.ask("until", what="printed")["so"]

        def since() -> list[Kept]:
            facts = home_facts(cloud.data, cloud.key)
            began = (at for at, kept in enumerate(facts) if kept.event.kind == "incarnation.began")
            return facts[next(began, len(facts)) :]

        until(lambda: "payment.received" in [kept.event.kind for kept in since()], 20)
        before = every[: max(there, min(lost) - 1)]
        until(lambda: home_facts(cloud.data, cloud.key)[: -len(since())] == before, 20)

        def aside() -> list[int]:
            return [fact.seq for _, fact in home_review(cloud.data, cloud.key)]

        until(lambda: bool(aside()) and aside()[-1] == every[-1].seq, 20)
        assert not lost & set(aside())
        assert shop.close() == 0


def test_what_the_banner_advises_brings_back_all_that_was_before_the_damage(tmp_path: Path) -> None:
    """A backup, a bill that the server has, a record that is damaged, one more bill; then the restore."""
    cloud = InProcess(tmp_path)
    try:
        shop, sheet = cloud.shop, make_sheet(cloud.shop)
        made = back_up(shop)
        shop.open("A1")
        shop.send("A1", FISH)
        shop.pay("A1")
        cloud.push()
        whole = shop.parts.book.head_seq
        shop.open("A2")
        shop.send("A2", FISH)
        shop.close()
        damage(shop.folder, whole + 1)
        sound = till_facts(shop.folder)[:whole]

        key, new = read_key(sheet.text), tmp_path / "new"
        seen = look(made, key, cloud.server.url, old=shop.folder)
        assert seen.beyond.old and seen.beyond.old.state == DAMAGED
        assert seen.beyond.comes.facts == whole - seen.head.marks[-1].seq
        restore(made, key, new, seen.beyond.missing, bring=seen.beyond.bring)
        box = KeyBox(new)
        with closing(Reader(new, box.database_key())) as reader:
            assert reader.read(broken_link) is None
        client = cloud.client()
        with closing(client):
            (mark,) = client.marks([])[0]
            _, raws = client.journal(mark.incarnation, 0)
        assert raws == [kept.raw for kept in sound], "the rest is at the server"
        assert [kept.raw for kept in till_facts(new)] == raws[: len(till_facts(new))]
    finally:
        cloud.server.close()
