"""Any evening that hypothesis can think of, on the real till, beside a model that is only dicts and sums.

The model knows prices from the menu's file and the promotion from the wall; it shares no code with the till.
After every step bills, payments, stock and tables agree; at the end a rebuild gives the same state.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)

from domain.errors import Refused
from domain.money.payments import Settlement
from domain.record.plain import to_plain
from domain.selling.order import CartLine
from domain.selling.printing import PrintJob
from domain.selling.request import REQUEST_LAPSES, OrderRequest
from tests.carts import demo_document
from tests.pos_app.shop import BEER, CABBAGE, DRINK, FISH, RICE, SET_FOR_TWO, TOFU, Hand, Shop, scratch

TABLES = ("A1", "B3")
PHONES = ("phone-of-red", "phone-of-blue")
GOODS = (FISH, TOFU, RICE, BEER, CABBAGE, DRINK, SET_FOR_TWO, CartLine("maoxuewang", "one"))
SPECS: dict[tuple[str, str], int] = {
    (dish["id"], spec["id"]): spec["price"]
    for dish in demo_document("menu")["dishes"]
    for spec in dish["specs"]
}
OPTIONS: dict[str, int] = {
    option["id"]: option.get("price", 0)
    for group in demo_document("menu")["groups"]
    for option in group["options"]
}
COUNTED = ("mapo-tofu", "lager", "cola", "hand-torn-cabbage")
carts = st.lists(st.sampled_from(GOODS), min_size=1, max_size=5).map(tuple)


@dataclass
class Visit:
    """What the model knows of an opening: its current bill, and what was ordered before that one."""

    id: str
    secret: str
    guests: int
    ordered: list[CartLine] = field(default_factory=list)
    phones: set[str] = field(default_factory=set)
    paid: int = 0
    settled: bool = False
    before: list[CartLine] = field(default_factory=list)
    charged: int = 0

    def order(self, lines: list[CartLine]) -> None:
        """More dishes: once all is paid they come on a new bill, which charges no guest's cover again."""
        if self.settled:
            self.before, self.ordered = self.before + self.ordered, []
            self.paid, self.settled, self.charged = 0, False, max(self.charged, self.guests)
        self.ordered += lines

    @property
    def total(self) -> int:
        dishes = sum(price(line) for line in self.ordered)
        off = 2_000 if dishes >= 20_000 else 0
        return dishes - off + (200 * max(0, self.guests - self.charged) if self.ordered else 0)


@dataclass
class Asked:
    """A request, and what the model expects to hear whenever it is sent."""

    request: OrderRequest
    state: str
    code: str


def price(line: CartLine) -> int:
    each = SPECS[line.dish, line.spec] + sum(OPTIONS[option] for option in line.options)
    return each * line.quantity // 1_000


def needs(line: CartLine) -> Counter[str]:
    portions = line.quantity
    needed = Counter({line.dish: portions})
    needed.update(dict.fromkeys(line.options, portions))
    for choice in line.choices:
        needed[choice.dish] += portions
    return needed


