"""What is heard when several things come at once: each of them, the most important first, none twice."""

import threading
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.paths import RESOURCES
from pos_app.widgets.sounds import Sounds, sink_of_computer
from tests.fakes.printer import until

FOLDER = RESOURCES / "sounds"
FIRST = ("problem", "call", "phone_order", "paid")


class Ear:
    """Stands where the sound device is: hears a sound until ``hush`` is set, and notes how loud it was."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.peaks: list[int] = []
        self.hush = threading.Event()

    def __call__(self, path: Path) -> None:
        with wave.open(str(path)) as file:
            self.peaks.append(max(array("h", file.readframes(file.getnframes()))))
        self.heard.append(path.stem)
        assert self.hush.wait(10)


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    yield ear
    ear.hush.set()
    until(lambda: "heard" not in [one.name for one in threading.enumerate()])


def test_an_order_that_comes_while_a_failed_print_sounds_is_heard_after_it(ear: Ear) -> None:
    sounds = Sounds(FOLDER, FIRST, ear)
    sounds.play("problem")
    until(lambda: ear.heard == ["problem"])
    for name in ("paid", "phone_order", "phone_order", "call", "problem", "paid"):
        sounds.play(name)
    assert ear.heard == ["problem"], "nobody waits for a sound, and none talks over another"
    ear.hush.set()
    until(lambda: len(ear.heard) == 5)
    assert ear.heard == ["problem", "problem", "call", "phone_order", "paid"]
    sounds.play("call")
    until(lambda: ear.heard[5:] == ["call"])


def test_each_sound_is_as_loud_as_this_till_says_and_one_turned_off_meanwhile_is_not_heard(ear: Ear) -> None:
    sounds = Sounds(FOLDER, FIRST, ear)
    sounds.loudness = {"call": 0, "paid": 40}
    for name in ("call", "not there", "problem"):
        sounds.play(name)
    until(lambda: ear.heard == ["problem"])
    sounds.play("phone_order")
    sounds.play("paid")
    sounds.loudness = {**sounds.loudness, "phone_order": 0}
    ear.hush.set()
    until(lambda: len(ear.heard) == 2)
    assert "paid" not in ear.heard, "a quieter copy was played"
    with wave.open(str(FOLDER / "paid.wav")) as file:
        drawn = max(array("h", file.readframes(file.getnframes())))
    assert ear.peaks[1] == drawn * 40 // 100


def test_a_till_whose_sounds_are_off_or_spoiled_is_silent_and_goes_on(ear: Ear, tmp_path: Path) -> None:
    ear.hush.set()
    for name in ("call", "paid"):
        (tmp_path / f"{name}.wav").write_bytes(b"no sound")
    sounds = Sounds(tmp_path, FIRST, ear)
    sounds.loudness = {"paid": 40}
    sounds.play("call")
    sounds.play("paid")
    (tmp_path / "problem.wav").write_bytes((FOLDER / "problem.wav").read_bytes())
    sounds.play("problem")
    until(lambda: ear.heard == ["problem"])
    sounds.on = False
    sounds.play("problem")
    assert ear.heard == ["problem"]


def test_the_first_program_that_plays_is_asked_and_none_is_missed(tmp_path: Path) -> None:
    program, heard = tmp_path / "aplay", tmp_path / "heard"
    program.write_text(f'#!/bin/sh\necho "$@" > {heard}\n')
    program.chmod(0o755)
    sink_of_computer(lambda name: str(program) if name == "aplay" else None, "linux")(Path("call.wav"))
    assert heard.read_text() == "-q call.wav\n"
    silent = tmp_path / "paplay"
    silent.write_text("#!/bin/sh\nexit 1\n")  # installed, and no sound server runs
    silent.chmod(0o755)
    heard.unlink()
    both = {"paplay": str(silent), "aplay": str(program)}
    sink_of_computer(both.get, "linux")(Path("paid.wav"))
    assert heard.read_text() == "-q paid.wav\n"
    for found in ("", "/nowhere/to/be/found", "/bin/false"):
        sink_of_computer({"aplay": found}.get, "linux")(Path("call.wav"))
