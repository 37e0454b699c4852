"""How one delivery ended, and how much a printer can tell us: the rungs of the acknowledgement ladder."""

from dataclasses import dataclass
from enum import Enum

from printers.status import Condition


class Rung(Enum):
    """What a printer answers, least first; probed at set-up and remembered for each printer."""

    SILENT = "silent"  # nothing: all we can say is that the bytes were sent
    STATUS = "status"  # DLE EOT only
    PROCESSED = "processed"  # GS r, answered when all before it is processed
    COMPLETION = "completion"  # GS ( H, answered when all before it is on paper


class Result(Enum):
    CONFIRMED = "confirmed"
    SENT_UNCONFIRMED = "sent_unconfirmed"  # all bytes sent to a printer that never says more
    UNKNOWN = "unknown"  # some bytes may have left; nobody knows what was printed
    FAILED = "failed"  # certainly no byte of the ticket left


@dataclass(frozen=True, slots=True)
class Outcome:
    """`rung` is what the printer was found to answer, None if it was never reached.

    `condition` is its last known one; `detail` is for the log, in the words of the system, and says that
    the line failed us. `reached`: whether somebody took the connection.
    """

    result: Result
    condition: Condition = Condition.OK
    rung: Rung | None = None
    detail: str = ""
    reached: bool = True
