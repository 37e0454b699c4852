"""A scale at the till: what the sheets and the settings say while it weighs, and when it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pos_app.scale.line import ScaleSettings
from pos_app.screens.selling.weight_pane import WeightPane
from tests.fakes.scales import Lines, ScaleOnLine
from tests.pos_app.evening import Evening
from tests.pos_app.scenes.camera import close_sheets


@contextmanager
def scale_at(evening: Evening, protocol: str = "lines", scale: Any = None) -> Iterator[ScaleOnLine]:
    """A scale plugged in and set up, until it is unplugged and forgotten."""
    with ScaleOnLine(scale or Lines()) as cable:
        evening.till.scale.set_up(ScaleSettings(cable.port, protocol))
        try:
            yield cable
        finally:
            evening.till.scale.set_up(None)


def on_the_scale(camera: Any, evening: Evening) -> None:
    """Shrimp in a bowl, then too much of it, then a pulled cable; and the settings that say where it is."""
    window = camera.window
    camera.rest(200)  # the dishes from the tanks have just come onto the menu
    with scale_at(evening) as cable:
        cable.scale.load = 312
        latest = max(evening.till.view.openings.values(), key=lambda one: one.opening.started_at)
        window.go("order", latest.opening.id)
        window.work._screens["order"].tap("shrimp")
        camera.rest(900)
        _pane(window)._scale._tare.click()
        cable.scale.load = 937
        camera.rest(900)
        camera.shoot("scale-stable")
        cable.scale.load = 16_000
        camera.rest(900)
        camera.shoot("scale-over")
        cable.unplug()
        camera.rest(2_500)
        camera.shoot("scale-unplugged")
        close_sheets(camera)
    with scale_at(evening) as cable:
        cable.scale.load = 250
        window.desk.sign(evening.till.view.staff[0])
        window.go("settings", "")
        screen = window.work._screens["settings"]
        screen._tabs.choose(3)
        screen._begin()
        camera.rest(100)
        camera.rest(1_200)
        camera.shoot("settings-scale")


def _pane(window: Any) -> Any:
    return [one for one in window.findChildren(WeightPane) if one.isVisible()][-1]
