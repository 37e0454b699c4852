"""A till whose cashier is the test: commands come as JSON lines on standard input, answers go out likewise.

Started like pos-app (`python -m tests.end_to_end.cashier --demo --data-dir …`), because the till itself has
no remote control. It ends at SIGTERM and when its standard input closes.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import FileIO
from typing import Any

from domain.errors import Refused, name_in
from domain.floor.store_code import StoreCode
from domain.money.pay_codes import channel_of
from domain.record.plain import from_plain, to_plain
from domain.record.replication import STOPS
from domain.selling.order import CartLine
from pos_app.settings import parse
from pos_app.startup import Running, start
from pos_app.workflows.banqueting import BanquetWish, set_cart
from pos_app.workflows.booking import Wanted
from pos_app.workflows.granting import ChargeAsked
from pos_app.workflows.sealing import Contact
from pos_app.workflows.views import TillView

Command = Mapping[str, Any]
CASHIER = "zhou"
LOOK = 0.2  # seconds


class Cashier:
    """One person at the till."""

    def __init__(self, running: Running) -> None:
        self._till = running.till
        self._servers = running.servers
        self._news = threading.Condition()
        self._till.listen(self._heard)

    def do(self, command: Command) -> Mapping[str, Any]:
        """Carry out one command; a rule's no is an answer too."""
        verbs: Mapping[str, Callable[[Command], Mapping[str, Any]]] = {
            "order": self.order,
            "counter": self.counter,
            "pay": self.pay,
            "charge": self.charge,
            "charged": self.charged,
            "clear": self.clear,
            "book": self.book,
            "invoice": self.invoice,
            "look": self.look,
            "until": self.until,
            "transfer": self.transfer,
            "later": self.later,
            "beside": self.beside,
            "admit": self.admit,
            "join": self.join,
            "switch": self.switch,
            "leave": self.leave,
            "move": self.move,
            "retry": self.retry,
            "cancel": self.cancel,
            "sheet": self.sheet,
            "backup": self.backup,
            "offer": self.offer,
            "count": self.count,
            "weigh": self.weigh,
            "phones": self.phones,
            "call": self.call,
            "feedback": self.feedback,
            "picture": self.picture,
            "taken_back": self.taken_back,
            "answer": self.answer,
            "banquet": self.banquet,
            "start": self.start,
            "face": self.face,
            "pay_first": self.pay_first,
            "release": self.release,
            "split": self.split,
            "serve": self.serve,
            "unserve": self.unserve,
        }
        try:
            return verbs[command["do"]](command)
        except Refused as no:
            return {"refused": no.code}

    def order(self, command: Command) -> Mapping[str, Any]:
        """Take a round at a table, and open it first if it is free; ``by``: another waiter than the usual."""
        till, table, by = self._till, command["table"], command.get("by", CASHIER)
        opening = till.view.tables[table].opening
        if not opening:
            opening = till.open_table(table, 2, by).result()
        cart = from_plain(tuple[CartLine, ...], command["lines"])
        till.send_to_kitchen(opening, cart, command["remark"], by, command["id"]).result()
        return {"opening": opening}

    def counter(self, command: Command) -> Mapping[str, Any]:
        """Somebody orders at the counter, ``to_go`` or not."""
        till = self._till
        opening = till.counter.open(command["to_go"], CASHIER).result()
        cart = from_plain(tuple[CartLine, ...], command["lines"])
        till.send_to_kitchen(opening, cart, "", CASHIER, command["id"]).result()
        self._catch_up()
        return {"opening": opening}

    def pay(self, command: Command) -> Mapping[str, Any]:
        """Take all that is due, in cash and in full notes of a hundred."""
        till = self._till
        view = till.view.openings[command["opening"]]
        notes = -(-view.due // 10_000) * 10_000 or 10_000
        done = till.take_payment(
            view.opening.id,
            "cash",
            command.get("cash", notes),
            view.version,
            True,
            CASHIER,
            command["payment"],
        ).result()
        return {"total": view.bill.total, "tendered": notes, **to_plain(done)}

    def split(self, command: Command) -> Mapping[str, Any]:
        """A dish gets a bill of its own, or so much of it."""
        till = self._till
        view = till.view.openings[command["opening"]]
        lines = [one for one in view.bill_lines if one.line.dish == command["dish"]]
        wanted = {one.id: command.get("quantity", one.line.quantity) for one in lines}
        to = command["to"]
        till.bills.split(command["opening"], "", wanted, 1, CASHIER, to).result()
        self._catch_up()
        return {"bill": to}

    def charge(self, command: Command) -> Mapping[str, Any]:
        """A guest's code is scanned for all that is due."""
        till, code = self._till, command["code"]
        view = till.view.openings[command["opening"]]
        id, tender = command["payment"], channel_of(code)
        asked = ChargeAsked(
            id, view.opening.id, view.agreed.id, tender, view.due, view.version, True, CASHIER
        )
        return {"amount": till.charging.charge(asked, code).result().amount}

    def charged(self, command: Command) -> Mapping[str, Any]:
        """Wait until it is known what became of a charge; what then stands on the bill."""
        till, id = self._till, command["payment"]
        with self._news:
            self._news.wait_for(
                lambda: id in till.view.charges and till.view.charges[id].over, command["seconds"]
            )
        self._catch_up()
        charge = till.view.charges.get(id)
        view = till.view.openings.get(command["opening"])
        paid = [one.amount for one in view.payments] if view else []
        return {"state": charge.state if charge else "", "paid": paid, "due": view.due if view else 0}

    def book(self, command: Command) -> Mapping[str, Any]:
        """Somebody rings up and keeps a table."""
        contact = Contact(command["name"], command["phone"], command["note"])
        wanted = Wanted(command["at"], 4, (command["table"],), contact)
        self._till.bookings.book(command["booking"], wanted, CASHIER).result()
        return {}

    def invoice(self, command: Command) -> Mapping[str, Any]:
        """A guest wants an invoice, and says for whom."""
        title, number = command["title"], command["number"]
        self._till.money.ask_invoice(command["opening"], "", title, number, CASHIER).result()
        return {}

    def clear(self, command: Command) -> Mapping[str, Any]:
        self._till.clear_table(command["opening"], CASHIER).result()
        return {}

    def transfer(self, command: Command) -> Mapping[str, Any]:
        """Guests change tables."""
        self._till.tables.transfer(command["opening"], command["table"], CASHIER).result()
        return {}

    def later(self, command: Command) -> Mapping[str, Any]:
        """Guests go, and pay another time; a manager says so."""
        self._till.tables.settle_later(command["opening"], "张总", "wang").result()
        self._catch_up()
        return {}

    def beside(self, command: Command) -> Mapping[str, Any]:
        """Another party sits down at a taken table; the code that the cashier shows them."""
        opening = self._till.tables.sit_beside(command["table"], 2, CASHIER).result()
        self._catch_up()
        return {"opening": opening, "code": self._till.table_url(command["table"], opening)}

    def admit(self, command: Command) -> Mapping[str, Any]:
        """The only phone that waits is with this party."""
        with self._news:
            self._news.wait_for(lambda: bool(self._till.view.held), command["seconds"])
        (held,) = self._till.view.held
        self._till.admit(held.request, CASHIER, command["party"]).result()
        return {"said": held.party}

    def join(self, command: Command) -> Mapping[str, Any]:
        self._servers.join(command["url"], command["code"], command.get("role", "joining"))
        return {}

    def switch(self, command: Command) -> Mapping[str, Any]:
        self._servers.switch(command["url"])
        return {}

    def leave(self, command: Command) -> Mapping[str, Any]:
        self._servers.leave(command["url"])
        return {}

    def move(self, command: Command) -> Mapping[str, Any]:
        """All that waits for a printer shall come out of another one."""
        self._till.move_queue(command["printer"], command["to"], CASHIER).result()
        return {}

    def retry(self, command: Command) -> Mapping[str, Any]:
        """Somebody has seen to a printer."""
        self._till.retry_queue(command["printer"], CASHIER).result()
        return {}

    def cancel(self, command: Command) -> Mapping[str, Any]:
        """Nobody wants what waits for a printer."""
        self._catch_up()
        waiting = [job for job in self._till.view.jobs if job.printer == command["printer"]]
        for job in waiting:
            self._till.cancel_ticket(job.id, CASHIER).result()
        return {}

    def sheet(self, command: Command) -> Mapping[str, Any]:
        """The manager makes a recovery sheet and saves it."""
        manager = next(person.id for person in self._till.view.staff if person.role == "manager")
        return {"text": self._till.make_recovery_key(manager).result().text}

    def backup(self, command: Command) -> Mapping[str, Any]:
        """The button."""
        self._till.backup_now("button").result()
        return to_plain(self._till.backups.view) if self._till.backups else {}

    def offer(self, command: Command) -> Mapping[str, Any]:
        """The owner has put another dish on the menu."""
        menu = self._till.view.menu
        body = to_plain(menu) | {"version": menu.version + 1}
        body["dishes"] = [*body["dishes"], command["dish"]]
        self._till._staff_write(CASHIER, "", lambda entry: entry.record("menu.published", body)).result()
        return {}

    def count(self, command: Command) -> Mapping[str, Any]:
        """So many thousandths are left today."""
        self._till.supply.count(command["item"], command["left"], CASHIER).result()
        return {}

    def weigh(self, command: Command) -> Mapping[str, Any]:
        """The first line of a table that is still to be weighed weighs so much."""
        self._catch_up()
        opening = self._till.view.openings[self._till.view.tables[command["table"]].opening]
        line = next(one.id for one in opening.bill_lines if one.line.awaits_weight)
        weight, act = command["weight"], self._till.new_id()
        self._till.bills.weigh_line(line, weight, 0, "", CASHIER, act).result()
        return {}

    def phones(self, command: Command) -> Mapping[str, Any]:
        """The owner says how phones order at the counter; what the printed code holds then."""
        verbs, manager = (
            self._till.store_code,
            next(p.id for p in self._till.view.staff if p.role == "manager"),
        )
        setup = from_plain(StoreCode, {**to_plain(self._till.view.store_code), **command["setup"]})
        verbs.save(setup, manager).result()
        if "pause" in command:
            verbs.pause(
                self._till.now() + command["pause"] * 60_000 if command["pause"] else 0, CASHIER
            ).result()
        self._catch_up()
        return {"url": verbs.url()}

    def call(self, command: Command) -> Mapping[str, Any]:
        """What has this number is ready."""
        live = [one.opening for one in self._till.view.openings.values()]
        (opening,) = [one.id for one in live if one.pickup == command["number"]]
        self._till.counter.call(opening, CASHIER).result()
        return {"opening": opening}

    def feedback(self, command: Command) -> Mapping[str, Any]:
        """What guests have said, once somebody has; with ``read`` the cashier reads it."""
        with self._news:
            self._news.wait_for(lambda: bool(self._till.view.feedback), command["seconds"])
        said = self._till.view.feedback
        if command.get("read"):
            for one in said:
                self._till.guests.seen(one.id, CASHIER).result()
        return {"said": to_plain(said)}

    def picture(self, command: Command) -> Mapping[str, Any]:
        """The picture that a guest has sent, as hex, once it is here."""
        came, shelf = threading.Event(), self._till.guest_shelf
        shelf.arrived = came.set
        with self._news:
            self._news.wait_for(lambda: bool(self._till.view.guest_pictures), command["seconds"])
        (picture,) = self._till.view.guest_pictures
        while not (jpeg := shelf.get(picture)) and came.wait(command["seconds"]):
            came.clear()
        return {"picture": picture, "jpeg": (jpeg or b"").hex()}

    def taken_back(self, command: Command) -> Mapping[str, Any]:
        """What guests have said, once nobody has said anything any more."""
        with self._news:
            self._news.wait_for(lambda: not self._till.view.feedback, command["seconds"])
        return {"said": to_plain(self._till.view.feedback)}

    def answer(self, command: Command) -> Mapping[str, Any]:
        """Read what the only guest has written that nobody has read, and answer it."""
        with self._news:
            self._news.wait_for(lambda: any(one.unread for one in self._till.view.chats), command["seconds"])
        (chat,) = [one for one in self._till.view.chats if one.unread]
        self._till.chat.answer(chat.phone, self._till.new_id(), command["text"], CASHIER).result()
        return {"read": [one.text for one in chat.messages]}

    def banquet(self, command: Command) -> Mapping[str, Any]:
        """A feast of so many tables begins at the first of these ``at``; the others are joined to it."""
        till = self._till
        head, *others = (till.open_table(table, 10, CASHIER).result() for table in command["at"])
        for other in others:
            till.tables.join(head, other, CASHIER).result()
        dish = next(one for one in till.view.menu.dishes if one.id == command["dish"])
        wish = BanquetWish((set_cart(dish),), command["tables"], command["spare"])
        till.banquets.begin(head, till.new_id(), wish, CASHIER).result()
        return {"opening": head}

    def serve(self, command: Command) -> Mapping[str, Any]:
        """All that is ordered at an opening is ticked off; which lines that were."""
        lines = [line.id for line in self._till.view.openings[command["opening"]].lines]
        return {"lines": self._till.serve(command["opening"], lines, CASHIER).result()}

    def unserve(self, command: Command) -> Mapping[str, Any]:
        """Some of it by mistake."""
        self._till.courses.unserve(command["lines"], CASHIER).result()
        return {}

    def start(self, command: Command) -> Mapping[str, Any]:
        """All that waits for the word is begun."""
        self._till.courses.start(command["opening"], CASHIER, self._till.new_id()).result()
        return {}

    def face(self, command: Command) -> Mapping[str, Any]:
        """The payment screen shows this bill; "": none."""
        self._till.at_payment.shows(command["opening"])
        return {}

    def pay_first(self, command: Command) -> Mapping[str, Any]:
        """The owner has phones pay first from now on."""
        till, manager = self._till, next(p.id for p in self._till.view.staff if p.role == "manager")
        floor = replace(till.view.floor, pay_first=True, pay_minutes=command.get("minutes", 10))
        till.house.save(till.view.rules, floor, manager).result()
        return {}

    def release(self, command: Command) -> Mapping[str, Any]:
        """An order that nobody pays is let go, once it is there."""
        with self._news:
            self._news.wait_for(lambda: bool(self._unpaid()), command["seconds"])
        (order,) = self._unpaid()
        self._till.unpaid.release(order, CASHIER).result()
        return {"order": order}

    def _unpaid(self) -> list[str]:
        return [order.id for one in self._till.view.openings.values() for order in one.unpaid]

    def look(self, command: Command) -> Mapping[str, Any]:
        """What the till's screens would show, once they have caught up with the journal."""
        self._catch_up()
        view = self._till.view
        openings = {
            name_in(view.place(one.opening), "en"): {
                "id": one.opening.id,
                "total": one.bill.total,
                "due": one.due,
            }
            for one in view.openings.values()
        }
        jobs = [{"station": job.station, "state": job.state, "mark": job.mark} for job in view.jobs]
        told = {"links": to_plain(view.links), "openings": openings, "jobs": jobs}
        return {**told, "damaged": view.damaged, "mended": view.mended}

    def until(self, command: Command) -> Mapping[str, Any]:
        """Wait until something is so; ``heard``: [waiting, sending, total] of the way home meanwhile."""
        so = _CONDITIONS[command["what"]]
        heard: list[list[int]] = []

        def look() -> bool:
            view = self._till.view
            heard.extend(
                [link.waiting, link.sending, link.total] for link in view.links if link.role == "home"
            )
            return so(view)

        self._catch_up()
        with self._news:
            found = self._news.wait_for(look, command["seconds"])
        if found and command["what"] == "quiet":  # phones see what stands there, too
            found = all(link.up_to_date.wait(command["seconds"]) for link in self._till.links)
        return {"so": found, "heard": heard, **self.look(command)}

    def _catch_up(self) -> None:
        self._till._writer.submit(self._till.catch_up).result()

    def _heard(self, view: TillView) -> None:
        with self._news:
            self._news.notify_all()


def _quiet(view: TillView) -> bool:
    """Nothing is on its way: not to a printer and not home."""
    return _printed(view) and _sent(view)


def _printed(view: TillView) -> bool:
    return not any(job.state in ("queued", "sending", "failed", "unknown") for job in view.jobs)


def _sent(view: TillView) -> bool:
    return all(link.online and not link.waiting and link.role != "joining" for link in view.links)


_CONDITIONS: Mapping[str, Callable[[TillView], bool]] = {
    "compared": lambda view: any(link.totals for link in view.links),
    "stopped": lambda view: any(link.refused in STOPS for link in view.links),
    "damaged": lambda view: view.damaged is not None,
    "mended": lambda view: view.damaged is None and bool(view.mended),
    "quiet": _quiet,
    "printed": _printed,
    "ordering": lambda view: bool(view.ordering),
    "nobody orders": lambda view: not view.ordering,
    "offline": lambda view: not all(link.online for link in view.links),
    "online": lambda view: all(link.online for link in view.links),
}


def main() -> None:
    """Obey until SIGTERM or the end of standard input.

    Commands are read on a thread of their own, and this one only looks: a signal that comes just before a
    thread blocks in a read would not wake it.
    """
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    running = start(parse(sys.argv[1:]))
    try:
        running.start_printers()
        running.start_server()
        cashier = Cashier(running)
        while not running.wait_ready(1) and not ended.is_set():
            continue
        threading.Thread(target=_obey, args=(cashier, ended), name="commands", daemon=True).start()
        print(running.ready_line(), flush=True)
        while not ended.wait(LOOK):
            continue
    finally:
        running.close()


def _obey(cashier: Cashier, ended: threading.Event) -> None:
    try:
        for line in FileIO(0, closefd=False):  # a buffered one would be locked when this program ends
            print(json.dumps(cashier.do(json.loads(line))), flush=True)
    finally:
        ended.set()


if __name__ == "__main__":
    main()
