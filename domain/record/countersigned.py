"""A server's signature under the head of a chain: what it tells of that fact later must be the same.

The till keeps the newest of each server. A server that tells another hash under the same number has altered
what it had acknowledged; one that holds less, or stands there under a new epoch, has not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.errors import _m
from domain.findings import NOTE, OK, TROUBLE, Finding


@dataclass(frozen=True, slots=True)
class Countersigned:
    """``server``: its address; ``key``: its public key, "" of a server that does not tell it; ``name``: what
    it calls our ``incarnation``; ``head``: the hash after ``seq``, signed at ``at`` (UTC milliseconds);
    ``told``: another hash that it has told for it since, "" if none. Bytes in hexadecimal."""

    server: str
    key: str
    epoch: str
    name: str
    incarnation: str
    seq: int
    head: str
    signature: str
    at: int
    told: str = ""

    @property
    def text(self) -> bytes:
        """What was signed."""
        return f"{self.name}:{self.seq}:{self.head}".encode()

    def same_server(self, key: str, epoch: str) -> bool:
        """Whether who answers there now is bound by it."""
        return bool(key) and (key, epoch) == (self.key, self.epoch)


@dataclass(frozen=True, slots=True)
class Held:
    """A countersignature against our journal. ``ours``: our hash there, "" if we hold less; ``genuine``: the
    server's key made it."""

    signed: Countersigned
    ours: str
    genuine: bool = True

    @property
    def broken(self) -> bool:
        """Whether somebody's word does not hold: the server's, or that of our own file."""
        return bool(self.signed.told) or not self.genuine or bool(self.ours and self.ours != self.signed.head)


def countersigned_findings(held: Iterable[Held], who: str = "") -> Iterable[Finding]:
    """What is told of them, a line for each server."""
    for one in held:
        signed = one.signed
        facts: dict[str, str | int] = {"who": who, "server": signed.server, "seq": signed.seq}
        facts |= {"head": signed.head[:12], "told": signed.told[:12]}
        if signed.told:
            text = _m("{who}{server} has signed {head} for fact {seq}, and tells {told} for it now.")
            advice = _m("The facts here are as they were. Keep the backups, and ask who runs that server.")
            yield Finding("signed", TROUBLE, text, advice, facts)
        elif not one.genuine:
            text = _m("{who}The signature of {server} under fact {seq} is not its own.")
            advice = _m("Somebody has altered it in this folder. Keep the folder as it is, and ask for help.")
            yield Finding("signed", TROUBLE, text, advice, facts)
        elif not one.ours:
            text = _m("{who}{server} has signed fact {seq}, and this folder does not reach so far.")
            advice = _m("Start the till with a way to that server: it gets its facts back by itself.")
            yield Finding("signed", NOTE, text, advice, facts)
        elif one.ours != signed.head:
            text = _m("{who}Fact {seq} here is not the one that {server} has signed.")
            advice = _m("Keep this folder as it is, and restore from a backup or from that server.")
            yield Finding("signed", TROUBLE, text, advice, facts)
        else:
            text = _m("{who}{server} has signed the chain up to fact {seq}; it stands here as it was signed.")
            yield Finding("signed", OK, text, "", facts)
