"""What screens show: frozen values of one moment, never rows of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.floor.kitchen_line import NO_LINE, Standing
from domain.floor.openings import Opening
from domain.floor.pickup import label_of
from domain.floor.plan import Floor, Table
from domain.floor.store_code import StoreCode
from domain.money.adjustments import Adjustment
from domain.money.bills import NOTHING_AGREED, Bill
from domain.money.discounts import NO_DISCOUNT, Discount, limited_by
from domain.money.gateway_refunds import ON_WAY, TO_DO, GatewayRefund
from domain.money.grants import Grant
from domain.money.payments import Payment, Settlement
from domain.money.reasons import Reasons
from domain.money.tenders import Tender
from domain.people.chat import Chat
from domain.people.feedback import Feedback
from domain.people.staff import NO_STAFF, Staff, StaffList
from domain.record.recovery import RecoveryKey
from domain.selling.banquets import Banquet
from domain.selling.menu import EMPTY_MENU, Menu, Names
from domain.selling.order import CartLine, Line
from domain.selling.price import BillFigures, Rules
from domain.selling.print_setup import EMPTY as NO_PRINTERS
from domain.selling.print_setup import PrintSetup
from domain.selling.printing import PausedPrinter
from domain.supply.stock import Stock
from pos_app.workflows.booking_view import BookingView
from pos_app.workflows.disk import DiskView
from pos_app.workflows.drawer_view import NO_DRAWER, DrawerView
from pos_app.workflows.queue_view import QueueView


@dataclass(frozen=True, slots=True)
class StoreView:
    """Who the store is; ``store`` its id."""

    names: Names = field(default_factory=dict)
    branch: Names = field(default_factory=dict)
    currency: str = "CNY"
    zone: str = "UTC"
    phone: str = ""
    address: Names = field(default_factory=dict)
    demo: bool = False
    practice: bool = False
    store: str = ""


@dataclass(frozen=True, slots=True)
class LineView:
    """An ordered line; state: kitchen | printed | served | voided; amount in minor units.

    ``voided``, ``returned`` and ``given`` in thousandths; ``reduction``: what of the amount is a gift
    (``gift``) or its own discount; ``listed``: the menu's price of a portion where another one is charged,
    else 0. ``held``: the kitchen waits for the word, which ``start_at`` comes by
    itself, 0 for never; ``started_at``: when it came; ``hurried``: how often it
    was told to be quick. ``unpaid``: the kitchen waits for its money. ``brought``: somebody ticked it off.
    ``guests``: numbers of the guests whose phones wanted it, 0 for one that is not known.
    """

    id: str
    line: Line
    amount: int
    state: str
    reduction: int = 0
    voided: int = 0
    given: int = 0
    listed: int = 0
    gift: int = 0
    discount: Discount = NO_DISCOUNT
    bill: str = ""
    held: bool = False
    start_at: int = 0
    started_at: int = 0
    hurried: int = 0
    returned: int = 0
    unpaid: bool = False
    brought: bool = False
    guests: tuple[int, ...] = ()

    @property
    def awaited(self) -> bool:
        """Whether it is to come by itself."""
        return self.state not in ("served", "voided") and not (self.held or self.unpaid)

    @property
    def charged(self) -> int:
        """What of the amount is left, before anything that concerns the whole bill."""
        return self.amount - self.reduction

    @property
    def limited(self) -> tuple[int, ...]:
        """Within how many basis points its own discount was agreed to, and what that takes off."""
        return limited_by(self.discount, self.reduction - self.gift)

    @property
    def at_once(self) -> int:
        """Thousandths that go elsewhere together: a portion, or all that is weighed, given or discounted."""
        agreed = self.given or self.discount != NO_DISCOUNT
        whole = self.line.quantity % 1000 or self.line.weight or agreed
        return self.line.quantity if whole else 1000

    @property
    def full_price(self) -> bool:
        return self.line.full_price

    @property
    def boxes(self) -> int:
        """Portions to pack."""
        return self.line.boxes

    @property
    def tax_class(self) -> str:
        return self.line.tax_class


@dataclass(frozen=True, slots=True)
class OrderView:
    """A round with its author: staff by name, or a guest's phone by number.

    ``table``: the label of the table it was placed at, if that is another one. ``pay_by``: until when it is
    kept that is paid first (UTC milliseconds), 0 once it is paid, or need not.
    """

    id: str
    round: int
    at: int
    by: str
    by_name: Names
    guest: int
    remark: str
    lines: tuple[LineView, ...]
    table: Names = field(default_factory=dict)
    pay_by: int = 0

    @property
    def amount(self) -> int:
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class BillView:
    """One of the bills of an opening; a settled one with the figures of its lines."""

    agreed: Bill
    figures: BillFigures
    payments: tuple[Payment, ...] = ()
    settlement: Settlement | None = None


@dataclass(frozen=True, slots=True)
class OpeningView:
    """An opening with its rounds and its current bill. ``paid`` and ``due`` in minor units; below zero: to
    give back. ``uncharged``: guests whom no settled bill has charged a cover for.

    ``agreed``: about the whole bill; ``adjustments``: what was changed on it, in the order in which it was.
    ``bills``: each of them, if there are several.
    """

    opening: Opening
    orders: tuple[OrderView, ...]
    bill: BillFigures
    payments: tuple[Payment, ...] = ()
    settlement: Settlement | None = None
    agreed: Bill = NOTHING_AGREED
    adjustments: tuple[Adjustment, ...] = ()
    settled: tuple[Settlement, ...] = ()
    uncharged: int = 0
    bills: tuple[BillView, ...] = ()
    banquet: Banquet | None = None

    @property
    def over(self) -> Mapping[str, str]:
        """Bills other than the current one to which nothing is changed any more: paid | reversed, by id."""
        closed = [one.agreed for one in self.bills if one.settlement is not None]
        return {one.id: "reversed" if one.corrected else "paid" for one in closed if one.id != self.agreed.id}

    @property
    def open_bills(self) -> tuple[BillView, ...]:
        """Those that are still to be paid, where there are several."""
        return tuple(one for one in self.bills if one.settlement is None)

    @property
    def unpaid_parts(self) -> tuple[BillFigures, ...]:
        """The current bill, if it was split with all parts of it that are not paid."""
        root = self.agreed.family
        return tuple(one.figures for one in self.open_bills if one.agreed.family == root) or (self.bill,)

    @property
    def discount(self) -> Discount:
        """What is agreed on the whole of the current bill now."""
        root = next((one.agreed for one in self.bills if one.agreed.id == self.agreed.family), self.agreed)
        return self.agreed.late if self.agreed.shared else root.discount

    def on(self, bill: str) -> OpeningView:
        """The opening as seen from another of its bills; as it is if there is no such bill."""
        one = next((one for one in self.bills if one.agreed.id == bill), None)
        if one is None:
            return self
        return replace(
            self, bill=one.figures, payments=one.payments, settlement=one.settlement, agreed=one.agreed
        )

    @property
    def bill_lines(self) -> tuple[LineView, ...]:
        """What is on the current bill, in the order in which it came."""
        lines = (line for order in self.orders for line in order.lines if line.state != "voided")
        return tuple(line for line in lines if line.bill == self.agreed.id)

    @property
    def lines(self) -> tuple[LineView, ...]:
        """All that was ordered, whichever bill it is on."""
        return tuple(line for order in self.orders for line in order.lines)

    @property
    def held(self) -> tuple[LineView, ...]:
        """What waits for the word."""
        return tuple(line for line in self.lines if line.held)

    @property
    def brought(self) -> tuple[LineView, ...]:
        """What somebody has ticked off."""
        return tuple(line for line in self.lines if line.brought)

    @property
    def unpaid(self) -> tuple[OrderView, ...]:
        """What the kitchen gets once it is paid."""
        return tuple(order for order in self.orders if order.pay_by)

    @property
    def spares(self) -> bool:
        """Whether something is off the bill that leaves dishes of full price alone."""
        return bool(self.bill.promoted or self.bill.by_hand) and not self.agreed.free_as

    @property
    def version(self) -> int:
        return self.opening.version

    @property
    def paid(self) -> int:
        return sum(payment.amount for payment in self.payments)

    @property
    def due(self) -> int:
        return self.bill.total - self.paid


@dataclass(frozen=True, slots=True)
class ChargeView:
    """A guest's code that the home charges, or a ``code`` that the guest scans. ``state``: asking | waiting
    (the guest has to agree) | unknown | back (it is being taken back) | paid | failed | closed | returning
    (it came when no bill took it any more, and goes back) | returned; ``why``: a code of domain.errors.
    ``since``: when it began to go back, 0 if nobody has said.
    """

    grant: Grant
    state: str = "asking"
    why: str = ""
    provider: str = ""
    code: str = ""
    since: int = 0

    @property
    def scannable(self) -> str:
        """What a guest scans to pay just now, "" for nothing."""
        return self.code if self.state in ("asking", "waiting", "unknown") else ""

    @property
    def over(self) -> bool:
        return self.state in ("paid", "failed", "closed", "returned")


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """``amount`` minor units that the ``home`` (its address) has charged under the number ``payment``, asked
    for ``at`` (UTC milliseconds), and no fact tells of it; ``opening``: whose bill it was for. ``provider``:
    "demo" for play money."""

    payment: str
    amount: int
    channel: str
    way: str
    transaction: str
    provider: str
    opening: str
    at: int
    home: str = ""


@dataclass(frozen=True, slots=True)
class FoundBack:
    """``amount`` minor units of a ``charge`` that went back in the provider's own app, under its number
    ``refund``, and no fact tells of it. ``day`` (ISO) of the provider's bill, ``at`` as that says it.
    ``receipt``: of the settled bill that has the money, 0 for none."""

    refund: str
    charge: str
    amount: int
    channel: str
    opening: str
    day: str
    at: str
    receipt: int = 0


@dataclass(frozen=True, slots=True)
class SentBackView:
    """Money that goes back by its gateway. ``state``: as ``refund`` is, and of those on the way: asking |
    offline (its home cannot be reached) | waiting (the gateway works on it) | unknown (asked about)."""

    refund: GatewayRefund
    state: str = "asking"

    @property
    def on_way(self) -> bool:
        return self.refund.state == ON_WAY

    @property
    def to_do(self) -> bool:
        """Whether a person has to see to it."""
        return self.refund.state in TO_DO


@dataclass(frozen=True, slots=True)
class TableView:
    """A table at a glance, its ``state`` at ``TillView.at``; times in UTC milliseconds, 0 for none.

    ``since``: when it was opened, or paid, or left uncleaned. ``rushed``: the dish that its guests ask after.
    A table that is joined 并台 shows the opening of the common bill ``with_table``, whose table bears the
    amount. ``held``: lines that wait for the word.
    A shared table 拼桌 shows the most urgent of its ``parties``, with the guests and the total of all; each
    of them is a view with its number. ``booking``: for which it is kept, or will be today, at ``booked_at``.
    """

    table: Table
    opening: str = ""
    state: str = "free"
    total: int = 0
    guests: int = 0
    since: int = 0
    waiting_since: int = 0
    called_at: int = 0
    rushed: Names = field(default_factory=dict)
    with_table: str = ""
    held: int = 0
    party: int = 0
    parties: tuple[TableView, ...] = ()
    booking: str = ""
    booked_at: int = 0

    @property
    def label(self) -> Names:
        """What stands on it: the table's name, with the number of a party."""
        return Floor(tables=(self.table,)).label_of(self.table.id, self.party)

    @property
    def each(self) -> tuple[TableView, ...]:
        """Each party by itself; the table where it is not shared."""
        return self.parties or (self,)