class Evening(RuleBasedStateMachine):
    requests: Bundle[str] = Bundle("requests")

    def __init__(self) -> None:
        super().__init__()
        self.kept = ExitStack()
        self.shop = Shop(self.kept.enter_context(scratch()) / "store", Hand())
        self.visits: dict[str, Visit] = {}
        self.stock: dict[str, int] = {item: left * 1_000 for item, left in demo_document("supply").items()}
        self.asked: dict[str, Asked] = {}
        self.pages: dict[tuple[str, str], tuple[str, str]] = {}
        self.payments: list[tuple[tuple[Any, ...], Any]] = []
        self.takings = 0
        self.receipts = 0
        self.admit = True

    # ------------------------------------------------------------------ staff

    @rule(table=st.sampled_from(TABLES), guests=st.integers(0, 6))
    def guests_sit_down(self, table: str, guests: int) -> None:
        code = "table_taken" if table in self.visits else "" if guests else "bad_guests"
        if self._does(code, lambda: self.shop.open(table, guests)):
            self._visited(table, guests)

    @rule(table=st.sampled_from(TABLES), guests=st.integers(1, 6))
    def guests_come_and_go(self, table: str, guests: int) -> None:
        visit = self.visits.get(table)
        if visit:
            change = self.shop.till.set_guests
            if self._does(self._closed(visit), lambda: change(visit.id, guests, "zhou").result()):
                visit.guests = guests

    @rule(table=st.sampled_from(TABLES), cart=carts, twice=st.booleans())
    def staff_send_a_round(self, table: str, cart: tuple[CartLine, ...], twice: bool) -> None:
        if table not in self.visits:
            self.shop.open(table, 2)
            self._visited(table, 2)
        visit = self.visits[table]
        request = self.shop.time.new_id()
        taken, stock = self._take(cart)
        short = len(taken) < len(cart)

        def send() -> None:
            self.shop.till.send_to_kitchen(visit.id, cart, "", "chen", request).result()

        if self._does("*" if short else "", send):
            if twice:
                send()
            visit.order(list(cart))
            self.stock = stock

    @rule(item=st.sampled_from(COUNTED), left=st.none() | st.integers(0, 5))
    def somebody_counts(self, item: str, left: int | None) -> None:
        self.shop.till.set_stock(item, None if left is None else left * 1_000, "he").result()
        self.stock.pop(item, None)
        if left is not None:
            self.stock[item] = left * 1_000

    @rule(what=st.sampled_from(["waiter", "bill", "taxi"]), minutes=st.integers(1, 90))
    def life_goes_on(self, what: str, minutes: int) -> None:
        """Dishes are served, guests call, time passes: no bill knows of it."""
        for table, visit in self.visits.items():
            lines = [line.id for order in self.shop.opening(table).orders for line in order.lines]
            self.shop.till.serve(visit.id, lines[1:], "he").result()
            self.shop.call(table, what)
        self.shop.time.later(minutes=minutes)

    # ------------------------------------------------------------------ money

    @precondition(lambda self: self.visits)
    @rule(
        place=st.integers(0, 1),
        tender=st.sampled_from(["cash", "cash", "cash", "wechat", "shells"]),
        share=st.sampled_from([1, 1, 1, 2]),
        more=st.sampled_from([0, 0, 1, 5_000]),
        leave=st.booleans(),
    )
    def money_is_taken(self, place: int, tender: str, share: int, more: int, leave: bool) -> None:
        table = sorted(self.visits)[place % len(self.visits)]
        self._pay(table, tender, share, more)
        if leave:
            self.the_table_is_cleared(table)

    def _pay(self, table: str, tender: str, share: int, more: int) -> None:
        visit, view = self.visits[table], self.shop.opening(table)
        due = visit.total - visit.paid
        tendered = max(due // share, 0) + more
        code = self._closed(visit) or self._cannot_pay(tender, due, tendered)
        arguments = (visit.id, tender, tendered, view.version, True, "zhou", self.shop.time.new_id())
        if not self._does(code, lambda: self.shop.till.take_payment(*arguments).result()):
            return
        amount = min(due, tendered)
        visit.paid += amount
        self.takings += amount
        if amount == due:
            visit.settled = True
            self.receipts += 1
        done = self.shop.till.take_payment(*arguments).result()  # the answer was lost: the same again
        assert (done.change, done.due) == (tendered - amount, due - amount)
        assert done.receipt == (self.receipts if visit.settled else 0)

    def _cannot_pay(self, tender: str, due: int, tendered: int) -> str:
        if tender == "shells":
            return "unknown_tender"
        if due <= 0:
            return "nothing_to_pay"
        if tendered <= 0:
            return "not_enough_cash"
        return "too_much" if tendered > due and tender != "cash" else ""

    def the_table_is_cleared(self, table: str) -> None:
        visit = self.visits.get(table)
        if visit is None:
            return
        owed = visit.total > visit.paid
        clear = self.shop.till.clear_table
        if self._does("table_unpaid" if owed else "", lambda: clear(visit.id, "zhou").result()):
            del self.visits[table]

    # ------------------------------------------------------------------ phones

    @rule(
        target=requests,
        table=st.sampled_from(TABLES),
        phone=st.sampled_from(PHONES),
        cart=carts,
        look=st.sampled_from([True, True, True, False]),
        late=st.sampled_from([False, False, False, True]),
    )
    def a_phone_orders(
        self, table: str, phone: str, cart: tuple[CartLine, ...], look: bool, late: bool
    ) -> Any:
        visit = self.visits.get(table)
        if look:
            self.pages[table, phone] = (visit.id, visit.secret) if visit else ("", "")
        opening, secret = self.pages.get((table, phone), ("", ""))
        asking = self.shop.phone(table, phone)
        request = replace(asking.request(*cart, guests=2), opening=opening, secret=secret)
        expected = self._expected(request, late)
        self.asked[request.id] = expected
        self._hears(expected, age=REQUEST_LAPSES + 1 if late else 0)
        return request.id

    @rule(request=requests, age=st.integers(0, 2 * REQUEST_LAPSES))
    def a_request_comes_again(self, request: str, age: int) -> None:
        """As it was, then with one dish more."""
        self._hears(self.asked[request], age)
        known = self.asked[request].request
        other = replace(known, lines=(*known.lines, TOFU))
        verdict = self.shop.hear(to_plain(other))[0]
        assert (verdict.state, verdict.code) == ("refused", "request_changed")

    @rule(target=requests, request=requests, table=st.sampled_from(TABLES))
    def two_requests_come_in_one_batch(self, request: str, table: str) -> Any:
        known, new = self.asked[request], self.shop.phone(table, PHONES[0]).request(TOFU)
        opening, secret = self.pages.get((table, PHONES[0]), ("", ""))
        new = replace(new, opening=opening, secret=secret)
        expected = self._expected(new, late=False)
        self.asked[new.id] = expected
        verdicts = self.shop.hear(to_plain(known.request), to_plain(new), to_plain(new))
        assert [verdict.state for verdict in verdicts] == [known.state, expected.state, expected.state]
        return new.id

    @precondition(lambda self: len(self.asked) > 1)
    @rule()
    def staff_admit_phones_or_not(self) -> None:
        self.admit = not self.admit
        self.shop.publish("floor", admit_phones=self.admit)

    @rule(request=requests, welcome=st.booleans())
    def staff_answer_a_held_phone(self, request: str, welcome: bool) -> None:
        known = self.asked[request]
        till = self.shop.till
        (till.admit if welcome else till.turn_away)(request, "chen").result()
        if known.state == "held":
            if welcome:
                self.asked[request] = self._placed(known.request)
            else:
                self.asked[request] = Asked(known.request, "refused", "refused_by_staff")
        self._hears(self.asked[request], age=0)

    def _expected(self, request: OrderRequest, late: bool) -> Asked:
        if late:
            return Asked(request, "refused", "too_late")
        code = self._may_not_order(request)
        if code:
            return Asked(request, "refused", code)
        visit = self.visits.get(request.table)
        if not self.admit and request.phone not in (visit.phones if visit else ()):
            return Asked(request, "held", "")
        return self._placed(request)

    def _may_not_order(self, request: OrderRequest) -> str:
        visit = self.visits.get(request.table)
        if request.opening and (visit is None or visit.id != request.opening):
            return "old_opening"
        return ""

    def _placed(self, request: OrderRequest) -> Asked:
        code = self._may_not_order(request)
        if code:
            return Asked(request, "refused", code)
        taken, stock = self._take(request.lines)
        if any(request.quote.amounts[place] == -1 for place in taken):
            return Asked(request, "refused", "price_changed")  # sold out when quoted: no price was shown
        if not taken:
            return Asked(request, "refused", "*")
        visit = self.visits.setdefault(request.table, Visit("", "", request.guests))
        visit.order([request.lines[place] for place in taken])
        visit.phones.add(request.phone)
        self.stock = stock
        return Asked(request, "accepted" if len(taken) == len(request.lines) else "partly", "")

    def _hears(self, expected: Asked, age: int) -> None:
        verdict = self.shop.hear(to_plain(expected.request), age=age)[0]
        assert verdict.state == expected.state, (verdict, expected)
        if expected.code and expected.code != "*":
            assert verdict.code == expected.code

    # ------------------------------------------------------------------ time

    @precondition(lambda self: self.visits)
    @rule()
    def the_till_is_started_anew_and_rebuilt(self) -> None:
        self.shop = self.shop.again()
        rebuilt = self.shop.rebuilt()
        assert (rebuilt.different, rebuilt.broken) == ((), "")

    # ------------------------------------------------------------------ what must always be so

    @invariant()
    def bills_agree(self) -> None:
        self.shop.caught_up()
        view = self.shop.till.view
        assert {one.opening.table for one in view.openings.values()} == set(self.visits)
        for table, visit in self.visits.items():
            one = view.openings[view.tables[table].opening]
            if not visit.id:  # a phone has opened it
                visit.id, visit.secret = one.opening.id, one.opening.secret
            assert one.opening.id == visit.id
            assert (one.bill.total, one.paid, one.opening.guests) == (visit.total, visit.paid, visit.guests)
            assert bool(one.opening.paid_at) == (one.settlement is not None) == visit.settled
            assert set(one.opening.phones) == visit.phones
            ordered = [line.line.dish for order in one.orders for line in order.lines]
            assert ordered == [line.dish for line in (*visit.before, *visit.ordered)]

    @invariant()
    def stock_and_money_agree(self) -> None:
        assert dict(self.shop.till.view.stock.remaining) == self.stock
        settled = self.shop.rows(Settlement)
        assert sorted(one.receipt for one in settled) == list(range(1, self.receipts + 1))
        assert all(one.total == one.bill["total"] for one in settled)
        held = {row.request for row in self.shop.till.view.held}
        assert held == {id for id, one in self.asked.items() if one.state == "held"}

    def teardown(self) -> None:
        try:
            taken = sum(event["amount"] for event in self.shop.events("payment.received"))
            assert taken == self.takings
            numbers: dict[tuple[str, str], list[int]] = {}
            for job in self.shop.rows(PrintJob):
                numbers.setdefault((job.station, job.date), []).append(job.number)
            assert all(sorted(found) == list(range(1, len(found) + 1)) for found in numbers.values())
            assert self.shop.rebuilt().different == ()
        finally:
            self.shop.close()
            self.kept.close()

    # ------------------------------------------------------------------ inside the model

    def _visited(self, table: str, guests: int) -> None:
        opening = self.shop.opening(table).opening
        self.visits[table] = Visit(opening.id, opening.secret, guests)

    def _closed(self, visit: Visit) -> str:
        return "opening_paid" if visit.settled else ""

    def _take(self, cart: tuple[CartLine, ...]) -> tuple[list[int], dict[str, int]]:
        """The places of the lines for which there is enough, and what is left then."""
        stock, taken = dict(self.stock), []
        for place, line in enumerate(cart):
            wanted = needs(line)
            if all(stock.get(item, 10**9) >= needed for item, needed in wanted.items()):
                taken.append(place)
                for item, needed in wanted.items():
                    if item in stock:
                        stock[item] -= needed
        return taken, stock

    def _does(self, code: str, verb: Any) -> bool:
        """Run a verb that shall be refused with ``code`` ("": not, "*": whatever); whether it was done."""
        try:
            verb()
        except Refused as no:
            assert code in ("*", no.code), (code, no.code)
            return False
        assert not code, f"not refused: {code}"
        return True


TestAnyEvening = Evening.TestCase
TestAnyEvening.settings = settings(max_examples=20, stateful_step_count=30)
