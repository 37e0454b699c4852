"""Of two computers that work as one till, which one a server listens to. Pure: see PROTOCOL.md.

A copy of a till's folder knows all that the till knows, so it looks like the till after a restart. What it
cannot have is the silence of the run whose place it wants: a run that is over never speaks again. So the
server asks that run by telling it who wants its place, which only one that lives can say back.

A copy that is started while its till is off asks for the place of a run that is silent. It gets it, but a
run's name tells on which computer it runs: when a run of the computer from before comes and goes on where the
same run had ended, both are known, and the stand-in, if nobody has used it meanwhile, is the copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from domain.record.ids import is_id, uuid7

ALIVE = 90_000  # milliseconds since it was heard in which a run is taken to be still speaking
SETTLES = 3_000  # milliseconds in which a run that lives answers whoever wants its place
FORGOTTEN = 30_000  # milliseconds after which who wanted it and did not come again wants it no more
KEPT = 16  # runs of each kind that are remembered
MACHINE = 12  # the last hexadecimal digits of a run's name: its computer, where that is known, else chance
BREAK = "-"  # among elders: the next one did not say that it goes on where the one before had ended

SECOND = "second_till"  # it is not listened to
SHOW = "who_speaks"  # it is asked to show that it lives, by naming the other
WAIT = "settling"  # it is to come again: the run before it is being asked


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who calls: its run, the last runs before it in its folder, newest first, and which other run it knows
    to speak as the same device ("" for none)."""

    run: str
    before: Sequence[str] = ()
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Speaking:
    """The run that speaks for a device, and when it was heard last; "" and 0: none yet. UTC milliseconds.

    ``left``: it has hung up and not called since. ``elders``: the runs whose place was taken, oldest first,
    with BREAK before one that took it without a claim.
    ``copies``: runs that took the place of one that lived, and what was started from them. ``taker``: who
    wants its place, asked for at ``asked_at``.
    """

    run: str = ""
    heard_at: int = 0
    left: bool = False
    elders: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    taker: str = ""
    asked_at: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """Who speaks after a call, and what the caller is told: "" it speaks, else SECOND, SHOW or WAIT.

    ``beside``: the run that a caller who hears SHOW must name.
    """

    now: Speaking
    told: str = ""
    beside: str = ""


def run_name(at: int, chance: bytes, machine: bytes) -> str:
    """A new run: when it began (UTC milliseconds), ten bytes of chance, and six that name its computer, or
    none where it has no name."""
    return uuid7(at, chance[:4] + machine if machine else chance)


def began_at(run: str) -> int:
    """When a run began, in UTC milliseconds by its own clock; 0 if its name does not tell."""
    return int(run[:12], 16) if is_id(run) else 0


def stand_ins(present: Speaking, caller: Speaker) -> tuple[str, ...]:
    """The runs of another computer that went on where a run of the caller's own had ended; else none.

    Release 0.1.0 and computers without a name have chance there, which is never the same twice.
    """
    runs = (*present.elders, present.run)
    mine = [place for place, run in enumerate(runs) if run in caller.before]
    if not mine or caller.run in runs or {caller.run, *caller.before[:1]} & set(present.copies):
        return ()
    last, after = runs[mine[-1]], runs[mine[-1] + 1 :]
    home = caller.run[-MACHINE:]
    stayed = is_id(last) and last[-MACHINE:] == home
    return after if stayed and BREAK not in after and all(run[-MACHINE:] != home for run in after) else ()


def come_home(present: Speaking, caller: Speaker, copies: Sequence[str], now: int) -> Heard:
    """The till is back on its own computer; those who stood in for it are copies from now on."""
    elders = present.elders[: len(present.elders) + 1 - len(copies)]
    back = Speaking(caller.run, now, elders=elders, copies=present.copies)
    return Heard(_with_copies(back, *copies))


def hear_run(present: Speaking, caller: Speaker, now: int, alive: int = ALIVE) -> Heard:
    """Who speaks for a device after this call. A till of protocol 1 names no run and is taken."""
    run = caller.run
    if not run:
        return Heard(present)
    if run in present.copies or any(one in present.copies for one in caller.before[:1]):
        return Heard(_with_copies(present, run), SECOND)
    if run in present.elders:
        return _elder(present, caller, now)
    if run == present.run:
        if present.taker and caller.beside != present.taker:
            return Heard(present, SHOW, present.taker)
        found = _with_copies(present, present.taker) if present.taker else present
        return Heard(replace(found, heard_at=now, left=False, taker="", asked_at=0))
    if not present.run or abs(now - present.heard_at) > alive:
        return Heard(_taken(present, caller, now))
    if present.run not in caller.before:
        return Heard(present, SECOND)
    return _next(present, caller, now)


def _elder(present: Speaking, caller: Speaker, now: int) -> Heard:
    """A run whose place was taken speaks. If it lives, whoever said that it had ended is a copy, and so is
    what came from that one."""
    if caller.beside != present.run:
        return Heard(present, SHOW, present.run)
    place = present.elders.index(caller.run)
    after = (*present.elders[place + 1 :], present.run)
    back = Speaking(caller.run, now, elders=present.elders[:place], copies=present.copies)
    return Heard(_with_copies(back, *takewhile(lambda run: run != BREAK, after)))


def _next(present: Speaking, caller: Speaker, now: int) -> Heard:
    """It says that it goes on where the present run, heard just now, has ended."""
    waited = now - present.asked_at
    if present.left or (present.taker == caller.run and SETTLES <= waited <= FORGOTTEN):
        return Heard(_taken(present, caller, now))
    if not present.taker or not 0 <= waited <= FORGOTTEN:
        present = replace(present, taker=caller.run, asked_at=now)
    return Heard(present, WAIT)


def _taken(present: Speaking, caller: Speaker, now: int) -> Speaking:
    elders = (*present.elders, present.run) if present.run else ()
    if elders and present.run not in caller.before:
        elders = (*elders, BREAK)
    return Speaking(caller.run, now, elders=elders[-KEPT:], copies=present.copies)


def _with_copies(present: Speaking, *runs: str) -> Speaking:
    fresh = tuple(run for run in runs if run not in present.copies)
    return replace(present, copies=(*present.copies, *fresh)[-KEPT:]) if fresh else present