@dataclass(frozen=True, slots=True)
class HeldView:
    """A phone's order that waits for staff. ``amount``: what the guest was quoted for these dishes.

    ``opening``: that its page or its table belongs to, if known; ``party``: which one of a shared table the
    guest says to be with. Without a table ``to_go`` and ``wanted_at`` are as the guest asked.
    """

    request: str
    table: str
    at: int
    phone: str
    cart: tuple[CartLine, ...]
    amount: int
    opening: str = ""
    party: int = 0
    to_go: bool = False
    wanted_at: int = 0


@dataclass(frozen=True, slots=True)
class NewsView:
    """Something a phone did, or did not: kind order | refused | unpaid | call.

    ``what`` of a call: waiter | bill. ``at_table``: what the table is called where it was ordered, if that is
    joined to the one with the bill.
    """

    kind: str
    table: str
    opening: str
    at: int
    guest: int = 0
    dishes: int = 0
    amount: int = 0
    what: str = ""
    at_table: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobView:
    """A print job of today, see ``domain.selling.printing.PrintJob``."""

    id: str
    station: str
    station_names: Names
    kind: str
    number: int
    state: str
    mark: str
    table_label: Names
    titles: tuple[Names, ...]
    at: int
    note: str
    opening: str
    printer: str = ""
    printer_names: Names = field(default_factory=dict)
    meant_for: str = ""
    meant_for_names: Names = field(default_factory=dict)
    sheet: int = 1
    sheets: int = 1
    reason: str = ""
    changed_at: int = 0


