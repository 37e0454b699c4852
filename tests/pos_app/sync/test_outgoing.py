"""What is still to be told: nothing is lost by a failure, nothing newer is undone by it."""

import hashlib
from collections.abc import Collection
from dataclasses import replace

import pytest

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.floor.seen import SeenTable, see_table
from domain.record.canonical import canonical
from domain.record.tables import Tables
from domain.selling.request import Verdict
from pos_app.workflows import publishing
from pos_app.workflows.book import Entry
from pos_app.workflows.publishing import SERVERS, Outgoing, read_key
from tests.pos_app.shop import TOFU, Shop

HELD = Verdict("request", "held", 1)
ACCEPTED = Verdict("request", "accepted", 2)


def test_what_could_not_be_told_is_told_next_time() -> None:
    outgoing = Outgoing()
    outgoing.changed({"menu"}, [HELD])
    keys, verdicts = outgoing.take()
    assert outgoing.take() == (set(), ())
    outgoing.give_back(keys, verdicts)
    assert outgoing.take() == ({"menu"}, (HELD,))


def test_an_answer_that_changed_on_the_way_is_not_undone_by_a_failure() -> None:
    """Staff admit a phone while the server hangs: it must not hear "held" as the last word."""
    outgoing = Outgoing()
    outgoing.changed((), [HELD])
    keys, verdicts = outgoing.take()
    outgoing.changed((), [ACCEPTED])
    outgoing.give_back(keys, verdicts)
    assert outgoing.take() == (set(), (ACCEPTED,))


def test_a_document_is_told_once_in_each_form_with_rising_versions() -> None:
    outgoing = Outgoing()
    outgoing.starting({"menu": 7, "rules": 3})
    first = outgoing.documents({"menu": {"version": 1}, "rules": None})
    assert [(one["key"], one["version"]) for one in first] == [("menu", 8)]
    assert outgoing.documents({"menu": {"version": 1}})[0]["version"] == 9  # nobody has heard it yet
    outgoing.told(first)
    assert outgoing.documents({"menu": {"version": 1}}) == []
    assert outgoing.documents({"menu": {"version": 2}})[0]["version"] == 10


def test_a_menu_that_a_server_shows_is_not_told_again_at_a_start_but_another_is() -> None:
    menu, rules = {"version": 1}, {"version": 4}
    mark = hashlib.sha256(canonical(menu)).hexdigest()
    outgoing = Outgoing()
    outgoing.starting({"menu": 7, "rules": 3}, mark)
    found = outgoing.documents({"menu": menu, "rules": rules})
    assert [(one["key"], one["version"]) for one in found] == [("rules", 8)]
    assert [one["key"] for one in outgoing.documents({"menu": {"version": 2}})] == ["menu"]
    outgoing.forget()  # it went back to an older copy meanwhile
    outgoing.take()
    assert [one["key"] for one in outgoing.documents({"menu": menu})] == ["menu"]


def test_a_server_that_forgot_is_told_all_again() -> None:
    outgoing = Outgoing()
    outgoing.told(outgoing.documents({"menu": {"version": 1}}))
    outgoing.forget()
    outgoing.take()
    assert len(outgoing.documents({"menu": {"version": 1}})) == 1


def test_where_phones_find_the_store_is_told_to_each_server_whenever_it_changes() -> None:
    cloud, lan, moved = "https://cloud.example", "http://192.168.1.5:8626", "http://192.168.1.9:8626"
    addresses: list[str] = []
    outgoing = Outgoing(addresses=lambda: addresses)
    assert outgoing.documents({}) == [], "no servers, no alternatives"
    addresses[:] = [cloud, lan]
    (first,) = outgoing.documents({"store": None})
    assert (first["key"], first["body"]) == (SERVERS, {"addresses": [cloud, lan]})
    outgoing.told([first])
    assert outgoing.documents({}) == []
    addresses[1] = moved
    assert outgoing.changed({SERVERS}), "that alone is worth a telling"
    assert outgoing.documents({})[0]["body"] == {"addresses": [cloud, moved]}


def test_a_server_that_keeps_no_facts_hears_who_does() -> None:
    cloud, lan = "https://cloud.example", "http://192.168.1.5:8626"
    keeps = [False]
    outgoing = Outgoing(addresses=lambda: [cloud, lan], keeps=lambda: keeps[0])
    (first,) = outgoing.documents({})
    assert first["body"] == {"addresses": [cloud, lan], "keeper": cloud}
    outgoing.told([first])
    keeps[0] = True
    assert outgoing.documents({})[0]["body"] == {"addresses": [cloud, lan]}


def test_what_a_table_shows_is_worked_out_once_for_all_servers_and_anew_after_each_change(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked_out = []

    def see(tables: Tables, table: str, at_payment: Collection[str]) -> SeenTable:
        worked_out.append(table)
        return see_table(tables, table, at_payment)

    monkeypatch.setattr(publishing, "see_table", see)

    def shown(*at_payment: str) -> dict[str, object]:
        plain = shop.read(lambda tables: read_key(tables, "table/A1", "2026-11-23", at_payment))
        assert isinstance(plain, dict)
        return dict(plain.get("opening") or {})

    shop.open("A1")
    id = shop.opening("A1").opening.id
    worked_out.clear()
    assert shown() == shown() and len(worked_out) == 1
    shop.send("A1", TOFU)
    assert len(shown()["orders"]) == 1  # type: ignore[arg-type]
    assert shown(id)["at_till"] and "at_till" not in shown(), "whose bill a payment screen shows"


def test_what_was_only_begun_is_shown_nobody(shop: Shop) -> None:
    """A change that is refused midway has looked at tables as they never came to be."""
    shop.open("A1")
    id, book = shop.opening("A1").opening.id, shop.parts.book

    def begin(entry: Entry) -> None:
        row = entry.tables.get(Opening, id)
        assert row
        entry.tables.put(replace(row, guests=9))
        assert read_key(entry.tables, "table/A1", "2026-11-23")["opening"]["guests"] == 9
        raise Refused("unreadable")

    with pytest.raises(Refused):
        shop.parts.writer.submit(lambda: book.write(begin)).result()
    assert shop.read(lambda tables: read_key(tables, "table/A1", "2026-11-23"))["opening"]["guests"] == 2
