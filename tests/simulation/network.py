"""A network that delays, loses, doubles and reorders, and may be cut in one direction only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.errors import Refused
from tests.simulation.world import Call, Owner, World

TIMEOUT = 10_000  # milliseconds until a caller gives up
Answer = Callable[..., None]


class Unreachable(Exception):  # noqa: N818 - it reads as what is so
    """No answer came: nobody knows whether the request did."""


class Network:
    """Carries calls between machines under the world's chance."""

    def __init__(self, world: World) -> None:
        self._world = world
        rng = world.rng
        self.loss = rng.choice([0.0, 0.0, 0.02, 0.15])  # of a request, and of an answer
        self.doubles = rng.choice([0.0, 0.02, 0.1])
        self.slow = rng.choice([0.0, 0.05])
        self.cut: set[tuple[str, str]] = set()  # (from, to)

    def heal(self) -> None:
        self.loss = self.doubles = self.slow = 0.0
        self.cut.clear()

    def carry(self, caller: Owner, call: Call, go_on: Answer) -> None:
        """Deliver a call and, perhaps, its answer. The caller hears exactly once."""
        world, open_ = self._world, [True]

        def once(result: Any = None, failed: Exception | None = None) -> None:
            if open_[0]:
                open_[0] = False
                go_on(result, failed)

        world.after(TIMEOUT, lambda: once(None, Unreachable("no answer")))
        caller_name, meta = caller.name, getattr(caller, "meta", lambda server: ())(call.server)
        if self._lost(caller_name, call.server):
            return
        world.after(self._delay(), lambda: self._arrive(caller_name, meta, call, once))
        if world.rng.random() < self.doubles:
            world.faults["duplicate"] += 1
            late = world.rng.choice([20, 5_000, 60_000])
            world.after(late, lambda: self._arrive(caller_name, meta, call, lambda *a: None))

    def _arrive(self, caller: str, meta: Any, call: Call, answer: Answer) -> None:
        world, server = self._world, self._world.servers[call.server]
        if not server.up:
            return
        life, result = server.life, None
        failed: Exception | None = None
        try:
            result = server.handle(call.method, caller, meta, call.arguments)
        except Refused as no:
            failed = no
        died = server.life != life
        if died or self._lost(call.server, caller):
            return  # it died before it could answer, or the answer is lost
        world.after(self._delay(), lambda: answer(result, failed))

    def _lost(self, source: str, target: str) -> bool:
        if (source, target) in self.cut:
            return True
        if self._world.rng.random() < self.loss:
            self._world.faults["message lost"] += 1
            return True
        return False

    def _delay(self) -> int:
        rng = self._world.rng
        return rng.randrange(1_000, 9_000) if rng.random() < self.slow else rng.randrange(2, 60)
