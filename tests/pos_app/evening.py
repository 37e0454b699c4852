"""A Saturday evening in the demo restaurant, told with the real till and a clock that the story moves."""

import atexit
import gettext
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from domain.record.plain import to_plain
from domain.record.recovery import RecoveryKey
from domain.selling.order import CartLine, Choice
from domain.selling.print_setup import Printer
from domain.selling.printing import PrintJob
from domain.selling.request import OrderRequest, quote_cart
from pos_app.database.state import SqlTables
from pos_app.folder import ensure_store, open_folder
from pos_app.paths import TRANSLATIONS
from pos_app.settings import Options
from pos_app.workflows import floor, selling
from pos_app.workflows.book import Clock, Entry
from pos_app.workflows.disk import DiskView
from pos_app.workflows.papers import narrow
from pos_app.workflows.people import Door
from pos_app.workflows.printing import PrinterState
from pos_app.workflows.slips import ticket_for
from pos_app.workflows.till import Till
from pos_app.workflows.views import BackupView, DrillView, LinkView, OpeningView, PlaceView
from printers.escpos import encode
from printers.paper import Paper
from printers.press import read_paper
from printers.slips.words import SlipForm
from tests.pos_app.shop import scratch, settle

ZONE = ZoneInfo("Asia/Shanghai")
DAY = (2026, 11, 21)
TARGETS = {"kitchen": "tcp://192.168.1.51:9100", "bar": "tcp://192.168.1.53:9100", "counter": "virtual"}


def dish(name: str, portions: int = 1, spec: str = "one", **rest: Any) -> CartLine:
    """A line to order."""
    return CartLine(name, spec, portions * 1000, **rest)


FISH = dish("boiled-fish", spec="large", options=("spice-medium", "extra-bean-sprouts"))


@cache
def _founded() -> tuple[Path, int]:
    """A folder with the restaurant founded once, to be copied, and how many ids that took."""
    kept = ExitStack()
    folder = kept.enter_context(scratch()) / "store"
    atexit.register(kept.close)
    evening = Evening.__new__(Evening)
    evening.time = evening._ids = 0
    evening.at("10:00")
    evening._open(folder)
    evening.close()
    return folder, evening._ids


