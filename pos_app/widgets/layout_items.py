"""A defect of PySide6 mended here: Python keeps a name for what a layout holds after Qt has freed it.

`addLayout` gives each item of the inner layout a Python object, and nobody tells it when a widget that is
deleted takes its item along. The next widget that comes to stand at that address is then found as a
``QWidgetItem``: "no attribute 'focusPolicy'" where Tab goes round, or a crash. So such names are dropped as
soon as they are made; who asks for an item (``takeAt``) gets a new one. Seen with PySide6 6.11.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout, QWidgetItem
from shiboken6 import Shiboken


def forget_items(layout: QLayout) -> None:
    """Drop the Python objects of what a layout holds, and of what layouts in it hold; Qt's stay."""
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if isinstance(item, QLayout):
            forget_items(item)
        elif isinstance(item, QWidgetItem):
            Shiboken.invalidate(item)


def _forgetting(add: Callable[..., None]) -> Callable[..., None]:
    # No functools.wraps: reading Qt's docstring loads PySide's signatures, a twentieth of the till's start.
    def added(self: QLayout, layout: QLayout, *where: Any) -> None:
        add(self, layout, *where)
        forget_items(layout)

    return added


def mend() -> None:
    """Once, before the first layout is made."""
    for kind in (QBoxLayout, QGridLayout):
        kind.addLayout = _forgetting(kind.addLayout)  # type: ignore[method-assign]
