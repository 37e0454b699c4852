"""Who may do what, and how long a wrong PIN makes one wait."""

import pytest

from domain.errors import Refused
from domain.people.staff import RIGHTS, Staff, StaffList, may, pin_delay


def test_roles_carry_their_rights() -> None:
    for role, rights in RIGHTS.items():
        person = Staff("x", {"en": "X"}, role, "")
        for right in ("sell", "serve", "settle", "print", "sold_out", "settings"):
            if right in rights:
                may(person, right)
            else:
                with pytest.raises(Refused, match="not_allowed"):
                    may(person, right)


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
