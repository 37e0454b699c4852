"""What a person is told before a restore: which store of when, and what will be missing."""

from pos_app.language import _, ngettext
from pos_app.models.wording import Wording
from pos_app.workflows.backup_file import Head
from pos_app.workflows.own_words import own_facts, own_words
from pos_app.workflows.restoring import Look


def found_words(head: Head, wording: Wording) -> str:
    """The store, when the backup was made, how much is in it."""
    made = f"{wording.when(head.made_at):%Y-%m-%d} {wording.clock(head.made_at)}"
    bills = ngettext("{n} paid bill", "{n} paid bills", head.bills).format(n=head.bills)
    return f"{wording.name(head.names)} · {made} · {bills}"


def own_server_words(head: Head, wording: Wording) -> str:
    """What of the store's own server is in the backup, and what is not."""
    made = f"{wording.when(head.made_at):%Y-%m-%d} {wording.clock(head.made_at)}"
    facts = own_facts(head.own_server, made)
    return "\n".join(_(text).format_map(facts) for text in own_words(head.own_server))


def missing_words(look: Look, wording: Wording) -> str:
    """Exactly nothing, what comes back from a server, or everything after a moment."""
    newest = f"{wording.when(look.head.newest):%Y-%m-%d} {wording.clock(look.head.newest)}"
    if look.missing < 0:
        gone = _("No server was asked. Everything after {newest} will be missing, unless a server has it.")
        return gone.format(newest=newest)
    if look.missing == 0:
        return _("Nothing will be missing that reached {server}.").format(server=look.server)
    return _(
        "{count} newer records are at {server}. They come back by themselves;"
        " nothing of them will be missing."
    ).format(count=look.missing, server=look.server)
