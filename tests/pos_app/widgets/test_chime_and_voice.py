"""Money that comes is heard as a chime and then as a sum, one after the other, however fast it comes."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_app.paths import RESOURCES
from pos_app.widgets.sounds import Sounds
from pos_app.widgets.voice import Voice
from tests.fakes.printer import until

SPEAKER = """#!/bin/sh
cd "$(dirname "$0")"
[ -e sounding ] && echo "over a sound" >> heard
touch speaking
words=$(cat)
while [ -e hold ]; do sleep 0.01; done
echo "$words" >> heard
rm speaking
"""


class Room:
    """A till's loudspeaker: notes what is heard, and what talks over another."""

    def __init__(self, folder: Path, has_voice: bool = True) -> None:
        self.folder = folder
        speaker = folder / "espeak-ng"
        speaker.write_text(SPEAKER)
        speaker.chmod(0o755)
        self.go_on = threading.Event()
        self.sounds = Sounds(RESOURCES / "sounds", ("problem", "paid"), self._device)
        self.voice = Voice(
            find=lambda name: str(speaker) if has_voice and name == "espeak-ng" else None,
            system="linux",
            loudspeaker=self.sounds.loudspeaker,
        )

    def _device(self, path: Path) -> None:
        note, sounding = self.folder / "heard", self.folder / "sounding"
        sounding.touch()
        over = "over a voice\n" if (self.folder / "speaking").exists() else ""
        assert self.go_on.wait(10)
        with note.open("a") as file:
            file.write(f"{over}{path.stem}\n")
        sounding.unlink()

    def received(self, words: str) -> None:
        self.sounds.play("paid")
        self.voice.say(words, "zh-Hans")

    def heard(self) -> list[str]:
        note = self.folder / "heard"
        return note.read_text().splitlines() if note.exists() else []


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.go_on.set()
    (tmp_path / "hold").unlink(missing_ok=True)
    until(lambda: "heard" not in [one.name for one in threading.enumerate()])


def test_the_chime_is_over_before_the_sum_is_said(room: Room) -> None:
    room.received("收到 128 元")
    until(lambda: (room.folder / "sounding").exists())
    assert room.heard() == []
    room.go_on.set()
    until(lambda: room.heard() == ["paid", "收到 128 元"])


def test_two_payments_at_once_are_both_said_in_their_order(room: Room) -> None:
    room.received("收到 128 元")
    until(lambda: (room.folder / "sounding").exists())
    room.received("收到 66 元")
    room.go_on.set()
    until(lambda: len(room.heard()) == 4)
    assert room.heard() == ["paid", "paid", "收到 128 元", "收到 66 元"]


def test_what_comes_while_a_sum_is_said_lets_it_finish_and_trouble_comes_next(room: Room) -> None:
    (room.folder / "hold").touch()
    room.go_on.set()
    room.received("收到 128 元")
    until(lambda: (room.folder / "speaking").exists())
    room.received("收到 66 元")
    room.sounds.play("problem")
    (room.folder / "hold").unlink()
    until(lambda: len(room.heard()) == 5)
    assert room.heard() == ["paid", "收到 128 元", "problem", "paid", "收到 66 元"]


def test_on_a_computer_without_a_voice_there_is_still_the_chime(qtbot: QtBot, tmp_path: Path) -> None:
    mute = Room(tmp_path, has_voice=False)
    mute.go_on.set()
    with qtbot.waitSignal(mute.voice.failed):
        mute.received("收到 128 元")
    until(lambda: mute.heard() == ["paid"])
