"""Bugs, planted one at a time, and the check that finds each: else being content proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import pytest

from domain.money import further, settled_twice
from domain.record import fold, replication
from domain.record.speaking import Heard, Speaker, Speaking
from domain.selling import pay_first_told
from pos_app.workflows import incarnations, pay_first, paying, selling
from printers import spool
from sync_server.database import asked, journal
from sync_server.workflows import enrolling
from tests.simulation import server_node
from tests.simulation.faults import KINDS, OF_DAMAGE, Fault, crash_till, restored_and_alone, server_rewound
from tests.simulation.faults import OF_TWO_HISTORIES as TWO
from tests.simulation.server_node import ServerNode

Patch = Callable[[pytest.MonkeyPatch], None]

# What shows a kept epoch. A till that is cut off goes by it too: that shows first by what is lost (1).
OLDER_SERVERS = (server_rewound, server_rewound, crash_till)


@dataclass(frozen=True, slots=True)
class Planted:
    """``found_by``: the number of the invariant by which some seed must tell it; ``seed``: the first that did
    when it was last looked for, so it is asked before the others; ``kinds`` of its faults; ``first``: in a
    house where phones pay first."""

    what: str
    found_by: str
    plant: Patch
    seed: int
    kinds: Sequence[Fault] = KINDS
    first: bool = False


def _review_to_the_bin(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(journal, "put_aside", lambda c, store, batch, why, now: batch.told.last)


def _handed_once_for_ever(patch: pytest.MonkeyPatch) -> None:
    hand_over = asked.hand_over

    def forgetful(*arguments: Any) -> Any:
        items, last, lapsed = hand_over(*arguments)
        return [one for one in items if one.state == "received"], last, lapsed

    patch.setattr(asked, "hand_over", forgetful)


def _no_banner(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(spool.Job, "marked", property(lambda job: False))


def _rewound_and_silent(patch: pytest.MonkeyPatch) -> None:
    about = replication.Replica._about

    def calm(replica: Any, *arguments: Any) -> Any:
        step = about(replica, *arguments)
        return None if isinstance(step, replication.Renew) else step

    patch.setattr(replication.Replica, "_about", calm)


def _ids_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(selling, "_known_verdict", lambda entry, request: None)


def _one_passed_over(patch: pytest.MonkeyPatch) -> None:
    hand_over = asked.hand_over

    def hasty(*arguments: Any) -> Any:
        items, last, lapsed = hand_over(*arguments)
        return items[:-1] if len(items) > 1 else items, last, lapsed

    patch.setattr(asked, "hand_over", hasty)


def _nothing_fetched(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(replication.Replica, "_new_to_us", lambda replica, local: None)


def _printed_unasked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(incarnations, "_leave_to_people", lambda entry, job: None)


def _two_tills_speak(patch: pytest.MonkeyPatch) -> None:
    def anybody(present: Speaking, caller: Speaker, now: int, alive: int = 0) -> Heard:
        return Heard(Speaking(caller.run, now))

    for room in (enrolling, server_node):
        if hasattr(room, "hear_run"):
            patch.setattr(room, "hear_run", anybody)


def _paid_bills_take_orders(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(selling, "_bill_for_more", lambda entry, opening: {})
    patch.setattr(further, "_further", lambda tables, opening, paid: ())  # nor is it put right


def _the_epoch_stays(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ServerNode, "turn_epoch", lambda server: None)


def _damage_blocks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(replication.Replica, "_sound", lambda replica, mine, there: mine.seq)


def _unproven_to_the_bin(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(replication.Replica, "unproven", lambda replica, local: iter(()))


def _never_mended(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(replication.Replica, "_to_mend", lambda replica, local: None)


def _money_is_taken_twice(patch: pytest.MonkeyPatch) -> None:
    take: Any = paying.take_payment

    def again(entry: Any, *arguments: Any) -> Any:
        return take(entry, *arguments[:-1], entry.clock.new_id())

    patch.setattr(paying, "take_payment", again)


def _numbers_do_not_jump(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(cast(dict[str, Any], fold.APPLIES), "incarnation.began", lambda event, tables: None)


def _as_heard_last(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pay_first_told, "_with", lambda known, told: (told,))


def _goes_back_and_forgets_so(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pay_first, "FORGOT_BEFORE", "nothing")


def _late_money_is_nobodys(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(cast(dict[str, Any], fold.APPLIES), "grant.refund_due", lambda event, tables: None)


def _the_greater_of_two_bills(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(settled_twice, "_figures", lambda every, most, money: {})


PLANTED = (
    Planted("a till forgets which requests it has answered", "2", _ids_forgotten, 0),
    Planted("a feed passes over the last of several requests", "9", _one_passed_over, 3),
    Planted("a till does not fetch what only a server has", "10", _nothing_fetched, 14),
    Planted("tickets of facts that come back are printed unasked", "12", _printed_unasked, 17),
    Planted("a server listens to two computers of one till", "8", _two_tills_speak, 8),
    Planted("a paid bill takes another order", "7", _paid_bills_take_orders, 2),
    Planted("what may not count is thrown away instead of put into review", "1", _review_to_the_bin, 5),
    Planted("a request handed once is not handed again after a crash", "9", _handed_once_for_ever, 0),
    Planted("a second ticket goes out without its banner", "12", _no_banner, 1),
    Planted("a server restored from an older copy keeps its epoch", "9", _the_epoch_stays, 2, OLDER_SERVERS),
    Planted("a payment's id is not looked at", "2", _money_is_taken_twice, 0),
    Planted("a till does not notice that it was rewound", "10", _rewound_and_silent, 33),
    Planted("one damaged fact keeps all later ones from the servers", "10", _damage_blocks, 11, OF_DAMAGE),
    Planted("what stands behind damage is told nobody", "1", _unproven_to_the_bin, 11, OF_DAMAGE),
    Planted("a damaged record is never put right from a server", "10", _never_mended, 2, OF_DAMAGE),
    Planted("what one history alone was paid for is due back", "7", _the_greater_of_two_bills, 43, TWO),
    Planted("receipt numbers do not jump", "11", _numbers_do_not_jump, 8, (restored_and_alone,)),
    Planted("an order to be paid first is as it was heard last", "10", _as_heard_last, 8, first=True),
    Planted("a till that went back cooks again, unmarked", "12", _goes_back_and_forgets_so, 93, first=True),
    Planted("what is paid after its time is nobody's", "3", _late_money_is_nobodys, 15, first=True),
)
