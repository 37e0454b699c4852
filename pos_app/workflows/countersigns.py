"""The newest countersignature of each server is kept, and each server is held to what it has signed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from domain.errors import Refused
from domain.record.countersigned import Countersigned, Held
from domain.record.plain import from_plain, to_plain
from domain.record.replication import Mark
from pos_app.database import journal
from pos_app.database.session import Connection
from pos_app.sync.client import ServerClient
from pos_app.workflows.batches import Batch

KEPT = "signed:"  # this device's value, one a server's address

log = logging.getLogger(__name__)


class Witness:
    """What one server has signed. ``has_news``: its newest signature, or that it breaks its word, is not kept
    yet; that is done with the next thing that is kept of this server."""

    def __init__(self, url: str) -> None:
        self._name = f"{KEPT}{url}"
        self._url = url
        self._signed: Countersigned | None = None
        self.has_news = False

    @property
    def contradicted(self) -> bool:
        """Whether the server has told another hash than it has signed."""
        return self._signed is not None and bool(self._signed.told)

    def remember(self, local: Callable[[str], object]) -> None:
        """What an earlier run has kept."""
        self._signed = read_kept(local(self._name))

    @property
    def values(self) -> dict[str, object]:
        """This device's values to keep."""
        return {self._name: to_plain(self._signed)} if self._signed else {}

    def kept(self) -> None:
        """They are durable."""
        self.has_news = False

    def signs(self, answer: Mapping[str, Any], batch: Batch, client: ServerClient, now: int) -> None:
        """The answer to a batch, taken whole, carries the server's signature under its head."""
        if (int(answer["seq"]), str(answer["head"])) != (batch.last, batch.head):
            return
        if (
            self._signed
            and self._signed.told
            and self._signed.same_server(client.server_key, client.server_epoch)
        ):
            return  # that it has broken its word stays said
        signed = Countersigned(
            self._url,
            client.server_key,
            str(answer.get("epoch", "")),
            batch.push.there,
            batch.push.incarnation,
            batch.last,
            batch.head,
            str(answer.get("signature", "")),
            now,
        )
        if genuine(signed):
            self._signed, self.has_news = signed, True
        else:
            log.error("the signature under fact %d is not that server's", batch.last)

    def breaks_its_word(self, client: ServerClient, marks: Sequence[Mark]) -> bool:
        """Whether it tells, for the first time, another hash than it has signed. Raises as ``told_now``."""
        signed = self._signed
        if signed is None or signed.told:
            return False
        told = told_now(client, signed, marks)
        if told in ("", signed.head):
            return False
        log.error("the server has signed another hash for fact %d than it tells", signed.seq)
        self._signed, self.has_news = replace(signed, told=told), True
        return True


def genuine(signed: Countersigned) -> bool:
    """Whether that server's key has made the signature; of a server without a key nobody can say."""
    if not signed.key:
        return True
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signed.key))
        key.verify(bytes.fromhex(signed.signature), signed.text)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_kept(plain: object) -> Countersigned | None:
    """One as it is kept; None if there is none that can be read."""
    try:
        return from_plain(Countersigned, plain) if plain else None
    except Refused:
        return None


def held_here(connection: Connection) -> tuple[Held, ...]:
    """All that are kept, against this journal."""
    kept = [read_kept(plain) for plain in journal.local_values(connection, KEPT)]
    reach = {head.incarnation: head.seq for head in journal.all_heads(connection)}
    return tuple(
        Held(
            one,
            journal.hash_at(connection, one.incarnation, one.seq).hex()
            if reach.get(one.incarnation, 0) >= one.seq
            else "",
            genuine(one),
        )
        for one in kept
        if one
    )


def told_now(client: ServerClient, signed: Countersigned, marks: Sequence[Mark]) -> str:
    """The hash that the server tells now for what it has signed; "" if it is not bound by it, or holds less.

    Raises Unreachable or ServerRefused.
    """
    mark = next((one for one in marks if one.incarnation == signed.name and one.seq >= signed.seq), None)
    if mark is None or not signed.same_server(client.server_key, client.server_epoch):
        return ""
    if mark.seq == signed.seq:
        return mark.head
    return client.journal(signed.name, signed.seq, 0)[0].previous
