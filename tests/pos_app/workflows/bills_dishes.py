"""Rules of the machine of all bills: dishes weighed, charges by head 必点, bills that are free 免单."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from domain.money.fees import PerHead
from domain.record.plain import to_plain
from domain.selling.order import CartLine
from domain.selling.orders import OrderLine
from tests.pos_app.workflows.bills_model import Dish, Slip, Visit
from tests.pos_app.workflows.bills_put_right import PutRight
from tests.pos_app.workflows.test_weighing import BASS

pick = st.integers(0, 127)
FISH = CartLine("bass", "one", 1_000)
TEA = PerHead("tea", {"en": "Tea"}, 150, full_price=False)  # nobody makes it


class OtherDishes(PutRight):
    @initialize(tea=st.booleans())
    def the_house_sells_fish_by_weight(self, tea: bool) -> None:
        menu = self.shop.read_document("menu")
        self.shop.publish("menu", dishes=[*menu["dishes"], BASS])
        if tea:
            self.the_house_charges_tea_by_head()

    @rule()
    def the_house_charges_tea_by_head(self) -> None:
        """Those who sit already are not charged for it."""
        self.shop.publish("rules", heads=to_plain((TEA,)))

    def _heads(self, visit: Visit, before: int, now: int) -> None:
        """So many guests are charged by head."""
        known, bills = self.house.dishes, {slip.id: slip for slip in visit.open}
        if now > before:
            rows = [row for row in self.shop.rows(OrderLine) if row.line.by_head and row.id not in known]
            for row in rows:
                assert (row.quantity, row.bill) == ((now - before) * 1_000, visit.open[0].id)
                known[row.id] = Dish(
                    row.id, row.order, "Tea", TEA.price, row.quantity, visit, visit.open[0], by_head=True
                )
                self.house.sent[row.order] = row.quantity
        fewer = max(0, before - now) * 1_000
        mine = [one for one in known.values() if one.by_head and one.bill.id in bills and one.table is visit]
        for dish in sorted(mine, key=lambda one: one.id, reverse=True):
            part = min(fewer, dish.quantity)
            self._less(dish, part)
            fewer -= part

    def _less(self, dish: Dish, quantity: int) -> None:
        dish.quantity -= quantity
        dish.given = min(dish.given, dish.quantity)
        self.house.voided[dish.order] += quantity

    @precondition(lambda self: any(dish.by_head for dish in self.house.dishes.values()))
    @rule(place=pick)
    def waive(self, place: int) -> None:
        """Nothing by head, on no open bill of the table."""
        if not self.house.visits:
            return
        head, act = self._visit(place).head, self.shop.time.new_id()
        dishes = [one for slip in head.open for one in self.house.on(slip) if one.by_head]
        code = "opening_paid" if head.paid else "" if dishes else "nothing_by_head"
        verb = self.shop.till.by_head.waive
        if self._does(code, lambda: verb(head.id, "regular", "wang", act).result()):
            verb(head.id, "regular", "wang", act).result()  # the answer was lost
            for dish in dishes:
                self._less(dish, dish.quantity)
            self._settled(head)

    @precondition(lambda self: any(visit.head.open for visit in self.house.visits))
    @rule(place=pick, weight=st.sampled_from([1_000, 2_000]))
    def a_fish_is_ordered_and_weighed(self, place: int, weight: int) -> None:
        """Until it is, nobody may pay for the bill or for those that it is priced with."""
        visits = [one for one in self.house.visits if one.head.open]
        visit, order = visits[place % len(visits)], self.shop.time.new_id()
        head, slip = visit.head, visit.head.open[0]
        args = (visit.id, (FISH,), "", "chen", order)
        self.shop.till.send_to_kitchen(*args).result()
        id = f"{order}.0"
        dish = Dish(id, order, "bass", 6_800, 1_000, head, slip, weight=0)
        self.house.dishes[id] = dish
        self.house.sent[order] = dish.quantity
        for one in head.family(slip):
            version, payment = self._opening(head.id).version, self.shop.time.new_id()
            take = (head.id, "cash", 10**6, version, False, "zhou", payment, one.id)
            code = "to_weigh" if one.open else "opening_paid"
            self._does(code, lambda: self.shop.till.take_payment(*take).result())  # noqa: B023
        self._weigh(dish, weight, "")

    @precondition(lambda self: any(one.weight_known and one.quantity for one in self.house.dishes.values()))
    @rule(place=pick, weight=st.sampled_from([1_000, 3_000]))
    def weigh_again(self, place: int, weight: int) -> None:
        dishes = [one for one in self.house.dishes.values() if one.weight_known and one.quantity]
        dish = dishes[place % len(dishes)]
        self._weigh(dish, weight, "wrong_price")

    def _weigh(self, dish: Dish, weight: int, reason: str) -> None:
        code = "" if dish.bill.open else "opening_paid"
        code = code or ("" if dish.table in self.house.visits else "opening_closed")
        act, verb = self.shop.time.new_id(), self.shop.till.bills.weigh_line
        if self._does(code, lambda: verb(dish.id, weight, 0, reason, "wang", act).result()):
            verb(dish.id, weight, 0, reason, "wang", act).result()  # the answer was lost
            dish.weight, dish.weight_known = weight, True
            self._settled(dish.table)

    @precondition(lambda self: self.house.visits)
    @rule(place=pick)
    def free(self, place: int) -> None:
        """Nothing is charged for what is not paid of a bill; what was paid of a split one stays."""
        head, act = self._visit(place).head, self.shop.time.new_id()
        family = head.family(head.open[0]) if head.open else []
        code = self._no_discount(family) if family else "opening_paid"
        verb = self.shop.till.bills.free_bill
        if self._does(code, lambda: verb(head.id, "comp", "house", "wang", act).result()):
            for slip in (one for one in family if one.open):
                slip.late, slip.shared = (0, 0), act if len(family) > 1 else ""
                slip.part_free = len(family) > 1
                if len(family) == 1:
                    slip.free, slip.rate, slip.off = True, 0, 0
            self._settled(head)

    def _no_discount(self, family: list[Slip]) -> str:
        """What was free as a whole before it was split is put together first."""
        return "bill_split" if len(family) > 1 and family[0].free else ""
