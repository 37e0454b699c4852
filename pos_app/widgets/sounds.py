"""Short sounds of our own, one after the other, silent where that cannot be; each has a visible twin.

What comes while another sounds waits for its turn at the loudspeaker, the most important first.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import wave
from array import array
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pos_app.widgets.loudspeaker import Loudspeaker

LONGEST = 10  # seconds: a sound device that hangs shall not keep the next sound
FULL = 100  # percent: as loud as it was drawn
_PLAYERS = (("paplay",), ("aplay", "-q"), ("afplay",))
Sink = Callable[[Path], None]
"""Plays a file and returns when it has been heard, or cannot be."""


class Sounds:
    """Plays NAME.wav of a folder. Never blocks, never raises. Without ``on`` nothing is heard.

    ``first``: the names, the most important first. ``loudness``: percent of each, FULL if it says nothing,
    0 for one that is not heard. ``loudspeaker``: shared with who speaks here, too.
    """

    def __init__(
        self,
        folder: Path,
        first: Sequence[str] = (),
        sink: Sink | None = None,
        loudspeaker: Loudspeaker | None = None,
    ) -> None:
        self._folder, self._first, self.on = folder, tuple(first), True
        self.loudness: Mapping[str, int] = {}
        self._sink = sink or sink_of_computer()
        self.loudspeaker = loudspeaker or Loudspeaker()

    def play(self, name: str) -> None:
        """Now, or when those that are more important or came before have been heard."""
        if self.on and self._loud(name) and self._path(name).exists():
            self.loudspeaker.sound(name, self._rank(name), lambda: self._sound(name))

    def _rank(self, name: str) -> int:
        return self._first.index(name) if name in self._first else len(self._first)

    def _loud(self, name: str) -> int:
        return max(0, min(FULL, self.loudness.get(name, FULL)))

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.wav"

    def _sound(self, name: str) -> None:
        """What was turned down while it waited is heard as it shall be now."""
        loud = self._loud(name)
        try:
            if loud == FULL:
                self._sink(self._path(name))
            elif loud:
                softened(self._path(name), loud, self._sink)
        except (OSError, EOFError, wave.Error):
            return


def softened(path: Path, percent: int, sink: Sink) -> None:
    """A quieter copy for one playing: not every player can be told how loud. Mono or stereo of 16 bits."""
    with wave.open(str(path)) as drawn:
        form, frames = drawn.getparams(), array("h", drawn.readframes(drawn.getnframes()))
    if sys.byteorder == "big":
        frames.byteswap()
    soft = array("h", (value * percent // FULL for value in frames))
    if sys.byteorder == "big":
        soft.byteswap()
    handle, name = tempfile.mkstemp(suffix=".wav")
    try:
        with os.fdopen(handle, "wb") as file, wave.open(file) as copy:
            copy.setparams(form)
            copy.writeframes(soft.tobytes())
        sink(Path(name))
    finally:
        Path(name).unlink(missing_ok=True)


def sink_of_computer(find: Callable[[str], str | None] = shutil.which, system: str = sys.platform) -> Sink:
    """What plays sounds here: Windows itself, else the first program that is there and can: a sound server
    may be installed and not run. Else nobody."""
    if system == "win32":
        return _play_on_windows
    players = players_of_computer(find)

    def play(path: Path) -> None:
        for player in players:
            if _play_by([*player, str(path)]):
                return

    return play


def players_of_computer(find: Callable[[str], str | None] = shutil.which) -> list[list[str]]:
    """The programs here that play a file, which comes after these words."""
    return [[found, *rest] for name, *rest in _PLAYERS if (found := find(name))]


def _play_by(command: Sequence[str]) -> bool:
    """Whether it was played; one that hangs may have been heard, and nobody waits for it twice."""
    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return True
    except OSError:
        return False
    return done.returncode == 0


def _play_on_windows(path: Path) -> None:
    if sys.platform == "win32":
        import winsound

        try:
            winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_NODEFAULT)
        except RuntimeError:
            return
