"""What is said aloud, by a stand-in for espeak-ng that writes down what it was asked to say."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_app.widgets.voice import Voice

SPEAKER = """#!/bin/sh
words=$(cat)
while [ -e "$(dirname "$0")/wait" ]; do sleep 0.01; done
case "$words" in *nothing*) exit 1;; esac
echo "$1 $2 $3 $words" >> "$(dirname "$0")/said"
"""


@pytest.fixture
def speaker(tmp_path: Path) -> Path:
    program = tmp_path / "espeak-ng"
    program.write_text(SPEAKER)
    program.chmod(0o755)
    return program


def voice_of(speaker: Path) -> Voice:
    return Voice(find=lambda name: str(speaker) if name == "espeak-ng" else None, system="linux")


def said(speaker: Path) -> list[str]:
    file = speaker.with_name("said")
    return file.read_text().splitlines() if file.exists() else []


def test_sentences_are_said_one_after_the_other_in_their_language(qtbot: QtBot, speaker: Path) -> None:
    voice, wait = voice_of(speaker), speaker.with_name("wait")
    wait.touch()
    voice.say("请 23 号取餐", "zh-Hans")
    voice.say("Number 24,\nyour order is ready", "en")
    assert said(speaker) == [], "nobody waits for a voice"
    wait.unlink()
    qtbot.waitUntil(lambda: len(said(speaker)) == 2)
    assert said(speaker) == [
        "-v cmn --stdin 请 23 号取餐",
        "-v en --stdin Number 24, your order is ready",
    ]


def test_what_could_not_be_said_is_told_and_the_next_is_said(qtbot: QtBot, speaker: Path) -> None:
    voice = voice_of(speaker)
    with qtbot.waitSignal(voice.failed):
        voice.say("nothing", "en")
    voice.say("128 yuan received", "en")
    qtbot.waitUntil(lambda: said(speaker) == ["-v en --stdin 128 yuan received"])


def test_a_computer_without_a_voice_says_so(qtbot: QtBot) -> None:
    voice = Voice(find=lambda name: None, system="linux")
    assert not voice.there
    with qtbot.waitSignal(voice.failed):
        voice.say("128 yuan received", "en")


def test_a_program_that_does_not_start_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    voice = Voice(find=lambda name: str(tmp_path / "gone") if name == "espeak-ng" else None, system="linux")
    with qtbot.waitSignal(voice.failed):
        voice.say("128 yuan received", "en")


def test_a_burst_of_calls_says_the_latest(qtbot: QtBot, speaker: Path) -> None:
    voice = voice_of(speaker)
    busy = speaker.with_name("wait")
    busy.touch()
    for number in range(20):
        voice.say(f"Number {number}", "en")
    busy.unlink()
    qtbot.waitUntil(lambda: bool(said(speaker)) and said(speaker)[-1].endswith("Number 19"))
    assert len(said(speaker)) == 6, said(speaker)
