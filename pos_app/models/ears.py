"""What is to be heard of each new view: every thing once, and nothing that was so before."""

from collections.abc import Iterable

from domain.people.chat import GUEST
from domain.selling.printing import FINAL
from pos_app.language import _
from pos_app.models.print_rows import in_trouble, needs_person
from pos_app.workflows.views import PrinterView, TillView

SOUNDS = ("problem", "call", "phone_order", "number", "said", "paid")
"""The most important first: so they are heard when several come at once."""
SETTING = "loudness"  # of the till: percent of each sound
SILENT = "silent"  # of a till before each had its loudness: the sounds that it did not make


def sound_words() -> dict[str, str]:
    """When each is heard."""
    return {
        "problem": _("Not printed"),
        "call": _("Guest calls"),
        "phone_order": _("Phone order"),
        "number": _("Number called"),
        "said": _("Guest writes"),
        "paid": _("Paid"),
    }


def loudness_at(kept: object, silent: object = ()) -> dict[str, int]:
    """Percent of each sound out of what a till has kept; one of which it says nothing is as it was drawn."""
    before = {name: 0 for name in silent if name in SOUNDS} if isinstance(silent, list | tuple) else {}
    now = kept if isinstance(kept, dict) else {}
    return before | {
        name: percent for name, percent in now.items() if name in SOUNDS and isinstance(percent, int)
    }


class Ears:
    """Compares each view with those before; what the first one shows was there before."""

    def __init__(self, view: TillView) -> None:
        self._news, self._held = view.news, _held(view)
        self._called = _called(view)
        self._said = _said(view)
        self._trouble = _trouble(view)

    def hear(self, view: TillView) -> tuple[str, ...]:
        """The sounds for what is new."""
        found = [*self._of_phones(view)]
        called = _called(view)
        if called > self._called:
            found.append("number")
        self._called = max(called, self._called)
        said = _said(view)
        if said - self._said:
            found.append("said")
        self._said |= said
        trouble = _trouble(view)
        if trouble - self._trouble:
            found.append("problem")
        self._trouble = trouble | (self._trouble & _going_on(view))
        return tuple(found)

    def _of_phones(self, view: TillView) -> Iterable[str]:
        """One that staff have answered was heard when it came."""
        known, held = {id(one) for one in self._news}, _held(view)  # two may say the same
        fresh = [one for one in view.news if id(one) not in known]
        calls = [one for one in fresh if one.kind == "call"]
        answered = len(self._held - held)
        came = len(fresh) - len(calls) > answered or held - self._held
        self._news, self._held = view.news, held
        return ["call"] * bool(calls) + ["phone_order"] * bool(came)


def quiet_again(view: TillView) -> bool:
    """Whether nothing at the printers needs anybody any more."""
    return not _trouble(view)


def _held(view: TillView) -> set[str]:
    return {one.request for one in view.held}


def _said(view: TillView) -> set[tuple[str, int]]:
    """What guests have said, and said otherwise; and written to the staff."""
    written = {(word.id, word.at) for one in view.chats for word in one.messages if word.by == GUEST}
    return {(one.id, one.at) for one in view.feedback} | written


def _called(view: TillView) -> int:
    """When a number was last called, at the counter or in the queue."""
    counter = (one.opening.called_out_at for one in view.openings.values())
    return max((*counter, *(one.called_at for one in view.queue.numbers)), default=0)


def _trouble(view: TillView) -> set[str]:
    """Printers from which nothing comes, those at which a slip waits, and slips of which somebody has to say
    what becomes of them."""
    silent = [one for one in view.printers if in_trouble(one)]
    return (
        {one.id for one in silent}
        | {_stuck(one) for one in silent if one.waiting}
        | {job.id for job in view.jobs if needs_person(job)}
    )


def _going_on(view: TillView) -> set[str]:
    """Slips that are tried again, and what waits at a printer that is silent still: no other thing."""
    tried = {job.id for job in view.jobs if job.state not in FINAL}
    return tried | {_stuck(one) for one in view.printers if in_trouble(one)}


def _stuck(printer: PrinterView) -> str:
    """That slips wait at a printer, which may have been silent long before there was anything to print."""
    return f"waits at {printer.id}"
