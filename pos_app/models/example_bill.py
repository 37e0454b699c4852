"""An example by which an owner sees what the house's rules do: two guests, ¥128, one portion to go."""

from dataclasses import dataclass

from domain.selling.by_head import head_lines
from domain.selling.price import BillFigures, Rules, price_order, round_bill

DISHES = 12_800  # minor units
TO_GO = 1  # portions
PORTIONS = 4_000  # thousandths


@dataclass(frozen=True, slots=True)
class ExampleDishes:
    """All dishes of the example as one line."""

    amount: int = DISHES
    reduction: int = 0
    full_price: bool = False
    boxes: int = TO_GO
    tax_class: str = ""
    limited: tuple[int, ...] = ()


def example_bill(rules: Rules, guests: int) -> BillFigures:
    """What the example comes to, paid in cash."""
    bill = price_order([ExampleDishes(), *head_lines(rules, guests)], guests, rules)
    return round_bill(bill, bill.total, rules) if rules.rounding_cash else bill
