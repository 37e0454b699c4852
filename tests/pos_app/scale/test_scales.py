"""A scale on a serial line: each protocol against a scale that speaks it, on a real pseudo-terminal."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pos_app.scale.line import Pace, ScaleLine, ScaleSettings
from pos_app.scale.protocols import PROTOCOLS
from pos_app.scale.reading import (
    MOVING,
    OVER,
    SILENT,
    STABLE,
    UNDER,
    UNIT,
    UNPLUGGED,
    UNREADY,
    Reading,
    grams_in,
)
from tests.fakes.printer import until
from tests.fakes.scales import Digits, Lines, Os2, Scale, ScaleOnLine, Toledo8217, ToledoStream

QUICK = Pace(every=0.02, silence=0.3, again=0.05)
SCALES = {"8217": Toledo8217, "os2": Os2, "toledo": ToledoStream, "lines": Lines, "digits": Digits}


class Eye:
    """What is read, as it changes."""

    def __init__(self) -> None:
        self.seen: list[Reading] = []
        self._lock = threading.Lock()

    def __call__(self, reading: Reading) -> None:
        with self._lock:
            self.seen.append(reading)

    @property
    def now(self) -> Reading | None:
        return self.seen[-1] if self.seen else None

    def sees(self, reading: Reading) -> None:
        until(lambda: self.now == reading)


@contextmanager
def watched(protocol: str, scale: Scale) -> Iterator[tuple[ScaleLine, ScaleOnLine, Eye]]:
    with ScaleOnLine(scale) as cable:
        line, eye = ScaleLine(ScaleSettings(cable.port, protocol), QUICK), Eye()
        line.watch(eye)
        try:
            yield line, cable, eye
        finally:
            line.close()


@pytest.mark.parametrize("protocol", SCALES)
def test_what_stands_still_is_read_to_the_gram(protocol: str) -> None:
    scale = SCALES[protocol]()
    with watched(protocol, scale) as (_line, _cable, eye):
        eye.sees(Reading(STABLE, 0))
        for grams in (1_254, 5, 14_999):
            scale.load = grams
            eye.sees(Reading(STABLE, grams))


@pytest.mark.parametrize("protocol", ["8217", "os2", "toledo", "lines"])
def test_what_moves_is_told_so_and_never_as_a_weight_to_sell_by(protocol: str) -> None:
    scale = SCALES[protocol]()
    scale.moving = True
    scale.load = 800
    with watched(protocol, scale) as (_line, _cable, eye):
        until(lambda: eye.now is not None and eye.now.state == MOVING)
        scale.moving = False
        eye.sees(Reading(STABLE, 800))
        assert [one.state for one in eye.seen].count(STABLE) == 1


@pytest.mark.parametrize("protocol", ["8217", "os2", "toledo", "lines"])
def test_too_much_and_less_than_nothing_have_no_weight(protocol: str) -> None:
    scale = SCALES[protocol]()
    scale.load = 15_001
    with watched(protocol, scale) as (_line, _cable, eye):
        eye.sees(Reading(OVER))
        scale.load = -20
        eye.sees(Reading(UNDER))


def test_digits_that_change_do_not_stand_still() -> None:
    scale = Digits()
    scale.load = 1_000
    with watched("digits", scale) as (_line, _cable, eye):
        eye.sees(Reading(STABLE, 1_000))
        scale.load = 1_250
        eye.sees(Reading(STABLE, 1_250))
        assert Reading(MOVING, 1_250) in eye.seen


def test_the_scale_s_own_tare_is_off_already() -> None:
    for protocol, told in (("8217", 0), ("toledo", 300), ("lines", 0)):
        scale = SCALES[protocol]()
        scale.load, scale.tare = 1_000, 300
        with watched(protocol, scale) as (_line, _cable, eye):
            eye.sees(Reading(STABLE, 700, net=True, tare=told))


@pytest.mark.parametrize("protocol", ["8217", "os2", "lines"])
def test_an_empty_plate_is_set_to_nothing(protocol: str) -> None:
    scale = SCALES[protocol]()
    scale.load = 12
    with watched(protocol, scale) as (line, _cable, eye):
        eye.sees(Reading(STABLE, 12))
        assert line.can_zero
        line.zero()
        eye.sees(Reading(STABLE, 0))
        assert scale.zeroed == 1


def test_a_frame_whose_sum_is_wrong_is_not_read() -> None:
    scale = Os2()
    scale.load, scale.broken = 500, True
    with watched("os2", scale) as (_line, _cable, eye):
        eye.sees(Reading(SILENT))
        scale.broken = False
        eye.sees(Reading(STABLE, 500))


def test_a_scale_that_is_switched_off_is_told_and_heard_again() -> None:
    scale = Lines()
    scale.silent = True
    with watched("lines", scale) as (_line, _cable, eye):
        eye.sees(Reading(SILENT))
        scale.silent, scale.load = False, 90
        eye.sees(Reading(STABLE, 90))


def test_a_pulled_cable_is_told() -> None:
    with watched("8217", Toledo8217()) as (_line, cable, eye):
        eye.sees(Reading(STABLE, 0))
        cable.unplug()
        eye.sees(Reading(UNPLUGGED))


def test_a_port_that_is_not_there_is_told_and_tried_again() -> None:
    line, eye = ScaleLine(ScaleSettings("/dev/nowhere", "os2"), QUICK), Eye()
    line.watch(eye)
    eye.sees(Reading(UNPLUGGED))
    line.close()


def test_nobody_hears_a_scale_after_looking_away_and_the_port_is_free() -> None:
    with ScaleOnLine(Lines()) as cable:
        line, eye = ScaleLine(ScaleSettings(cable.port, "lines"), QUICK), Eye()
        stop = line.watch(eye)
        eye.sees(Reading(STABLE, 0))
        stop()
        cable.scale.load = 100
        other = Eye()
        until(lambda: line._thread is None)
        again = ScaleLine(ScaleSettings(cable.port, "lines"), QUICK)
        again.watch(other)
        other.sees(Reading(STABLE, 100))
        again.close()
        assert eye.now == Reading(STABLE, 0)


def test_each_sentence_may_come_in_pieces_after_noise() -> None:
    for protocol, make in SCALES.items():
        scale = make()
        scale.load = 1_234
        dialogue = PROTOCOLS[protocol]()
        said = scale.unasked() * 3 or scale.answer(b"\xd7") or scale.answer(b"\x05\x11")
        found: list[Reading] = []
        for byte in b"\x00\r\n" + said:
            readings, _answer = dialogue.hear(bytes([byte]))
            found += readings
        assert found[-1:] == [Reading(STABLE, 1_234)], protocol


def test_noise_alone_is_no_weight() -> None:
    noise = bytes(range(256)) * 4
    for protocol, make in PROTOCOLS.items():
        assert [one for one in make().hear(noise)[0] if one.state == STABLE] == [], protocol


def test_pounds_are_not_taken_for_kilograms() -> None:
    assert PROTOCOLS["lines"]().hear(b"ST,GS,+   2.204lb\r\n")[0] == [Reading(UNIT)]
    pounds = b"\x02" + bytes([0x2D, 0x20, 0x20]) + b"  2204     0\r"
    assert PROTOCOLS["toledo"]().hear(pounds)[0] == [Reading(UNIT)]
    assert PROTOCOLS["8217"]().hear(b"\x02?H\r")[0] == [Reading(UNREADY)]


def test_kilograms_become_whole_grams() -> None:
    assert [grams_in(one, "kg") for one in ("0.0005", "1.2344", "12", "0.010")] == [1, 1_234, 12_000, 10]
    assert grams_in("250", " g") == 250
