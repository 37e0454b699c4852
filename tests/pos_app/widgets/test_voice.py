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

DRAWS = """#!/bin/sh
for last; do :; done
cat > "$last"
"""
PLAYS = """#!/bin/sh
for last; do :; done
[ -e "$(dirname "$0")/no-device" ] && exit 1
cat "$last" >> "$(dirname "$0")/said"
echo >> "$(dirname "$0")/said"
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


def programs(folder: Path, **scripts: str) -> Voice:
    for name, script in scripts.items():
        (folder / name.replace("_", "-")).write_text(script)
        (folder / name.replace("_", "-")).chmod(0o755)
    return Voice(find=lambda name: str(folder / name) if (folder / name).exists() else None, system="linux")


def test_what_espeak_draws_is_played_and_a_missing_sound_device_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    """espeak-ng itself ends well where there is no device."""
    voice = programs(tmp_path, espeak_ng=DRAWS, aplay=PLAYS)
    voice.say("收到 128 元", "zh-Hans")
    voice.say("收到 6.5 元", "zh-Hans")
    qtbot.waitUntil(lambda: said(tmp_path / "aplay") == ["收到 128 元", "收到 6.5 元"])
    (tmp_path / "no-device").touch()
    with qtbot.waitSignal(voice.failed):
        voice.say("收到 1 元", "zh-Hans")


def test_where_the_first_voice_does_not_speak_the_next_one_does(qtbot: QtBot, tmp_path: Path) -> None:
    broken = "#!/bin/sh\nexit 1\n"
    voice = programs(tmp_path, spd_say=broken, espeak_ng=DRAWS, paplay=broken, aplay=PLAYS)
    voice.say("收到 128 元", "zh-Hans")
    qtbot.waitUntil(lambda: said(tmp_path / "aplay") == ["收到 128 元"])