class Evening:
    """The till of a folder that may be new; `at` moves the clock."""

    def __init__(self, folder: Path) -> None:
        self.time = 0
        self.at("10:00")
        self._ids = 0
        if not folder.exists():
            founded, self._ids = _founded()
            shutil.copytree(founded, folder)
        self._open(folder)

    def _open(self, folder: Path) -> None:
        options = Options("run", folder, demo=True, relay_host="127.0.0.1", relay_port=0)
        self.parts = open_folder(options, Clock(lambda: self.time, self._random))
        ensure_store(options, self.parts, None)
        self.door = Door(self.parts.keys.pepper(), lambda: self.time)
        self.till = Till(self.parts.book, self.parts.writer, self.door, False)
        self.workers: dict[str, SimpleNamespace] = {}
        self.link = LinkView(
            "huajiao.example", "https://huajiao.example", "home", online=True, since=self.time
        )

    def close(self) -> None:
        """End the till's thread and let go of the folder."""
        self.parts.close()

    def at(self, clock: str) -> None:
        """It is now this time of the evening."""
        hour, minute = map(int, clock.split(":"))
        self.time = round(datetime(*DAY, hour, minute, tzinfo=ZONE).timestamp() * 1000)

    # ---------------------------------------------------------------- what people do

    def open(self, table: str, guests: int, by: str = "zhou") -> str:
        opening = self.till.open_table(table, guests, by).result()
        self.settle()
        return opening

    def order(self, table: str, *lines: CartLine, by: str = "zhou") -> None:
        opening = self.opening(table)
        self.till.send_to_kitchen(opening, lines, "", by, self.till.new_id()).result()
        self.settle()

    def phone(self, table: str, *lines: CartLine, phone: str = "phone-of-guest-1") -> None:
        """An order from a guest's phone, as the server hands it over."""
        view = self.till.view
        self._ask(table, lines, phone, view.openings.get(self.opening(table)))

    def phones(self, table: str, wanted: Mapping[CartLine, tuple[int, ...]]) -> None:
        """An order of a cart that two phones share, sent by the first, with the places of who wanted each."""
        view, by = self.till.view, ("phone-of-guest-1", "phone-of-guest-2")
        told = {"sharers": by, "wanted": tuple(wanted.values())}
        self._ask(table, tuple(wanted), by[0], view.openings.get(self.opening(table)), **told)

    def phone_of_nobody(self, table: str, *lines: CartLine, party: int = 0) -> None:
        """An order from a phone of which nobody knows to which party of a shared table it belongs."""
        self._ask(table, lines, "phone-of-nobody", None, party=party)

    def _ask(
        self, table: str, lines: Sequence[CartLine], phone: str, opening: OpeningView | None, **told: Any
    ) -> None:
        view = self.till.view
        before = [line.line for order in (opening.orders if opening else ()) for line in order.lines]
        minute = datetime.fromtimestamp(self.time / 1000, ZONE)
        quoted = quote_cart(
            view.menu, view.rules, view.stock, lines, before, 4, minute.hour * 60 + minute.minute, self.time
        )
        request = OrderRequest(
            id=self.till.new_id(),
            table=table,
            phone=phone,
            lines=tuple(lines),
            quote=quoted.quote,
            opening=opening.opening.id if opening else "",
            secret=opening.opening.secret if opening else "",
            guests=4,
            **told,
        )
        self.write(lambda entry: selling.hear_order(entry, to_plain(request), 0, self.time))

    def printed(self, state: str = "confirmed") -> None:
        """What waits comes out of the printers."""

        def work(entry: Entry) -> None:
            for job in entry.tables.where(PrintJob, state="queued"):
                entry.record("print.started", {"job": job.id})
                entry.record("print.finished", {"job": job.id, "state": state})

        self.write(work)

    def serve(self, table: str) -> None:
        opening = self.till.view.openings[self.opening(table)]
        lines = [line.id for order in opening.orders for line in order.lines]
        self.till.serve(opening.opening.id, lines, "chen").result()
        self.settle()

    def call(self, table: str, what: str = "bill") -> None:
        opening = self.till.view.openings[self.opening(table)].opening
        body = {"table": table, "what": what, "secret": opening.secret, "opening": opening.id}
        self.write(lambda entry: floor.call(entry, body))

    def pay(self, table: str, tender: str, tendered: int) -> None:
        opening = self.till.view.openings[self.opening(table)]
        self.till.take_payment(
            opening.opening.id, tender, tendered, opening.version, True, "zhou", self.till.new_id()
        ).result()
        self.settle()

    def opening(self, table: str) -> str:
        return self.till.view.tables[table].opening

    def write(self, work: Any) -> None:
        self.parts.writer.submit(lambda: self.parts.book.write(work)).result()
        self.settle()

    def papers(self) -> list[tuple[str, Paper]]:
        """Every ticket so far, as the printers would show it."""
        words = gettext.translation("mashang", TRANSLATIONS, ["zh_Hans"], fallback=True)
        widths = narrow(TARGETS)
        found: list[tuple[str, Paper]] = []

        def work(tables: SqlTables) -> None:
            for job in sorted(tables.where(PrintJob), key=lambda job: job.queued_at):
                form = SlipForm(widths[job.station], "zh-Hans", "en", words.gettext)
                data = encode(ticket_for(tables, job, form, job.queued_at))
                found.append((job.station, read_paper(data, widths[job.station].dots)))

        self.parts.writer.submit(lambda: self.parts.book.read(work)).result()
        return found

    def settle(self) -> None:
        """Wait until the view shows what was written."""
        settle(self.parts, self.till)

    # ---------------------------------------------------------------- the world around

    def plug_in(self, states: Mapping[str, str] | None = None, **link: Any) -> None:
        """Printers in these states, and a link to the home server; both only seem to be there."""
        for station, target in TARGETS.items():
            state = (states or {}).get(station, "ok")
            printer = Printer(station, {}, target, width=58 if station == "bar" else 80)
            worker = SimpleNamespace(printer=printer, state=PrinterState(state, self.time))
            self.workers[station] = worker
        self.till._desk = SimpleNamespace(  # type: ignore[assignment]
            workers=self.workers, follow=lambda written: None, kick=lambda station: None
        )
        values = {"name": "huajiao.example", "url": "https://huajiao.example", "role": "home", "online": True}
        self.linked(LinkView(**{**values, "since": self.time, **link}))

    def linked(self, *views: LinkView) -> None:
        """Links that only seem to be there."""
        self.till.links[:] = [
            SimpleNamespace(  # type: ignore[misc]
                view=view, written=lambda *_: None, answer=lambda _: None, tell=lambda _: None
            )
            for view in views
        ]
        self.till.public_url = lambda: "https://huajiao.example"
        self.till.refresh()

    def back_up(self, trouble: bool = False) -> None:
        """Backups seem to have been made; in ``trouble`` a disk is out and the rehearsal failed."""
        hour, disk = 3_600_000, "unplugged" if trouble else "ok"
        places = (
            PlaceView(
                "till", "/home/huajiao/mashang/backups", "ok", 0, self.time - hour // 2, 73, 2_140_000_000
            ),
            PlaceView(
                "folder", "/media/usb/backups", disk, self.time - 30 * hour, self.time - 30 * hour, 71, 0
            ),
            PlaceView("server", "https://huajiao.example", "ok", 0, self.time - hour // 2, 60, 1_900_000_000),
        )
        home, problem = "https://huajiao.example", "heads" if trouble else ""
        drill = DrillView(self.time - 15 * hour, problem, 4_200, 1_204, 21_408, server=home)
        there = replace(drill, problem="", took=9_800, place="server", good_at=drill.at)
        own = "failed" if trouble else "in"
        view = BackupView(1, "", places, drill, 48_000_000, DiskView("ok", 81_400_000_000), there, own)
        key = RecoveryKey("age1", "", self.time - 90 * hour, 0 if trouble else self.time - 89 * hour)
        self.till.backups = SimpleNamespace(view=view)  # type: ignore[assignment]
        self.till.view = replace(self.till.view, recovery=key)
        self.till.refresh()

    def no_backups(self) -> None:
        """As before the first one."""
        self.till.backups = None
        self.till.view = replace(self.till.view, recovery=RecoveryKey(), backup=BackupView())
        self.till.refresh()

    def _random(self, count: int) -> bytes:
        """Repeatable ids."""
        self._ids += 1
        return self._ids.to_bytes(count, "big")


def picture(evening: Evening) -> None:
    """The evening as the pictures of the look show it, at 18:58."""
    evening.plug_in()
    _noon(evening)
    _early(evening)
    _later(evening)
    evening.at("18:57")
    evening.phone("B1", dish("garlic-water-spinach"), dish("mapo-tofu"))
    evening.printed()
    evening.at("18:58")
    evening.plug_in()
    evening.settle()


def _noon(evening: Evening) -> None:
    """A long table had a bit of everything: from then on the till knows what is ordered often."""
    evening.at("12:10")
    evening.open("B5", 4)
    evening.order("B5", FISH, *(dish(name) for name in LIKED))
    evening.printed()
    evening.serve("B5")
    evening.at("13:20")
    evening.pay("B5", "wechat", evening.till.view.openings[evening.opening("B5")].due)
    evening.till.clear_table(evening.opening("B5"), "zhou").result()
    evening.settle()
    evening.till.tables.clean("B5", "chen").result()
    evening.settle()


LIKED = (
    "mapo-tofu",
    "twice-cooked-pork",
    "kung-pao-chicken",
    "chilli-chicken",
    "maoxuewang",
    "fish-fragrant-pork",
    "couples-beef",
    "chilli-oil-chicken",
    "dry-fried-beans",
    "garlic-water-spinach",
    "brown-sugar-ciba",
    "chilli-oil-wontons",
    "plum-drink",
    "steamed-rice",
)


def _early(evening: Evening) -> None:
    evening.at("17:22")
    evening.open("C2", 8)
    evening.order("C2", dish("set-for-four", 2, choices=_set_choices(evening, "set-for-four")), FISH)
    evening.printed()
    evening.at("18:06")
    evening.open("A8", 2)
    evening.order("A8", dish("twice-cooked-pork"), dish("mapo-tofu"), dish("steamed-rice", 2))
    evening.at("18:14")
    evening.open("C1", 9)
    evening.order("C1", FISH, dish("chilli-chicken"), dish("chilli-oil-chicken", 2))
    evening.at("18:20")
    evening.open("A5", 7)
    evening.order("A5", FISH, dish("kung-pao-chicken", 2), dish("twice-cooked-pork", 2))
    evening.at("18:27")
    evening.open("B6", 4)
    evening.order("B6", dish("chilli-chicken"), dish("mapo-tofu", 2), dish("steamed-rice", 4))
    evening.printed()
    for table in ("C2", "A8", "A5", "C1", "B6"):
        evening.serve(table)


def _later(evening: Evening) -> None:
    evening.at("18:32")
    evening.open("A6", 4)
    evening.at("18:34")
    evening.open("A3", 4)
    evening.order("A3", dish("twice-cooked-pork"), dish("kung-pao-chicken"))
    evening.at("18:36")
    evening.phone("A6", FISH, dish("mapo-tofu"), dish("steamed-rice", 4), dish(*PLUM[:1], options=PLUM[1]))
    evening.printed()
    evening.serve("A6")
    evening.at("18:37")
    evening.open("B3", 4)
    evening.order("B3", dish("kung-pao-chicken"), dish("mapo-tofu"))
    evening.at("18:40")
    evening.open("B1", 4)
    evening.order("B1", dish("twice-cooked-pork"), dish("steamed-rice", 2))
    evening.at("18:46")
    evening.open("A4", 3)
    evening.order("A4", dish("chilli-chicken"), dish("twice-cooked-pork"), dish("steamed-rice", 3))
    evening.open("B2", 2)
    evening.order("B2", dish("mapo-tofu"), dish("steamed-rice", 2))
    evening.printed()
    evening.at("18:52")
    evening.phone("A6", dish("twice-cooked-pork"), SPINACH, phone="phone-of-guest-2")
    evening.printed()
    evening.at("18:55")
    evening.open("A2", 2)
    evening.open("B4", 2)
    evening.at("18:56")
    evening.call("C2")
    evening.at("18:57")
    evening.pay("B2", "wechat", evening.till.view.openings[evening.opening("B2")].due)
    evening.at("18:58")
    evening.call("A8")


PLUM = ("plum-drink", ("ice-less",))
SPINACH = dish("garlic-water-spinach", remark="少油")
UNSENT = (dish("chilli-oil-chicken", remark="免花生"), dish("brown-sugar-ciba"))


def _set_choices(evening: Evening, name: str) -> tuple[Choice, ...]:
    """The first of each part, as often as the part asks."""
    parts = evening.till.view.menu.dish(name).parts
    return tuple(Choice(part.id, part.choices[0]) for part in parts for _ in range(part.count))
