"""Values to plain JSON and back, strictly."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.floor.plan import Floor, Table
from domain.floor.seen import SeenOrder
from domain.money.payments import Payment, Settlement
from domain.people.staff import Staff
from domain.record.canonical import canonical, parse
from domain.record.plain import from_plain, to_plain
from domain.selling.menu import Dish, Menu
from domain.selling.order import CartLine, Line, RefusedLine, take_cart
from domain.selling.orders import Held, OrderLine
from domain.selling.price import BillFigures, Rules
from domain.selling.printing import PrintJob
from domain.selling.request import OrderRequest, Verdict
from domain.supply.stock import Stock
from tests.carts import NOON, carts, demo_document, demo_menu

texts = st.text(max_size=6)
# What a field of any type holds has been plain JSON before.
objects = st.dictionaries(
    texts, st.none() | st.booleans() | st.integers() | texts | st.lists(texts), max_size=3
)
refused = st.builds(RefusedLine, facts=objects)
VALUES: dict[type[Any], st.SearchStrategy[Any]] = {
    **{
        kind: st.builds(kind)
        for kind in (
            BillFigures,
            CartLine,
            Dish,
            Line,
            Opening,
            OrderLine,
            OrderRequest,
            Payment,
            PrintJob,
            Rules,
        )
    },
    SeenOrder: st.builds(SeenOrder),
    Staff: st.builds(Staff),
    Table: st.builds(Table),
    Held: st.builds(Held, request=objects),
    Settlement: st.builds(Settlement, bill=objects),
    RefusedLine: refused,
    Verdict: st.builds(Verdict, facts=objects, refused=st.lists(refused, max_size=2).map(tuple)),
}


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
@settings(max_examples=30)
@given(data=st.data())
def test_a_value_comes_back_from_the_wire_as_it_went(kind: type[Any], data: st.DataObject) -> None:
    value = data.draw(VALUES[kind])
    wire = canonical({"value": to_plain(value)})
    assert from_plain(kind, parse(wire)["value"]) == value


@pytest.mark.parametrize(("kind", "name"), [(Menu, "menu"), (Rules, "rules"), (Floor, "floor")])
def test_the_demos_documents_lose_nothing_but_defaults(kind: type[Any], name: str) -> None:
    value = from_plain(kind, demo_document(name))
    assert from_plain(kind, to_plain(value)) == value


@given(carts(demo_menu()))
def test_ordered_lines_come_back_with_names_and_amounts(cart: tuple[CartLine, ...]) -> None:
    lines, _ = take_cart(demo_menu(), Stock(), cart, NOON)
    again = tuple(from_plain(Line, plain) for plain in to_plain(lines))
    assert again == lines
    assert [line.amount for line in again] == [line.amount for line in lines]


def test_what_still_holds_its_default_does_not_travel() -> None:
    assert to_plain(CartLine("soup", "one")) == {"dish": "soup", "spec": "one"}


def test_a_newer_writers_fields_are_passed_over() -> None:
    assert from_plain(CartLine, {"dish": "soup", "spec": "one", "mood": "good"}) == CartLine("soup", "one")


@dataclass(frozen=True)
class Shape:
    text: str
    number: int = 0
    yes: bool = False
    maybe: str | None = None
    many: tuple[int, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@pytest.mark.parametrize(
    "misfit",
    [
        None,
        [],
        "text",
        {},
        {"text": 1},
        {"text": None},
        {"text": "a", "number": "1"},
        {"text": "a", "number": True},
        {"text": "a", "number": 1.0},
        {"text": "a", "yes": 1},
        {"text": "a", "maybe": 1},
        {"text": "a", "many": "123"},
        {"text": "a", "many": [1, "2"]},
        {"text": "a", "many": {"1": 1}},
        {"text": "a", "names": ["en"]},
        {"text": "a", "names": {"en": 1}},
        {"text": "\ud800"},
        {"text": "a", "names": {"en": "\udfff"}},
        {"text": "a", "names": {"\udfff": "en"}},
    ],
    ids=repr,
)
def test_a_misfit_is_refused_and_never_guessed(misfit: object) -> None:
    with pytest.raises(Refused, match="unreadable"):
        from_plain(Shape, misfit)


def test_a_fit_is_taken() -> None:
    shape = Shape("a", 1, True, "b", (1, 2), {"en": "x"})
    assert from_plain(Shape, to_plain(shape)) == shape
    assert from_plain(Shape, to_plain(replace(shape, maybe=None))) == replace(shape, maybe=None)
