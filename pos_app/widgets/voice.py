"""The computer's own voice: sentences said one after the other in the background; it never blocks or raises.

Windows speaks by SAPI, macOS by ``say``, Linux by speech-dispatcher or espeak-ng, whichever is there. Whoever
asks is told that there is none, or that it did not speak.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from pos_app.widgets.door import Door
from pos_app.widgets.in_turn import InTurn

LONGEST = 20  # seconds for one sentence
MOST_WAITING = 5  # what would be said later is old by then
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


class Voice(QObject):
    """`failed()` if a sentence was not said. ``find`` looks for a program by its name; ``door``: that of whom
    it belongs to."""

    failed = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        find: Callable[[str], str | None] = shutil.which,
        system: str = sys.platform,
        door: Door | None = None,
    ) -> None:
        super().__init__(parent)
        self._door = door or Door()
        self._command = _speaker(find, system)
        self._turns = InTurn[tuple[str, str]](
            "voice", self._speak, lambda waiting, one: [*waiting, one][-MOST_WAITING:]
        )

    @property
    def there(self) -> bool:
        """Whether this computer has a program that speaks."""
        return self._command is not None

    def say(self, words: str, tag: str) -> None:
        """Say a sentence in a language (BCP 47), after those that wait."""
        if not self.there:
            self.failed.emit()
            return
        self._turns.add((" ".join(words.split()), tag))

    def _speak(self, said: tuple[str, str]) -> None:
        if not self._said(*said):
            self._door.speak(self.failed.emit)

    def _said(self, words: str, tag: str) -> bool:
        assert self._command is not None
        quiet = subprocess.DEVNULL
        try:
            done = subprocess.run(
                self._command(words, tag),
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


def _speaker(find: Callable[[str], str | None], system: str) -> Callable[[str, str], list[str]] | None:
    """The command for a sentence in a language; all but speech-dispatcher read it from their input."""
    if system == "win32":
        shell = find("powershell")
        plain = [shell, "-NoProfile", "-Command"] if shell else []
        return (lambda _words, tag: [*plain, _SAPI.format(tag=tag)]) if plain else None
    if system == "darwin":
        say = find("say")
        return (lambda _words, tag: [say, *_voice_of(tag), "-f", "-"]) if say else None
    if spd := find("spd-say"):
        return lambda words, tag: [spd, "--wait", "--language", _ESPEAK.get(tag, tag), "--", words]
    if espeak := find("espeak-ng") or find("espeak"):
        return lambda _words, tag: [espeak, "-v", _ESPEAK.get(tag, tag.partition("-")[0]), "--stdin"]
    return None


def _voice_of(tag: str) -> list[str]:
    name = _SAY.get(tag.partition("-")[0])
    return ["-v", name] if name else []
