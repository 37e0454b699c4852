"""The scale beside this till: where it is, and what it shows while it is watched; ``till.scale``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from pos_app.scale.line import ScaleLine, ScaleSettings
from pos_app.scale.protocols import PROTOCOLS
from pos_app.scale.reading import Reading
from pos_app.workflows.device_settings import DeviceSettings

SETTING = "scale"  # this device's value; none: weights are typed


class TillScale:
    """A setting of this till, not of the store. Without one there is nothing to watch."""

    def __init__(self, device: DeviceSettings) -> None:
        self._device = device
        self._line = self._made(self.settings)

    @property
    def settings(self) -> ScaleSettings | None:
        """None: this till has no scale, or one that this release does not know."""
        kept = self._device.get(SETTING, None)
        return ScaleSettings(**kept) if kept and kept["protocol"] in PROTOCOLS else None

    def set_up(self, settings: ScaleSettings | None) -> None:
        """Another scale, or none, from now on; who watched the one before hears no more."""
        self._device.keep(SETTING, asdict(settings) if settings else None)
        self.close()
        self._line = self._made(settings)

    @property
    def there(self) -> bool:
        """Whether a scale is set up, whatever it says."""
        return self._line is not None

    @property
    def can_zero(self) -> bool:
        """Whether it can be told that the empty plate is nothing."""
        return self._line is not None and self._line.can_zero

    def watch(self, hear: Callable[[Reading], None]) -> Callable[[], None]:
        """Hear each change of what it shows, on a thread of the scale's; call the result to stop."""
        return self._line.watch(hear) if self._line else lambda: None

    def zero(self) -> None:
        """The empty plate is nothing."""
        if self._line:
            self._line.zero()

    def close(self) -> None:
        """Let the port go."""
        if self._line:
            self._line.close()

    @staticmethod
    def _made(settings: ScaleSettings | None) -> ScaleLine | None:
        return ScaleLine(settings) if settings else None


def ports() -> list[tuple[str, str]]:
    """(port, what the system calls it) of each serial port of this computer."""
    from serial.tools.list_ports import comports

    return [(port.device, port.description) for port in sorted(comports())]
