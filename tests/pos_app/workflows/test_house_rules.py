"""The owner changes the house's rules in the middle of an evening: open bills follow, paid ones stay."""

from dataclasses import replace
from typing import Any

import pytest

from domain.errors import Refused
from domain.floor.plan import Floor
from domain.money.fees import PerHead, TaxClass
from domain.money.payments import Settlement
from domain.selling.courses import Course
from domain.selling.price import Rules, Threshold
from tests.pos_app.shop import TOFU, Shop

TEA = PerHead("tea", {"zh-Hans": "茶位", "en": "Tea"}, 300)


def save(shop: Shop, by: str = "wang", floor: Floor | None = None, **change: Any) -> None:
    view = shop.till.view
    shop.till.house.save(replace(view.rules, **change), floor or view.floor, by).result()


def audited(shop: Shop) -> list[dict[str, Any]]:
    page = shop.till.people.audit("settings", "wang", 0, "wang").result()
    return [event.body["changed"] for event in page.events if event.body.get("changed")]


def test_open_bills_follow_at_once_and_paid_ones_stay(shop: Shop) -> None:
    for table in ("A1", "A2"):
        shop.open(table, 2)
        shop.send(table, TOFU)
    assert shop.opening("A1").due == 3_200  # 28.00 and cover for two
    shop.pay("A1")
    save(shop, service=1_000, cover=0)
    assert shop.opening("A2").due == 3_080
    assert shop.opening("A1").due == 0 and shop.till.view.tables["A1"].total == 3_200
    (settled,) = shop.rows(Settlement)
    assert settled.total == 3_200
    shop.pay("A2")
    assert [one.total for one in sorted(shop.rows(Settlement), key=lambda one: one.receipt)] == [3_200, 3_080]
    assert shop.rebuilt().different == ()


def test_who_changed_what_stands_in_the_audit(shop: Shop) -> None:
    save(shop, service=1_000, courses=(Course(1, {"en": "Cold"}),))
    save(shop, service=500)
    save(shop)  # nothing changed: no fact
    assert audited(shop) == [{"service": [1_000, 500]}, {"courses": None, "service": [0, 1_000]}]
    assert shop.till.view.rules.courses == (Course(1, {"en": "Cold"}),)


def test_a_rule_that_goes_back_to_nothing_is_gone(shop: Shop) -> None:
    save(shop, service=1_000, heads=(TEA,), rounding_cash=True)
    save(shop, service=0, heads=(), rounding_cash=False)
    assert shop.till.view.rules == replace(Rules(), **_of_the_demo(shop))


def _of_the_demo(shop: Shop) -> dict[str, Any]:
    rules = shop.till.view.rules
    names = ("version", "cover", "promotions", "tax", "tax_inclusive", "courses")
    return {name: getattr(rules, name) for name in names}


def test_guests_who_go_take_their_tea_along_after_the_rule_is_gone(shop: Shop) -> None:
    save(shop, cover=0, heads=(TEA,))
    opening = shop.open("A1", 4)
    save(shop, heads=())
    shop.till.set_guests(opening, 2, "zhou").result()
    assert shop.opening("A1").bill.total == 600


def test_waits_are_the_floor_s_and_its_plan_stays(shop: Shop) -> None:
    before = shop.till.view.floor
    save(shop, floor=replace(before, keep_minutes=45, tables=()))
    now = shop.till.view.floor
    assert (now.keep_minutes, now.tables, now.version) == (45, before.tables, before.version + 1)
    assert audited(shop) == [{"keep_minutes": [30, 45]}]
    shop.till.tables.save_floor(replace(now, clean_after=True), "wang").result()
    assert audited(shop) == [{"keep_minutes": [30, 45]}], "the plan's next version changed no wait"
    assert shop.till.view.floor.keep_minutes == 45


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"service": 3_001}, "service_unfit"),
        ({"tax": -1}, "tax_unfit"),
        ({"tax_classes": (TaxClass("a", {"en": "Alcohol"}, 5_001),)}, "tax_unfit"),
        ({"cover": -1}, "amount_unfit"),
        ({"heads": (replace(TEA, price=-1),)}, "amount_unfit"),
        ({"rounding": 10_001}, "amount_unfit"),
        ({"region": "cn"}, "region_unfit"),
        ({"minimum": 100}, "minimum_unlawful"),
        ({"promotions": (Threshold("x", {"en": "All"}, 100, 101),)}, "promotion_unfit"),
        ({"heads": (replace(TEA, names={"en": " "}),)}, "rule_nameless"),
        ({"courses": (Course(1, {"en": "Cold"}), Course(1, {"en": "Hot"}))}, "unreadable"),
    ],
)
def test_what_makes_no_bill_is_refused_in_words(shop: Shop, change: dict[str, Any], code: str) -> None:
    before = shop.till.view.rules
    with pytest.raises(Refused) as no:
        save(shop, **change)
    assert no.value.code == code
    assert shop.till.view.rules == before


def test_only_who_may_and_only_what_was_looked_at(shop: Shop) -> None:
    seen = shop.till.view
    with pytest.raises(Refused) as no:
        save(shop, by="zhou", service=1_000)
    assert no.value.code == "not_allowed"
    save(shop, service=1_000)
    with pytest.raises(Refused) as late:
        shop.till.house.save(replace(seen.rules, service=500), seen.floor, "wang").result()
    assert late.value.code == "settings_old"
    with pytest.raises(Refused) as wait:
        save(shop, floor=replace(shop.till.view.floor, stay_minutes=5))
    assert wait.value.code == "minutes_unfit"
    assert shop.till.view.rules.service == 1_000
