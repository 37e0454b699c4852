"""The till's servers: the one beside it, those it has joined, and the link to each of them."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

from domain.errors import Refused
from domain.failpoints import reach
from domain.people.chat import files_of
from domain.record.proof import Totals
from domain.record.replication import ITS_DISK, OWN_SERVER, STOPS, Mark
from domain.record.rows import Document
from domain.record.speaking import run_name
from pos_app.addresses import lan_address
from pos_app.database.session import Reader
from pos_app.folder import Parts, StartError
from pos_app.machine import machine
from pos_app.settings import Options
from pos_app.sync.backups import BackupClient
from pos_app.sync.client import ServerClient, ServerRefused, Unreachable
from pos_app.sync.guest_pictures import GuestPictureClient
from pos_app.sync.loop import Loop, end_together
from pos_app.sync.own_door import OwnDoor
from pos_app.sync.own_server import PORT, ChildSettings, OwnServer, ServerStartError
from pos_app.sync.pictures import PictureClient
from pos_app.sync.tokens import ShortToken
from pos_app.workflows import joining
from pos_app.workflows.agreeing import OWN, Keeper
from pos_app.workflows.countersigns import KEPT
from pos_app.workflows.guest_pictures import GuestCarrier
from pos_app.workflows.joining import EQUAL, Server
from pos_app.workflows.picture_carrying import Carrier
from pos_app.workflows.syncing import Identity, Link
from pos_app.workflows.till import Till
from pos_app.workflows.views import LinkView

T = TypeVar("T")
log = logging.getLogger(__name__)
DEMO_OWNER_PASSWORD = "huajiao-demo"  # noqa: S105 - shown on purpose, and only ever set in the demo
RUNS_KEPT = 5
AGAIN, LONGEST = 1.0, 30.0  # seconds until the own server is tried again: doubling


class Servers:
    """Starts, joins, switches and leaves servers. Its verbs block: call them beside the window."""

    def __init__(self, options: Options, parts: Parts, till: Till) -> None:
        self._options = options
        self._parts = parts
        self._till = till
        clock = parts.clock
        self._run = run_name(clock.now(), clock.randomness(10), machine(self._identity().device))
        self._closed = threading.Event()
        self.cannot_be_read: Callable[[], None] = lambda: None  # a server cannot read what we send
        self.breaks: Callable[[], Mapping[str, Sequence[int]]] = dict  # where our record is damaged
        self.mended: Callable[[str, Sequence[int]], None] = lambda incarnation, numbers: None  # whole again
        self._joined: tuple[Server, ...] = self._work(lambda: joining.joined(parts.book))
        self._own: OwnServer | None = None
        self._door = OwnDoor(options.relay_host, options.relay_port)
        till.servers = self
        self._pictures = Loop("pictures", self._carrier().step)
        self._of_guests = Loop("guests-pictures", self._guest_carrier().step)
        self._looked: dict[str, tuple[Mark, ...]] = {}  # what was compared with a server already

    # what the till says of them

    @property
    def setup_url(self) -> str:
        """Where the owner sets the first password of the own server; "" once it is a relay only."""
        return str(self._own.ready.get("setup_url", "")) if self._own and not self._home else ""

    @property
    def addresses(self) -> list[str]:
        """Where guests' phones find this store, best first: home, standbys, this till."""
        rank = {"home": 0, "joining": 1, "standby": 2}
        urls = [one.url for one in sorted(self._joined, key=lambda one: rank[one.role])]
        return [*urls, self.own_address]

    @property
    def own_address(self) -> str:
        """Where the server beside this till is reached in the store's network."""
        return self._own_url(self._host_for_phones())

    @property
    def without_own(self) -> bool:
        """Whether the till sells without a server beside it."""
        return self._own is None

    @property
    def own_process(self) -> int:
        """The process of the own server, 0 if there is none."""
        return self._own.process.pid if self._own else 0

    @property
    def _home(self) -> str:
        return next((one.url for one in self._joined if one.role == "home"), "")

    def backups(self) -> tuple[str, Callable[[], BackupClient]] | None:
        """The joined server that keeps backups, and how to reach it; None without one. Not on the writer."""
        url = self._home or next((one.url for one in self._joined), "")
        if not url:
            return None
        key = self._parts.keys.device_key()
        return url, lambda: BackupClient(url, self._identity().device, key)

    def keepers(self) -> list[Keeper]:
        """The servers to which all facts have gone; joining ones are compared before they are switched to."""
        links = [link.view for link in self._till.links if link.view.role in ("home", "standby")]
        return [
            (OWN if view.name == OWN else view.url, partial(self._client, view.url))
            for view in links
            if view.online and not view.waiting and not view.refused
        ]

    def _client(self, url: str) -> ServerClient:
        key, before = self._parts.keys.device_key(), self._runs_before(url)
        return ServerClient(url, self._identity().device, key, self._run, before)

    def _carrier(self) -> Carrier:
        till = self._till

        def shown() -> list[str]:
            return sorted(till.view.menu.pictures)

        return Carrier(till.shelf, shown, self._link_views, partial(self._picture_client, PictureClient))

    def _guest_carrier(self) -> GuestCarrier:
        till = self._till

        def near() -> set[str]:
            return {one.picture for one in till.view.feedback if one.picture} | set(files_of(till.view.chats))

        def standing() -> tuple[str, ...]:
            return till.view.guest_pictures

        connect = partial(self._picture_client, GuestPictureClient)
        return GuestCarrier(till.guest_shelf, standing, near, self._link_views, connect)

    def _link_views(self) -> list[LinkView]:
        return [link.view for link in self._till.links]

    def _picture_client(self, kind: type[PictureClient], url: str) -> PictureClient:
        key, before = self._parts.keys.device_key(), self._runs_before(url)
        return kind(url, self._identity().device, key, self._run, before)

    # starting

    def start(self) -> None:
        """Start the own server and all links. Selling does not wait for a server that does not start."""
        keys = self._parts.keys
        code = secrets.token_hex(8)
        secret = {
            "key": keys.server_key(),
            "enrol_code": code,
            "owner_password": DEMO_OWNER_PASSWORD if self._till.view.store.demo else "",
            "play_money": self._till.view.store.demo,
        }
        try:
            self._own = self._start_own(secret)
        except ServerStartError as error:
            log.error("the own server did not start: %s", error.code or "no reason")
        self._till.public_url = lambda: self.addresses[0]
        self._till.charging.connect, self._till.charging.home = self._client, self._asked_home
        self._add(OWN, self._own_url("127.0.0.1"), "relay" if self._home else "home", code)
        self._say_whether_own_runs()
        for server in self._joined:
            self._add(_name(server.url), server.url, server.role, "")
        self._till.charging.start()
        self._pictures.start()
        self._of_guests.start()
        self._till.sending_back.start(self._client)
        self._till.phones.start()
        self._till.unpaid.start()
        self._till.refresh()
        threading.Thread(target=self._watch, args=(secret,), name="own-server", daemon=True).start()

    def _add(self, name: str, url: str, role: str, code: str) -> None:
        parts, device = self._parts, self._identity()
        key, database_key = parts.keys.device_key(), parts.keys.database_key()
        before, token = self._runs_before(url), ShortToken()
        link = Link(
            LinkView(name, url, role),
            lambda: ServerClient(url, device.device, key, self._run, before, token),
            lambda: Reader(self._options.data_dir, database_key),
            parts.book,
            parts.writer,
            device,
            code,
            self._till.refresh,
        )
        link.cannot_be_read, link.breaks, link.mended = self.cannot_be_read, self.breaks, self.mended
        link.catch_up, link.rested = self._till.catch_up, partial(self._compare, link)
        link.came_back = self._came_back
        link.tell_addresses(lambda: self.addresses)
        link.at_payment, link.paying = self._till.at_payment.openings, self._till.phones
        self._till.links.append(link)
        link.start()

    def _came_back(self) -> None:
        self._till.charging.start()
        self._till.missing.look()

    def _runs_before(self, url: str) -> list[str]:
        """The runs that this server may know us by; ours is noted before it speaks."""
        name = f"runs:{url}"
        before = list(self._work(lambda: self._parts.book.local(name)) or ())
        runs = [self._run, *(run for run in before if run != self._run)][:RUNS_KEPT]
        self._work(lambda: self._parts.book.set_local(name, runs))
        return runs[1:]

    def _asked_home(self) -> str:
        """The home that charges guests' codes, "" while it cannot be reached."""
        homes = (link.view for link in self._till.links if link.view.role == "home")
        return next((home.url for home in homes if home.online), "")

    # joining

    def join_as_asked(self, restored: bool) -> None:
        """Join the server of the command line. Raises StartError; nothing has changed then."""
        url, code = self._options.server, self._options.enrol
        if not url or (any(one.url == url for one in self._joined) and not code):
            return
        try:
            self._enrol(url, code, anew=restored)
        except Unreachable as error:
            if any(one.url == url for one in self._joined):
                log.warning("%s cannot be reached; it was joined before, and selling does not wait", url)
                return
            said = f"{url} cannot be reached; the till has not joined it"
            raise StartError(said, _why_unreached(error), address=url) from error
        except ServerRefused as no:
            said = f"{url} does not take the code; ask its owner for a new one"
            raise StartError(said, _why_not_joined(no), address=url) from no
        known = next((one.role for one in self._joined if one.url == url), "")
        self._keep(joining.with_role(self._joined, url, known or self._options.role))

    def join(self, url: str, code: str, role: str = "joining") -> None:
        """Join a server while the till runs. Raises Refused; nothing has changed then."""
        if self._till.view.store.practice:
            raise Refused("practice_alone")
        known = next((link for link in self._till.links if link.view.url == url), None)
        try:
            self._enrol(url, code, anew=bool(known and known.view.refused in STOPS))
        except Unreachable as error:
            raise Refused(_why_unreached(error), address=url) from error
        except ServerRefused as no:
            raise Refused(_why_not_joined(no), address=url) from no
        if known:
            role = known.view.role
            self._close(known)
        self._keep(joining.with_role(self._joined, url, role, asks=role == "joining"))
        self._add(_name(url), url, role, "")

    def _enrol(self, url: str, code: str, anew: bool) -> None:
        """Be let in by a code; ``anew``: as another device, because the one before may speak no more."""
        keys, id = self._parts.keys, ""
        if anew:
            id = self._parts.clock.new_id()
            keys.renew_device_key()
            self._work(lambda: joining.new_device(self._parts.book, id))
        identity = self._identity()
        client = ServerClient(url, identity.device, keys.device_key())
        try:
            client.enrol(code, identity.enrolment())
            reach("join.after_enrol")
        finally:
            client.close()
        # It may be an empty one, and who gave the code knows what became of the one before.
        self._work(lambda: self._parts.book.set_locals({f"held:{url}": {}, f"{KEPT}{url}": None}))

    def leave(self, url: str) -> None:
        """Have nothing more to do with a server. If it was home, the own server is home again."""
        link = next(one for one in self._till.links if one.view.url == url)
        self._keep(one for one in self._joined if one.url != url)
        self._close(link)
        self._play_own()
        self._till.refresh()

    def switch(self, url: str) -> None:
        """Make a server the home of this store. The one before stays as a standby."""
        self._keep(joining.with_role(self._joined, url, "home"))
        for link in self._till.links:
            role = next((one.role for one in self._joined if one.url == link.view.url), "")
            if role:
                link.play(role)
        self._play_own()
        self._till.refresh()

    def _play_own(self) -> None:
        own = next(link for link in self._till.links if link.view.name == OWN)
        own.play("relay" if self._home else "home")

    def _compare(self, link: Link, client: ServerClient) -> None:
        """All facts are there: hold our sums against the server's, and switch if nobody wants to be asked."""
        server = next((one for one in self._joined if one.url == link.view.url), None)
        if server is None or server.role != "joining" or link.view.totals == EQUAL:
            return
        marks = self._parts.book.marks
        if marks == self._looked.get(server.url):
            return
        try:
            theirs, behind = client.totals()
        except ServerRefused as no:
            if no.status != 404:  # release 0.1.0 tells no sums: all facts are there, and that must do
                raise
            theirs, behind = self._our_totals(), 0
        if behind or marks != self._parts.book.marks:
            return
        found = joining.compared(self._our_totals(), theirs, marks, link.held)
        if not joining.too_early(found):
            self._looked[server.url] = marks
        link.compared(found)
        if link.view.totals == EQUAL and not server.asks:
            self.switch(server.url)

    def _our_totals(self) -> Totals:
        key = self._parts.keys.database_key()
        return joining.our_totals(lambda: Reader(self._options.data_dir, key))

    # inside

    def _identity(self) -> Identity:
        def read() -> tuple[Mapping[str, Any], str]:
            row = self._parts.book.read(lambda tables: tables.get(Document, "store"))
            assert row is not None
            return row.body, joining.device_of(self._parts.book, row.body)

        store, device = self._work(read)
        return Identity(store["brand"], store["store"], device, store["names"])

    def _keep(self, servers: Iterable[Server]) -> None:
        kept = tuple(servers)
        reach("join.before_kept")
        self._work(lambda: joining.keep(self._parts.book, kept))
        reach("join.after_kept")
        self._joined = kept
        for link in self._till.links:
            link.tell_addresses(lambda: self.addresses)

    def _work(self, work: Callable[[], T]) -> T:
        return self._parts.writer.submit(work).result()

    def _close(self, link: Link) -> None:
        self._till.links.remove(link)
        threading.Thread(target=link.close, name=f"{link.view.name}-end", daemon=True).start()

    def _own_url(self, host: str) -> str:
        return f"http://{host}:{self._door.port}"

    def _host_for_phones(self) -> str:
        host = self._options.relay_host
        return lan_address() if host in ("0.0.0.0", "::") else host

    def _start_own(self, secret: Mapping[str, object]) -> OwnServer:
        """Raises ServerStartError; then nobody is kept waiting at its door."""
        door = self._door
        try:
            door.hold()
            folder = self._options.data_dir / "server"
            server = OwnServer(ChildSettings(folder, door.host, door.port, secret), door)
        except (OSError, ServerStartError) as error:
            door.close()
            if isinstance(error, ServerStartError):
                raise
            reason = error.strerror or error
            raise ServerStartError(f"cannot listen on {door.host} port {door.port}: {reason}") from error
        door.port = int(urlsplit(server.url).port or 0)
        with suppress(OSError):  # the doctor asks the usual port then
            (folder / PORT).write_text(str(door.port), encoding="ascii")
        return server

    def _watch(self, secret: Mapping[str, object]) -> None:
        """Start the own server again if it dies; phones come back to the same port."""
        rest = 0.0 if self._own else AGAIN
        while True:
            if self._own:
                self._own.process.wait()
            if self._closed.wait(rest):
                return
            log.warning("the own server does not run; it is started again")
            try:
                self._own = self._start_own(secret)
            except ServerStartError as error:
                log.error("the own server did not start: %s", error.code or "no reason")
                self._own, rest = None, min(max(AGAIN, 2 * rest), LONGEST)
                self._say_whether_own_runs()
                continue
            rest = 0.0
            if self._closed.is_set():
                self._own.close()
            self._say_whether_own_runs()
            for link in self._till.links:
                link.try_now()

    def _say_whether_own_runs(self) -> None:
        for link in self._till.links:
            if link.view.name == OWN:
                link.hinder("" if self._own else OWN_SERVER)

    def close(self) -> None:
        """End the own server and all links; what is not sent stays in the journal."""
        self._closed.set()
        self._till.phones.close()
        self._till.unpaid.close()
        self._till.charging.close()
        self._pictures.close()
        self._of_guests.close()
        self._till.sending_back.close()
        self._door.close()
        if self._own:
            self._own.close()
        end_together([loop for link in self._till.links for loop in link.loops])


def _why_unreached(error: Unreachable) -> str:
    return "server_certificate" if error.matter else "server_unreachable"


def _why_not_joined(no: ServerRefused) -> str:
    """Of the code, unless something else is in the way."""
    return no.code if no.code in ("enrol_scope", ITS_DISK) else "enrol_code_refused"


def _name(url: str) -> str:
    """How a server is called among this till's links."""
    return urlsplit(url).netloc
