"""The round a cashier is putting together: lines not yet sent, no Qt, no prices of its own."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from domain.selling.order import MOST_PORTIONS, CartLine
from pos_app.workflows.drafts import Draft

PORTION = 1000  # thousandths
STEPS = 50  # changes that can be taken back


@dataclass(frozen=True, slots=True)
class Round:
    """What is on its way to the kitchen, under one id."""

    request: str
    entries: "tuple[CartEntry, ...]"
    remark: str

    @property
    def lines(self) -> tuple[CartLine, ...]:
        return tuple(entry.line for entry in self.entries)


@dataclass(frozen=True, slots=True)
class CartEntry:
    """One line of the cart, with a key that stays while its quantity or remark changes."""

    key: int
    line: CartLine


class Cart:
    """Lines in the order of tapping; `request` is the id under which they will be sent, once."""

    def __init__(self, new_id: Callable[[], str], kept: Callable[[], None] = lambda: None) -> None:
        """``kept``: called when what should outlive the program has changed."""
        self._new_id, self._kept = new_id, kept
        self._entries: list[CartEntry] = []
        self._next = 1
        self._before: list[tuple[CartEntry, ...]] = []
        self.request = new_id()
        self.remark = ""
        self.sending: Round | None = None
        self._drafted: Draft | None = None

    @property
    def changed(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._before)

    def undo(self) -> None:
        """Take the last change back; what the kitchen has, or what was parked, no undo brings back."""
        if self._before:
            self._entries = list(self._before.pop())
            self.request = self._new_id()
            self._kept()

    def __iter__(self) -> Iterator[CartEntry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def entries(self) -> tuple[CartEntry, ...]:
        """Lines on their way to the kitchen, then those not sent."""
        return (*(self.sending.entries if self.sending else ()), *self._entries)

    @classmethod
    def of(cls, draft: Draft, new_id: Callable[[], str], kept: Callable[[], None]) -> "Cart":
        """As it was kept: the same lines are the same request."""
        made = cls(new_id, kept)
        made._entries = [CartEntry(key, line) for key, line in enumerate(draft.lines, 1)]
        made._next, made.remark, made.request = len(draft.lines) + 1, draft.remark, draft.request
        return made

    def draft(self) -> Draft:
        """What outlives the program: a round on its way under its own id, else the lines not sent.

        Dishes that were tapped while a round was on its way come along once it has ended.
        """
        if self.sending:
            return Draft(self.sending.request, self.sending.lines, self.sending.remark)
        before = self._drafted  # the same id never stands for two contents
        if before is None or (before.request, before.remark) != (self.request, self.remark):
            lines = tuple(entry.line for entry in self._entries)
            before = self._drafted = Draft(self.request, lines, self.remark)
        return before

    def clear(self) -> None:
        """The lines went elsewhere; what comes now is another request."""
        self._entries, self.remark = [], ""
        self._moved()

    def take_up(self, draft: Draft) -> None:
        """Lines that were kept elsewhere: alone they stay the same request, beside others a new one."""
        alone = not self._entries
        for line in draft.lines:
            self._entries.append(CartEntry(self._next, line))
            self._next += 1
        self.remark = " ".join(filter(None, (self.remark, draft.remark)))
        self._moved(draft.request if alone else "")

    def add(self, line: CartLine) -> int:
        """Put a line in; one equal but for its quantity grows instead, unless it was weighed. Answers the
        entry's key."""
        for place, entry in enumerate(self._entries):
            if not line.weight and _alike(entry.line, line):
                total = min(MOST_PORTIONS, entry.line.quantity + line.quantity)
                self._put(place, replace(line, quantity=total))
                return entry.key
        self._become([*self._entries, CartEntry(self._next, line)])
        self._next += 1
        return self._next - 1

    def step(self, key: int, portions: int) -> None:
        """More or fewer portions; at none the line goes."""
        place = self._place(key)
        if place < 0:
            return
        line = self._entries[place].line
        if line.weight and portions > 0:
            return  # one more is weighed by itself
        quantity = min(MOST_PORTIONS, line.quantity + portions * PORTION)
        if quantity <= 0:
            self.remove(key)
        else:
            self._put(place, replace(line, quantity=quantity))

    def count_as(self, key: int, portions: int) -> None:
        """So many portions in all."""
        line = self.find(key)
        if line is not None and not line.weight:
            self.step(key, portions - line.quantity // PORTION)

    def remove(self, key: int) -> None:
        """A line is not wanted after all."""
        self._become([entry for entry in self._entries if entry.key != key])

    def change(self, key: int, line: CartLine) -> None:
        """Other options or remark for an entry."""
        place = self._place(key)
        if place >= 0:
            self._put(place, line)

    def hold(self, keys: Collection[int] = ()) -> None:
        """These lines, or all of them, wait for the word 叫起; if they all do, they come at once again."""
        chosen = [one for one in self._entries if not keys or one.key in keys]
        held = not all(one.line.held for one in chosen)
        self._become(
            [
                replace(one, line=replace(one.line, held=held)) if one in chosen else one
                for one in self._entries
            ]
        )

    def find(self, key: int) -> CartLine | None:
        """The line behind a key."""
        place = self._place(key)
        return self._entries[place].line if place >= 0 else None

    def send(self) -> Round:
        """Take everything out to be sent; the next round gets an id of its own."""
        self.sending = Round(self.request, tuple(self._entries), self.remark)
        self._entries, self._before, self.remark = [], [], ""
        self.request = self._new_id()  # what was kept stays so until the kitchen has it
        return self.sending

    def sent(self, request: str) -> None:
        """The kitchen has the round of this id; told again it changes nothing."""
        if self.sending is not None and self.sending.request == request:
            self.sending = None
            self._kept()

    def give_back(self) -> None:
        """It was not taken: the lines return, under the same id unless others came meanwhile."""
        back, self.sending = self.sending, None
        if back is None:
            return
        alone = not self._entries
        self._entries = [*back.entries, *self._entries]
        self.remark = self.remark or back.remark
        self._moved(back.request if alone else "")

    def count(self, dish: str) -> int:
        """Thousandths of a dish in the cart."""
        return sum(entry.line.quantity for entry in self.entries() if entry.line.dish == dish)

    def _place(self, key: int) -> int:
        return next((place for place, entry in enumerate(self._entries) if entry.key == key), -1)

    def _put(self, place: int, line: CartLine) -> None:
        entries = list(self._entries)
        entries[place] = replace(entries[place], line=line)
        self._become(entries)

    def _become(self, entries: list[CartEntry]) -> None:
        """A change that can be taken back. A round that differs is another request: the same id never stands
        for two contents."""
        if entries == self._entries:
            return
        self._before = [*self._before[1 - STEPS :], tuple(self._entries)]
        self._entries, self.request = entries, self._new_id()
        self._kept()

    def _moved(self, request: str = "") -> None:
        """Lines came from elsewhere or went there: an undo would have them twice, or not at all."""
        self._before = []
        self.request = request or self._new_id()
        self._kept()


def _alike(one: CartLine, other: CartLine) -> bool:
    """Whether they are the same but for how many."""
    return one.dish == other.dish and replace(one, quantity=other.quantity) == other