@dataclass(frozen=True, slots=True)
class PrinterView:
    """A printer; ``state`` see ``workflows.printing.PrinterState``.

    ``id`` and ``names`` are those of the set-up, else of the station whose own it is. ``moved``: tickets of
    today that came to others instead; ``last_at``: when its last ticket came out; ``rung``: how far it
    confirms; ``paused_at``: since when staff let it wait, 0: it does not.
    """

    id: str
    names: Names
    target: str
    state: str = "unknown"
    since: int = 0
    waiting: int = 0
    printed_today: int = 0
    rung: str = ""
    width: int = 80
    moved: int = 0
    last_at: int = 0
    paused_at: int = 0

    @property
    def well(self) -> bool:
        """Whether tickets come out of it, as far as we know."""
        return not self.paused_at and self.state in ("ok", "near_end", "unknown")


@dataclass(frozen=True, slots=True)
class LinkView:
    """The way to a server; role home | standby | joining | relay.

    ``waiting``: facts that it should hold and does not yet; ``sending`` of ``total``: progress. ``refused``:
    why it takes nothing. ``totals`` of a joining one: "equal", or what differs; "" until all is there.
    ``contradicts``: it tells other facts now than it has signed. ``ordering``: openings and free tables where
    phones that came by it have something in their cart, as ``shared_cart.seen_as`` has them.
    """

    name: str
    url: str
    role: str
    online: bool = False
    since: int = 0
    waiting: int = 0
    sending: int = 0
    total: int = 0
    refused: str = ""
    totals: str = ""
    contradicts: bool = False
    ordering: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Somewhere backups lie. ``kind``: till | folder | server. ``state``: see ``workflows/backup_places.py``.

    ``good_at``: the last backup that got there; ``since`` it is in this state; ``kept`` backups of ``size``
    bytes.
    """

    kind: str
    where: str
    state: str = "untried"
    since: int = 0
    good_at: int = 0
    kept: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class DrillView:
    """The last rehearsal of a restore. ``problem``: "" or a word of ``workflows/drilling.py``; ``took`` in
    ms; ``place``: whose copy it was, a kind of PlaceView; ``good_at``: the last one that went well;
    ``server``: the keepers of facts that hold the same, or the one that does not, "" if none was asked."""

    at: int = 0
    problem: str = ""
    took: int = 0
    bills: int = 0
    facts: int = 0
    place: str = "till"
    good_at: int = 0
    server: str = ""


@dataclass(frozen=True, slots=True)
class BackupView:
    """The store's backups. Times in UTC milliseconds, 0 for none; ``since``: when somebody began to make
    them.

    ``doing``: "" | backup | drill. ``disk`` is what the journal lies on. ``drill`` is of the copy in reach,
    ``server_drill`` of the one that the server gave back. ``own``: whether what only the store's own server
    knows is in the last one: "" | none | in | failed.
    """

    since: int = 0
    doing: str = ""
    places: tuple[PlaceView, ...] = ()
    drill: DrillView = field(default_factory=DrillView)
    size: int = 0
    disk: DiskView = field(default_factory=DiskView)
    server_drill: DrillView = field(default_factory=lambda: DrillView(place="server"))
    own: str = ""

    @property
    def last(self) -> int:
        """When the last backup got to any place."""
        return max((place.good_at for place in self.places), default=0)


@dataclass(frozen=True, slots=True)
class LaterView:
    """Who pays a bill later, "" if this device does not know; where they sat, since when (UTC ms)."""

    name: str
    table: str
    party: int
    at: int


@dataclass(frozen=True, slots=True)
class TillView:
    """Everything screens show, at one moment; ``stock`` and ``prices`` are those of the business ``date``.

    ``often``: ids of dishes that are ordered most, see ``workflows/often.py``.
    ``taken_off``: what each person has taken off bills today, minor units, if a role has a limit on it.
    ``keys_in_file``: this machine has no usable keyring. ``gateway_ahead``: milliseconds that the clock of
    those who charge guests is ahead of the home's, 0 while it is no matter. ``missing``: facts that were here
    before the disk was set back, and are not; ``mended``: that were damaged and are whole again, of which
    nobody has read yet. ``damaged``: see ``chain_watch.py``. ``line``: what the kitchen has to make for the
    counter. ``later``: by opening, those whose guests have gone and pay later.
    """

    store: StoreView = field(default_factory=StoreView)
    menu: Menu = EMPTY_MENU
    often: tuple[str, ...] = ()
    rules: Rules = field(default_factory=Rules)
    floor: Floor = field(default_factory=Floor)
    people: StaffList = NO_STAFF
    tenders: tuple[Tender, ...] = ()
    reasons: Reasons = field(default_factory=Reasons)
    stock: Stock = field(default_factory=Stock)
    prices: Mapping[str, int] = field(default_factory=dict)
    date: str = ""
    tables: Mapping[str, TableView] = field(default_factory=dict)
    openings: Mapping[str, OpeningView] = field(default_factory=dict)
    uncleaned: Mapping[str, int] = field(default_factory=dict)
    bookings: tuple[BookingView, ...] = ()
    queue: QueueView = field(default_factory=QueueView)
    store_code: StoreCode = field(default_factory=StoreCode)
    line: Standing = NO_LINE
    later: Mapping[str, LaterView] = field(default_factory=dict)
    feedback: tuple[Feedback, ...] = ()
    guest_pictures: tuple[str, ...] = ()
    chats: tuple[Chat, ...] = ()
    held: tuple[HeldView, ...] = ()
    news: tuple[NewsView, ...] = ()
    jobs: tuple[JobView, ...] = ()
    print_setup: PrintSetup = NO_PRINTERS
    paused: tuple[PausedPrinter, ...] = ()
    printers: tuple[PrinterView, ...] = ()
    links: tuple[LinkView, ...] = ()
    keys_in_file: bool = False
    recovery: RecoveryKey = field(default_factory=RecoveryKey)
    backup: BackupView = field(default_factory=BackupView)
    drawer: DrawerView = NO_DRAWER
    charges: Mapping[str, ChargeView] = field(default_factory=dict)
    sent_back: tuple[SentBackView, ...] = ()
    unclaimed: tuple[Unclaimed, ...] = ()
    found_back: tuple[FoundBack, ...] = ()
    taken_off: Mapping[str, int] = field(default_factory=dict)
    gateway_ahead: int = 0
    missing: int = 0
    mended: int = 0
    damaged: int | None = None
    at: int = 0
    version: int = 0

    @property
    def staff(self) -> tuple[Staff, ...]:
        """Everybody, those who have left too: the past has names."""
        return self.people.staff

    @property
    def ordering(self) -> frozenset[str]:
        """Openings and free tables where a phone has something in its cart, by whichever server it came."""
        return frozenset[str]().union(*(link.ordering for link in self.links))

    def place(self, opening: Opening) -> Names:
        """What an opening is called: its table, with its party's number where it is shared, else who pays it
        later, or its number."""
        if (later := self.later.get(opening.id)) and later.name:
            return {"und": later.name}
        return label_of(self.floor, opening) or {"und": opening.table or opening.number}

    def printer_names(self, printer: str) -> Names:
        """What a printer is called, else the station whose own it is."""
        known = self.print_setup.printer(printer)
        return known.names if known and known.names else self.menu.station(printer).names
