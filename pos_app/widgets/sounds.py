"""Short sounds of our own, played in the background, silent where that cannot be; each has a visible twin."""

import shutil
import subprocess
import sys
from pathlib import Path

_PLAYERS = (("paplay",), ("aplay", "-q"), ("afplay",))


class Sounds:
    """Plays NAME.wav: phone_order, call, number, problem, paid. Never blocks, never raises.

    Those in ``silent`` are not heard; without ``on`` none is.
    """

    def __init__(self, folder: Path, on: bool = True) -> None:
        self._folder, self.on = folder, on
        self.silent: frozenset[str] = frozenset()
        self._player = next(
            ((found, *rest) for name, *rest in _PLAYERS if (found := shutil.which(name))), None
        )
        self._playing: subprocess.Popen[bytes] | None = None

    def play(self, name: str) -> None:
        """Start one sound, unless the last one still plays."""
        path = self._folder / f"{name}.wav"
        if not self.on or name in self.silent or not path.exists():
            return
        if sys.platform == "win32":
            self._play_on_windows(path)
        elif self._player is not None and (self._playing is None or self._playing.poll() is not None):
            quiet = subprocess.DEVNULL
            try:
                self._playing = subprocess.Popen(
                    [*self._player, str(path)], stdin=quiet, stdout=quiet, stderr=quiet
                )
            except OSError:
                self._player = None

    @staticmethod
    def _play_on_windows(path: Path) -> None:
        if sys.platform == "win32":
            import winsound

            flags = winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
            try:
                winsound.PlaySound(str(path), flags)
            except RuntimeError:
                return
