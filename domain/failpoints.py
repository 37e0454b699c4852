"""Named places where a test may kill the program. They cost one call and do nothing unless a test asks.

The program's start installs ``hook`` when its environment names fail-points; nothing else may.
"""

from __future__ import annotations

from collections.abc import Callable

NAMES = frozenset(
    {
        "relay.before_commit",  # the phone's order has arrived, nothing is durable
        "relay.after_commit",  # durable at the relay, the phone has no answer yet
        "relay.after_handed",  # marked as handed, the till has not got it yet
        "till.before_commit",  # the till has the request, nothing is durable there
        "till.after_commit",  # the order is in the journal, nobody has been told
        "till.before_publish",  # before verdict and table are told to the relay
        "print.after_started",  # the ledger says sending, no byte has left
        "print.mid_job",  # half of the bytes have left
        "print.after_sent",  # all bytes have left, no answer is recorded
        "pay.before_commit",  # the cashier has taken the money, nothing is durable
        "pay.after_commit",  # paid, the screen has not moved on
        "charge.before_gateway",  # the home has kept a charge, no gateway has heard of it
        "charge.after_gateway",  # the gateway has answered, the home has not noted it
        "notice.before_commit",  # a gateway has told something, nothing is durable
        "notice.after_commit",  # durable, the gateway is not thanked yet
        "wechat.before_send",  # an answer for a guest inside WeChat is kept, WeChat has not heard of it
        "wechat.after_send",  # WeChat has it, the server has not noted it
        "charge.after_grant",  # the till has granted a charge, the home has not heard of it
        "charge.before_note",  # the home has told what became of it, nothing is in the journal
        "phonepay.before_commit",  # the till has a phone's wish to pay, nothing is durable there
        "phonepay.after_grant",  # it is granted, nobody has been told
        "phonepay.after_order",  # its order stands at the gateway, the phone cannot reach it yet
        "payfirst.before_commit",  # an order is paid or its time is over, nothing of that is durable
        "push.before_send",  # events are about to travel home
        "push.after_send",  # home has answered, the till has not noted it
        "home.before_commit",  # home has the events, nothing is durable
        "home.after_commit",  # durable at home, the till has no answer
        "history.before_commit",  # facts come back or an incarnation begins, nothing is durable
        "history.after_commit",  # durable, the link does not know it yet
        "join.after_enrol",  # a server has let the till in, the till has not noted it
        "join.before_kept",  # its servers are others now, nothing is durable
        "join.after_kept",  # durable, no link knows it yet
        "backup.after_copy",  # the copy of the store is made, nothing is encrypted
        "backup.mid_file",  # half of a backup's bytes are at its place, under another name
        "restore.after_piece",  # facts from elsewhere are taken over, the copy is not marked as restored yet
        "restore.after_keys",  # its keys are kept, the folder holds no store
        "restore.before_rename",  # everything is unpacked and checked, the folder holds no store yet
        "restore.after_rename",  # the store has its name, what was unpacked beside it lies there still
        "restore.before_began",  # a restored till starts, it writes no history of its own yet
        "restore.after_began",  # it does, durably; nobody has been told
        "sound.after_copy",  # all that can be read of a damaged file is in a new one, which is no store yet
        "sound.before_rename",  # the new one is whole, and the damaged one has a second name
        "sound.after_rename",  # the new one is the store, what was unpacked beside it lies there still
    }
)


def _nothing(name: str) -> None:
    """Do nothing: the shop is open."""


hook: Callable[[str], None] = _nothing


def reach(name: str) -> None:
    """The program has come to a named place."""
    hook(name)
