"""What a device may ask of a server: scopes, and which of them each kind of device is let in for."""

from __future__ import annotations

from collections.abc import Mapping

from sync_server.database.enrolments import READER, TILL

READ = "read"  # figures and how far facts are stored
PUSH = "push"  # the store's facts, both ways
FEED = "feed"  # what phones ask; who fetches it answers for it
PUBLISH = "publish"  # what phones see, and what became of their orders
BACKUP = "backup"  # encrypted backups, both ways
PAY = "pay"  # guests are charged for the store

# A kind stands on the enrolment code and on the device; devices from before there were kinds are tills.
SCOPES: Mapping[str, frozenset[str]] = {
    TILL: frozenset({READ, PUSH, FEED, PUBLISH, BACKUP, PAY}),
    READER: frozenset({READ}),
}
# Who holds a code for a till and has not used it: what would come back by it, and nothing is changed.
LOOK = "look"
LOOKS = frozenset({READ, PUSH, BACKUP})
# What a token may carry. It covers no body and goes over the line with each call, so what changes facts, what
# is shown or what is kept is signed call by call.
CARRIED = frozenset({READ, FEED})
