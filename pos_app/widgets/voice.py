"""The computer's own voice: sentences said one after the other in the background; it never blocks or raises.

Windows speaks by SAPI, macOS by ``say``, Linux by speech-dispatcher, or where that does not by espeak-ng.
Whoever asks is told that there is none, or that it did not speak.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from pos_app.widgets.door import Door
from pos_app.widgets.loudspeaker import Loudspeaker
from pos_app.widgets.sounds import players_of_computer

LONGEST = 20  # seconds for one sentence
_SAPI = (
    "$ErrorActionPreference='Stop';"
    "[Console]::InputEncoding=[Text.Encoding]::UTF8;"
    "Add-Type -AssemblyName System.Speech;"
    "$v=New-Object System.Speech.Synthesis.SpeechSynthesizer;"
    "$c=[Globalization.CultureInfo]::GetCultureInfo('{tag}');"
    "$n=$v.GetInstalledVoices()|?{{$_.Enabled -and $_.VoiceInfo.Culture.TwoLetterISOLanguageName"
    " -eq $c.TwoLetterISOLanguageName}}|select -First 1;"
    "if(-not $n){{exit 3}};"
    "$v.SelectVoice($n.VoiceInfo.Name);$v.Speak([Console]::In.ReadToEnd())"
)
_ESPEAK: Mapping[str, str] = {"zh-Hans": "cmn", "zh-Hant": "cmn"}
_SAY: Mapping[str, str] = {"zh": "Tingting", "ja": "Kyoko", "ko": "Yuna", "en": "Samantha"}
Find = Callable[[str], str | None]
Run = Callable[[Sequence[str], str], bool]
"""Runs a command with words on its input, and says whether it did what it was asked."""
Way = Callable[[Run, str, str], bool]
"""Says words in a language (BCP 47), and whether they were said."""


class Voice(QObject):
    """`failed()` if a sentence was not said. ``find`` looks for a program by its name; ``door``: that of whom
    it belongs to; ``loudspeaker``: shared with the sounds, which are heard first."""

    failed = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        find: Find = shutil.which,
        system: str = sys.platform,
        door: Door | None = None,
        loudspeaker: Loudspeaker | None = None,
    ) -> None:
        super().__init__(parent)
        self._door = door or Door()
        self._ways = _ways(find, system)
        self._loudspeaker = loudspeaker or Loudspeaker()

    @property
    def there(self) -> bool:
        """Whether this computer has a program that speaks."""
        return bool(self._ways)

    def say(self, words: str, tag: str) -> None:
        """Say a sentence in a language (BCP 47), after those that wait."""
        if not self.there:
            self.failed.emit()
            return
        sentence = " ".join(words.split())
        self._loudspeaker.sentence(lambda: self._speak(sentence, tag))

    def _speak(self, words: str, tag: str) -> None:
        if not self._said(words, tag):
            self._door.speak(self.failed.emit)

    def _said(self, words: str, tag: str) -> bool:
        return any(way(_run, words, tag) for way in self._ways)


def _run(command: Sequence[str], words: str) -> bool:
    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(
            command,
            input=words.encode(),
            stdout=quiet,
            stderr=quiet,
            timeout=LONGEST,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _ways(find: Find, system: str) -> list[Way]:
    """How this computer can speak, the better way first."""
    if system == "win32":
        shell = find("powershell")
        plain = [shell, "-NoProfile", "-Command"] if shell else []
        return [lambda run, words, tag: run([*plain, _SAPI.format(tag=tag)], words)] if plain else []
    if system == "darwin":
        say = find("say")
        return [lambda run, words, tag: run([say, *_voice_of(tag), "-f", "-"], words)] if say else []
    found: list[Way] = []
    if spd := find("spd-say"):
        tell = [spd, "--wait", "--language"]
        found.append(lambda run, words, tag: run([*tell, _ESPEAK.get(tag, tag), "--", words], ""))
    if espeak := find("espeak-ng") or find("espeak"):
        found.append(_by_espeak(espeak, players_of_computer(find)))
    return found


def _by_espeak(espeak: str, players: Sequence[Sequence[str]]) -> Way:
    """Without a sound device espeak-ng itself says that all went well: it draws the words into a file, and
    who plays that says whether it could."""

    def say(run: Run, words: str, tag: str) -> bool:
        command = [espeak, "-v", _ESPEAK.get(tag, tag.partition("-")[0]), "--stdin"]
        if not players:
            return run(command, words)
        with tempfile.TemporaryDirectory() as folder:
            file = str(Path(folder) / "said.wav")
            drawn = run([*command, "-w", file], words)
            return drawn and any(run([*player, file], "") for player in players)

    return say


def _voice_of(tag: str) -> list[str]:
    name = _SAY.get(tag.partition("-")[0])
    return ["-v", name] if name else []
