"""Who works here and what they may do, edited at the till; and who did what, read back page by page."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest

from domain.errors import Refused
from domain.people.roles import A_DAY, FIRST_ROLES, Role
from domain.people.staff import limit
from pos_app.workflows import auditing
from pos_app.workflows.people import pin_fits
from tests.pos_app.shop import RICE, Shop


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    """PINs are hashed for real in one story only; it takes its time on purpose."""
    if "for_real" not in request.node.name:
        monkeypatch.setattr("pos_app.workflows.people_verbs.hash_pin", lambda pin, pepper: f"hash of {pin}")
    yield


def refused(code: str, future: Future[Any]) -> None:
    with pytest.raises(Refused, match=f"^{code}$"):
        future.result()


def save(shop: Shop, person: str, role: str = "cashier", pin: str = "6666", by: str = "wang") -> Future[None]:
    return shop.till.people.save(person, {"und": person.title()}, role, pin, by)


def matrix(**changed: Role) -> tuple[Role, ...]:
    return tuple(changed.get(role.id, role) for role in FIRST_ROLES)


def test_somebody_new_signs_in_for_real(shop: Shop) -> None:
    save(shop, "mei").result()
    shop.caught_up()
    mei = shop.till.view.people.find("mei")
    assert pin_fits(mei, "6666", shop.parts.keys.pepper())
    assert shop.till.sign_in("mei", "6666").result().role == "cashier"
    kept = mei.pin
    save(shop, "mei", "waiter", "").result()
    shop.caught_up()
    assert shop.till.view.people.find("mei").pin == kept


def test_who_left_does_nothing_more_and_may_come_back(shop: Shop) -> None:
    shop.till.people.leave("zhou", "wang").result()
    refused("unknown_staff", shop.till.open_table("A1", 2, "zhou"))
    refused("unknown_staff", shop.till.sign_in("zhou", "1111"))
    assert [one.id for one in shop.till.view.staff if one.left_at] == ["zhou"]
    save(shop, "zhou", pin="").result()
    shop.open("A1")


def test_only_who_may_edits_the_list_and_nobody_gives_more_than_they_have(shop: Shop) -> None:
    refused("not_allowed", save(shop, "mei", by="zhou"))
    refused("not_allowed", shop.till.people.leave("li", "chen"))
    lead = Role("cashier", (*FIRST_ROLES[2].rights, "people"), FIRST_ROLES[2].limits)
    shop.till.people.save_roles(matrix(cashier=lead), "wang").result()
    save(shop, "mei", "waiter", by="zhou").result()
    refused("role_above", save(shop, "zhou", "manager", by="zhou"))
    refused("role_above", save(shop, "wang", "waiter", by="zhou"))
    refused("role_above", shop.till.people.leave("wang", "zhou"))
    more = replace(lead, rights=(*lead.rights, "refund"))
    refused("role_above", shop.till.people.save_roles(matrix(cashier=more), "zhou"))
    looser = replace(lead, limits={**lead.limits, "discount": 2_000})
    refused("role_above", shop.till.people.save_roles(matrix(cashier=looser), "zhou"))
    generous = replace(FIRST_ROLES[3], rights=(*FIRST_ROLES[3].rights, "refund"))
    refused("role_above", shop.till.people.save_roles(matrix(cashier=lead, waiter=generous), "zhou"))


def test_a_manager_with_a_limit_of_the_day_still_takes_rights_away(shop: Shop) -> None:
    owner, manager, cashier, _waiter, _chef = FIRST_ROLES
    bound = replace(manager, limits={A_DAY: 50_000})
    shop.till.people.save_roles(matrix(manager=bound), "wang").result()
    save_roles = shop.till.people.save_roles
    strict = replace(cashier, rights=tuple(right for right in cashier.rights if right != "void"))
    refused("role_above", save(shop, "mei"))
    save_roles(matrix(manager=bound, cashier=strict), "wang").result()
    generous = replace(strict, rights=(*strict.rights, "gift"))
    refused("role_above", save_roles(matrix(manager=bound, cashier=generous), "wang"))
    wide = replace(strict, limits={"discount": 2_000})
    refused("role_above", save_roles(matrix(manager=bound, cashier=wide), "wang"))
    poor = replace(owner, rights=owner.rights[:3])
    refused("role_above", save_roles(matrix(manager=bound, cashier=strict, owner=poor), "wang"))
    held = replace(generous, limits={**strict.limits, A_DAY: 20_000})
    save_roles(matrix(manager=bound, cashier=held), "wang").result()
    save(shop, "mei").result()  # now that they have a limit, too


def test_the_matrix_counts_at_once(shop: Shop) -> None:
    waiter = replace(FIRST_ROLES[3], rights=("serve", "settle", "void"), limits={"void": 500})
    shop.till.people.save_roles(matrix(waiter=waiter), "wang").result()
    refused("not_allowed", shop.till.send_to_kitchen("x", (RICE,), "", "chen", shop.time.new_id()))
    shop.caught_up()
    assert limit(shop.till.view.people.find("chen"), "void") == 500


def test_somebody_who_may_change_the_list_always_remains(shop: Shop) -> None:
    refused("nobody_left", shop.till.people.leave("wang", "wang"))
    manager = replace(FIRST_ROLES[1], rights=tuple(r for r in FIRST_ROLES[1].rights if r != "people"))
    refused("nobody_left", shop.till.people.save_roles(matrix(manager=manager), "wang"))


@pytest.mark.parametrize("pin", ["", "123", "12345", "12a4", "١٢٣٤"])
def test_a_pin_has_four_digits(shop: Shop, pin: str) -> None:
    refused("bad_pin", save(shop, "mei", pin=pin))


def test_what_an_older_or_newer_program_says_of_a_person_stays(shop: Shop) -> None:
    staff = [{**one, "card": "4711"} for one in shop.read_document("staff")["staff"]]
    shop.publish("staff", staff=staff, dresses="white")
    save(shop, "zhou", pin="").result()
    kept = shop.read_document("staff")
    assert kept["dresses"] == "white"
    assert {one["card"] for one in kept["staff"]} == {"4711"}


def test_the_audit_shows_who_did_what_latest_first(shop: Shop) -> None:
    shift = shop.time.new_id()
    shop.till.shifts.open(shift, 0, {}, "zhou").result()
    shop.till.shifts.open_drawer(shop.time.new_id(), "change", "li").result()
    shop.till.people.set_lock_after(300, "wang").result()
    shop.open("A1")
    found = shop.till.people.audit("", "", 0, "wang").result()
    assert [event.kind for event in found.events[:3]] == ["staff.published", "cash.moved", "shift.opened"]
    assert "opening.started" not in {event.kind for event in found.events}
    mine = shop.till.people.audit("", "li", 0, "wang").result()
    assert [(event.by, event.body["reason"]) for event in mine.events] == [("li", "change")]
    drawer = shop.till.people.audit("drawer", "", 0, "wang").result()
    assert [event.by for event in drawer.events] == ["li", "zhou"]
    refused("not_allowed", shop.till.people.audit("", "", 0, "zhou"))


@pytest.mark.parametrize("window", [7, auditing.WINDOW])
def test_pages_of_the_audit_leave_nothing_out_and_tell_nothing_twice(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, window: int
) -> None:
    monkeypatch.setattr(auditing, "WINDOW", window)
    for _ in range(11):
        shop.till.shifts.open_drawer(shop.time.new_id(), "change", "wang").result()
        table = shop.open("A1")
        shop.till.clear_table(table, "zhou").result()
    found, before = [], 0
    while True:
        page = shop.till.people.audit("drawer", "", before, "wang", 3).result()
        found += [event.seq for event in page.events]
        before = page.before
        if not before:
            break
    assert len(found) == len(set(found)) == 11
    assert found == sorted(found, reverse=True)
