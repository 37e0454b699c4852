"""What a cashier does to a bill beside taking money, as verbs of the till: ``till.bills``.

``approver`` is whoever agrees by PIN where the cashier's role does not reach. ``act`` is an id made by the
screen: the same act twice is done once.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future

from domain.money.discounts import Discount
from pos_app.workflows import changing, splitting
from pos_app.workflows.approving import Approver, Approving, Demand
from pos_app.workflows.changing import Act, line_on_bill
from pos_app.workflows.demands import to_give, to_reprice, to_void, to_weigh, void_off
from pos_app.workflows.paying import PaymentDone


class BillVerbs:
    """Verbs return futures; a rule's no comes out of them as domain.errors.Refused."""

    def __init__(self, approving: Approving) -> None:
        self._approving = approving

    def void_line(
        self,
        line: str,
        quantity: int,
        cooked: bool,
        reason: str,
        by: str,
        act: str,
        approver: Approver | None = None,
    ) -> Future[None]:
        """退菜. ``quantity`` in thousandths."""
        return self._approving.act(
            by,
            lambda entry: to_void(void_off(line_on_bill(entry, line), quantity)),
            lambda entry, who: changing.void_line(entry, line, quantity, cooked, Act(act, by, reason, who)),
            approver,
            act,
        )

    def give_line(
        self, line: str, quantity: int, reason: str, by: str, act: str, approver: Approver | None = None
    ) -> Future[None]:
        """赠菜. ``quantity`` in thousandths, 0 takes it back."""
        return self._approving.act(
            by,
            lambda entry: to_give(line_on_bill(entry, line), quantity),
            lambda entry, who: changing.give_line(entry, line, quantity, Act(act, by, reason, who)),
            approver,
            act,
        )

    def reprice_line(
        self, line: str, price: int, reason: str, by: str, act: str, approver: Approver | None = None
    ) -> Future[None]:
        """Another price of a portion, minor units."""
        return self._approving.act(
            by,
            lambda entry: to_reprice(line_on_bill(entry, line), price),
            lambda entry, who: changing.reprice_line(entry, line, price, Act(act, by, reason, who)),
            approver,
            act,
        )

    def weigh_line(
        self,
        line: str,
        weight: int,
        tare: int,
        reason: str,
        by: str,
        act: str,
        approver: Approver | None = None,
    ) -> Future[None]:
        """What was ordered by the piece weighs so much, thousandths of its unit. Weighed anew, it needs the
        right to another price, and a reason."""
        return self._approving.act(
            by,
            lambda entry: to_weigh(line_on_bill(entry, line), weight),
            lambda entry, who: changing.weigh_line(entry, line, weight, tare, Act(act, by, reason, who)),
            approver,
            act,
        )

    def discount_line(
        self, line: str, discount: Discount, reason: str, by: str, act: str, approver: Approver | None = None
    ) -> Future[None]:
        """A discount on one line; ``discounts.NO_DISCOUNT`` takes it back."""
        return self._approving.act(
            by,
            lambda entry: changing.demand_of_line(entry, line, discount),
            lambda entry, who: changing.discount_line(entry, line, discount, Act(act, by, reason, who)),
            approver,
            act,
        )

    def discount_bill(
        self,
        opening: str,
        discount: Discount,
        reason: str,
        by: str,
        act: str,
        approver: Approver | None = None,
    ) -> Future[None]:
        """A discount on the whole bill; ``discounts.NO_DISCOUNT`` takes it back."""
        return self._approving.act(
            by,
            lambda entry: changing.demand_of_bill(entry, opening, discount),
            lambda entry, who: changing.discount_bill(entry, opening, discount, Act(act, by, reason, who)),
            approver,
            act,
        )

    def show_bill(self, opening: str, by: str, act: str, bill: str = "") -> Future[None]:
        """预结单 on paper, remembered."""
        return self._approving.act(
            by,
            lambda entry: Demand("print"),
            lambda entry, who: changing.show_bill(entry, opening, by, act, bill),
        )

    def settle_for_nothing(
        self, opening: str, by: str, bill: str = "", print_receipt: bool = False
    ) -> Future[PaymentDone]:
        """A bill on which there is nothing to pay is paid. Raises Refused("bill_unpaid")."""
        return self._approving.act(
            by,
            lambda entry: Demand("settle"),
            lambda entry, who: changing.settle_for_nothing(entry, opening, by, bill, print_receipt),
        )

    def free_bill(
        self, opening: str, free_as: str, reason: str, by: str, act: str, approver: Approver | None = None
    ) -> Future[None]:
        """Nothing is charged: comp 免单, staff_meal 员工餐 or walkout 跑单, each with its own right."""
        free = Discount(free=True)
        return self._approving.act(
            by,
            lambda entry: changing.demand_of_bill(entry, opening, free, free_as),
            lambda entry, who: changing.discount_bill(
                entry, opening, free, Act(act, by, reason, who), free_as
            ),
            approver,
            act,
        )

    def split(
        self, opening: str, bill: str, lines: Mapping[str, int], guests: int, by: str, to: str
    ) -> Future[None]:
        """Dishes (line id: thousandths) and guests of a bill get a bill ``to`` of their own."""
        return self._approving.act(
            by,
            lambda entry: Demand("settle"),
            lambda entry, who: splitting.split_lines(entry, opening, bill, lines, guests, by, to),
        )

    def merge(self, opening: str, by: str) -> Future[None]:
        """All open bills of an opening are one again."""
        return self._approving.act(
            by, lambda entry: Demand("settle"), lambda entry, who: splitting.merge(entry, opening, by)
        )
