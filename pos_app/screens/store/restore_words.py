"""What a person is told of a backup before a restore: which store of when, and what of its own server."""

from pos_app.language import _, ngettext
from pos_app.models.wording import Wording
from pos_app.workflows.backup_file import Head
from pos_app.workflows.own_words import own_facts, own_words


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
