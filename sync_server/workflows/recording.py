"""Facts come home: kept as they came, acknowledged when durable, folded behind the acknowledgement."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from domain.errors import Refused
from domain.failpoints import reach
from domain.record.envelope import GENESIS, chain, decode
from domain.record.ids import is_id
from domain.record.keeping import Told
from domain.record.replication import MOST_EVENTS, PROTOCOLS, BatchHeader, Mark, pack, unpack
from sync_server.database import journal
from sync_server.database.enrolments import Device, set_stopped
from sync_server.database.journal import Batch, Watermark
from sync_server.database.session import Connection, Database
from sync_server.workflows.clock import Clock
from sync_server.workflows.enrolling import Enrolling
from sync_server.workflows.projecting import Projector

BACKLOG = 500  # events at once: a till that was away
LITTLE = 4096  # bytes of a batch that is read sooner than a thread could take it over


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the server holds of an incarnation, countersigned; ``refused``: kept, but it cannot read them."""

    epoch: str
    seq: int
    head: str
    signature: str
    refused: tuple[Mapping[str, object], ...] = ()


class Recording:
    """The home of the stores' facts."""

    def __init__(self, database: Database, enrolling: Enrolling, projector: Projector, clock: Clock) -> None:
        self._database = database
        self._enrolling = enrolling
        self._projector = projector
        self._clock = clock
        self.news: Callable[[Sequence[str]], None] = lambda stores: None  # their owners shall look again

    async def record(self, device: Device, data: bytes) -> Acknowledged:
        """Store a packed batch. Raises Refused: unreadable (noted, for its sender signed just these bytes:
        nothing was damaged on the way), gap or fork (kept for review)."""
        try:
            batch = await _read(device, data)
        except Refused:
            await self._note_stopped(device, device.stopped_at or self._clock.now())
            raise
        reach("home.before_commit")
        now = self._clock.now()
        mark = await self._database.write(lambda c: journal.append(c, device.store, batch, now))
        reach("home.after_commit")
        await self._note_stopped(device, 0)
        if len(batch.raws) >= BACKLOG:
            self._projector.backlog()
        self._projector.wake()
        if mark.forked:
            raise Refused("fork", seq=mark.seq, head=mark.head.hex())
        return self._acknowledge(batch.incarnation, mark, batch.troubles)

    async def _note_stopped(self, device: Device, at: int) -> None:
        if at != device.stopped_at:
            await self._database.write(lambda c: set_stopped(c, device.id, at))
            self.news((device.store,))

    async def put_aside(self, device: Device, data: bytes, why: str) -> NoReturn:
        """Keep for review what a device sent that may not speak for its store. Raises Refused(why)."""
        raise Refused(
            why, kept=await self.keep_aside(device, data, why), epoch=self._enrolling.identity.epoch
        )

    async def keep_aside(self, device: Device, data: bytes, why: str) -> int:
        """Keep a packed batch for review; up to which number it is safe now. Raises Refused("unreadable")."""
        batch = await _read(device, data)
        now = self._clock.now()
        return await self._database.write(lambda c: journal.put_aside(c, device.store, batch, why, now))

    def marks(self, device: Device) -> tuple[list[Mark], str]:
        """How far each incarnation of the device's store is stored, and which one its till writes now."""
        return self._database.read(lambda c: journal.all_marks(c, device.store))

    def read(self, device: Device, incarnation: str, after: int, most: int) -> bytes:
        """A packed batch of the store's own events behind a number. Raises Refused("gap")."""

        def read(connection: Connection) -> bytes:
            marks, _ = journal.all_marks(connection, device.store)
            mark = next((one for one in marks if one.incarnation == incarnation), None)
            previous = journal.hash_at(connection, incarnation, after) if mark else None
            if mark is None or previous is None:
                raise Refused("gap", seq=mark.seq if mark else 0, head=mark.head if mark else GENESIS.hex())
            rows = journal.read_events(connection, incarnation, after, min(most, MOST_EVENTS)) if most else []
            header = BatchHeader(
                device.brand,
                device.store,
                mark.device,
                incarnation,
                after,
                previous.hex(),
                (rows[-1][1] if rows else previous).hex(),
                max(PROTOCOLS),
                mark.follows,
                mark.fork,
            )
            return pack(header, [bytes(event) for event, _ in rows])

        return self._database.read(read)

    def watermark(self, device: Device, incarnation: str) -> Acknowledged:
        """How far an incarnation is stored."""
        found = self._database.read(lambda c: journal.watermark(c, device.store, incarnation))
        return self._acknowledge(incarnation, found, {})

    def _acknowledge(self, incarnation: str, mark: Watermark, troubles: Mapping[int, str]) -> Acknowledged:
        head = mark.head.hex()
        return Acknowledged(
            self._enrolling.identity.epoch,
            mark.seq,
            head,
            self._enrolling.countersign(f"{incarnation}:{mark.seq}:{head}"),
            tuple({"seq": seq, "code": code} for seq, code in troubles.items()),
        )


async def _read(device: Device, data: bytes) -> Batch:
    if len(data) <= LITTLE:
        return read_batch(device, data)
    return await asyncio.to_thread(read_batch, device, data)


def read_batch(device: Device, data: bytes) -> Batch:
    """A batch as it came over the wire, its chain computed anew. Raises Refused("unreadable")."""
    header, raws = unpack(data)
    mine = header.store == device.store and header.brand == device.brand
    named = is_id(header.incarnation) and (not header.follows or is_id(header.follows))
    if header.protocol not in PROTOCOLS or not mine or not named or not 0 <= header.fork <= header.after:
        raise Refused("unreadable")
    previous = _digest(header.previous)
    hashes = _hashes(previous, raws)
    if (hashes[-1] if hashes else previous) != _digest(header.head):
        raise Refused("unreadable")  # damaged on the way: the till sends it again
    troubles = _troubles(header, raws)
    told = Told(header.after, previous, hashes, header.fork)
    return Batch(header.incarnation, header.device, told, raws, troubles, header.follows, header.protocol)


def _digest(text: str) -> bytes:
    try:
        digest = bytes.fromhex(text)
    except ValueError as error:
        raise Refused("unreadable") from error
    if len(digest) != 32:
        raise Refused("unreadable")
    return digest


def _hashes(previous: bytes, raws: Sequence[bytes]) -> list[bytes]:
    hashes: list[bytes] = []
    for raw in raws:
        previous = chain(previous, raw)
        hashes.append(previous)
    return hashes


def _troubles(header: BatchHeader, raws: Sequence[bytes]) -> dict[int, str]:
    """Events that are no events: kept as they are, told to the till, never in the way of the next."""
    troubles: dict[int, str] = {}
    for seq, raw in enumerate(raws, header.after + 1):
        try:
            known = decode(raw).seq == seq
        except Refused:
            known = False
        if not known:
            troubles[seq] = "unreadable"
    return troubles
