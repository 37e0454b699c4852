"""Unsent rounds that were put aside under a name 挂单, to be taken up again at a table or the counter."""

from collections.abc import Callable, Mapping

from pos_app.models.cart import Cart
from pos_app.workflows.drafts import PARKED, Draft

LONGEST = 40  # characters of a name


class ParkedRounds:
    """They are saved with the drafts: a round is there once, parked or in a cart, whenever the till dies."""

    def __init__(self, kept: Mapping[str, Draft], changed: Callable[[], None]) -> None:
        self._rounds = {key: draft for key, draft in kept.items() if key.startswith(PARKED)}
        self._changed = changed

    def __len__(self) -> int:
        return len(self._rounds)

    def rounds(self) -> dict[str, Draft]:
        """All of them by key, the oldest first."""
        return dict(sorted(self._rounds.items(), key=lambda pair: (pair[1].at, pair[0])))

    def find(self, key: str) -> Draft | None:
        """The round behind a key."""
        return self._rounds.get(key)

    def park(self, cart: Cart, key: str, draft: Draft) -> None:
        """Put a cart's lines aside; ``draft`` is the cart's with a name. Nothing is on its way."""
        self._rounds[PARKED + key] = draft
        cart.clear()  # saves both

    def take_up(self, key: str, cart: Cart) -> bool:
        """Into a cart. Whether it was still there: a second time it is not."""
        draft = self._rounds.pop(key, None)
        if draft is not None:
            cart.take_up(draft)  # saves both
        return draft is not None

    def drop(self, key: str) -> None:
        """Nobody wants it any more."""
        if self._rounds.pop(key, None) is not None:
            self._changed()
