"""Who may do what, and how long a wrong PIN makes one wait."""

from dataclasses import replace

import pytest

from domain.errors import Refused
from domain.people.roles import FIRST_ROLES, LIMITS, RIGHTS, Role
from domain.people.staff import Staff, StaffList, limit, may, pin_delay, within
from domain.record.plain import from_plain

OF_RELEASE_0_1_0 = {
    "owner": {"sell", "serve", "settle", "print", "sold_out", "settings"},
    "manager": {"sell", "serve", "settle", "print", "sold_out", "settings"},
    "cashier": {"sell", "serve", "settle", "print", "sold_out"},
    "waiter": {"sell", "serve", "print"},
    "chef": {"serve", "print", "sold_out"},
}


def person(role: str) -> Staff:
    """As an old document gives them: it names no roles."""
    return from_plain(
        StaffList, {"version": 1, "staff": [{"id": "x", "name": {}, "role": role, "pin": ""}]}
    ).find("x")


@pytest.mark.parametrize("role", OF_RELEASE_0_1_0)
def test_roles_carry_what_they_did_in_release_0_1_0(role: str) -> None:
    for right in ("sell", "serve", "settle", "print", "sold_out", "settings"):
        if right in OF_RELEASE_0_1_0[role]:
            may(person(role), right)
        else:
            with pytest.raises(Refused, match="not_allowed"):
                may(person(role), right)


def test_every_right_is_carried_by_the_owner_and_known_by_name() -> None:
    assert len(set(RIGHTS)) == len(RIGHTS)
    assert {right for rights in LIMITS.values() for right in rights} <= set(RIGHTS)
    assert {right for role in FIRST_ROLES for right in role.rights} == set(RIGHTS)


def test_a_limit_bounds_what_one_does_alone() -> None:
    assert [limit(person(role), "discount") for role in ("manager", "cashier", "waiter")] == [None, 1_000, 0]
    assert within(person("cashier"), "void", 10_000) and not within(person("cashier"), "void", 10_001)
    assert within(person("manager"), "void", 10**9) and not within(person("waiter"), "void", 1)


def test_typing_a_price_has_no_limit_until_the_owner_sets_one() -> None:
    typist = replace(FIRST_ROLES[2], limits={"open_price": 20_000})
    assert limit(person("cashier"), "open_price") is None
    assert within(replace(person("cashier"), holds=typist), "open_price", 20_000)
    assert not within(replace(person("cashier"), holds=typist), "open_price", 20_001)


def test_a_role_the_owner_changed_counts_for_everybody_who_has_it() -> None:
    roles = [{"id": "waiter", "rights": ["serve", "void"], "limits": {"void": 500}}]
    people = [
        {"id": name, "name": {}, "role": role, "pin": ""} for name, role in (("a", "waiter"), ("b", "cook"))
    ]
    staff = from_plain(StaffList, {"version": 2, "staff": people, "roles": roles})
    may(staff.find("a"), "void")
    assert limit(staff.find("a"), "void") == 500
    with pytest.raises(Refused, match="not_allowed"):
        may(staff.find("a"), "sell")
    with pytest.raises(Refused, match="not_allowed"):
        may(staff.find("b"), "serve")  # a role that is gone carries nothing


def test_who_has_left_may_do_nothing_and_keeps_the_name() -> None:
    staff = StaffList(1, (Staff("zhou", {"en": "Zhou"}, "cashier", "", left_at=7),))
    with pytest.raises(Refused, match="unknown_staff"):
        staff.find("zhou")
    assert staff.staff[0].called("en") == "Zhou"


def test_a_role_lies_within_another_if_it_may_nothing_more() -> None:
    narrow, wide = Role("a", ("void",), {"void": 5}), Role("b", ("void", "gift"))
    assert narrow.within(wide) and not wide.within(narrow)
    assert Role("a", ("void",), {"void": 5}).within(Role("b", ("void",), {"void": 5}))
    assert not Role("a", ("void",), {"void": 6}).within(Role("b", ("void",), {"void": 5}))
    assert not Role("a", ("void",)).within(Role("b", ("void",), {"void": 5}))


@pytest.mark.parametrize(
    ("role", "right"), [("waiter", "settle"), ("chef", "sell"), ("cashier", "settings"), ("", "serve")]
)
def test_nobody_does_more_than_their_role(role: str, right: str) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        may(Staff("x", {}, role, ""), right)


def test_a_stranger_is_not_on_the_list() -> None:
    staff = StaffList(1, (Staff("zhou", {"en": "Zhou"}, "cashier", ""),))
    assert staff.find("zhou").called("zh-Hans") == "Zhou"
    with pytest.raises(Refused, match="unknown_staff"):
        staff.find("nobody")


def test_each_wrong_pin_after_the_second_doubles_the_wait() -> None:
    assert [pin_delay(failures) for failures in range(12)] == [0, 0, 0, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert pin_delay(10_000) == 300


def test_a_right_that_got_a_name_of_its_own_stays_with_who_had_it() -> None:
    boss = Role("boss", ("settle", "refund"), {"refund": 500})
    old = StaffList(1, (), (boss, Role("host", ("serve",))))
    assert old.role("boss").rights == ("settle", "refund", "deposit", "deposit_back", "tip_over")
    assert old.role("boss").limit("deposit_back") == 500
    assert old.role("host").rights == ("serve",)
    taken_away = StaffList(2, (), (boss,), known=RIGHTS)
    assert taken_away.role("boss") == boss, "whoever wrote this list knew the right and did not give it"
    assert StaffList(3, ()).roles == FIRST_ROLES
