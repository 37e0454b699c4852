"""What a fault under a verb is to the person at the till: a no that says what is safe and what to do."""

from domain.errors import Refused
from pos_app.database.session import StorageError


def as_refusal(fault: BaseException) -> Refused | None:
    """A rule's own no, or what the disk's trouble means to who has asked; None: nobody has thought of it."""
    if isinstance(fault, Refused):
        return fault
    if isinstance(fault, StorageError):
        return Refused("place_damaged" if fault.of_place else "cannot_read")
    return None
