"""The till's sounds, drawn from sine waves, so that nobody's recording is needed.

Run `python resources/sounds/make_sounds.py` to write them again; the same numbers give the same bytes.
Mono, 16 bit, 22.05 kHz. A note is a sine with soft overtones under a short rise and an exponential fall.
"""

import math
import struct
import wave
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
RATE = 22_050
PEAK = 0.7 * 32_767


@dataclass(frozen=True)
class Note:
    """Start and fall in seconds (fall: time to a third of the loudness), pitch in hertz, loudness 0..1."""

    start: float
    pitch: float
    fall: float
    loudness: float = 1.0
    overtones: tuple[tuple[float, float], ...] = ((1.0, 1.0), (2.0, 0.18), (3.0, 0.06))
    rise: float = 0.006

    def at(self, time: float) -> float:
        """The wave at `time`; overtones fall faster than the fundamental, as on a struck bar."""
        age = time - self.start
        if age < 0:
            return 0.0
        swell = min(1.0, age / self.rise)
        tone = sum(
            level * math.exp(-age * ratio / self.fall) * math.sin(2 * math.pi * self.pitch * ratio * age)
            for ratio, level in self.overtones
        )
        return self.loudness * swell * tone


BELL = ((1.0, 1.0), (2.76, 0.22), (5.4, 0.06))
WOOD = ((1.0, 1.0), (2.4, 0.35), (4.1, 0.12))
REED = ((1.0, 1.0), (2.0, 0.45), (3.0, 0.25), (4.0, 0.1))

SOUNDS: dict[str, tuple[float, tuple[Note, ...]]] = {
    "phone_order": (0.75, (Note(0.0, 659.25, 0.13, 0.9, BELL), Note(0.16, 987.77, 0.2, 1.0, BELL))),
    "call": (0.62, tuple(Note(0.17 * tap, 880.0, 0.05, 1.0, WOOD, 0.002) for tap in range(3))),
    "problem": (0.85, (Note(0.0, 196.0, 0.24, 1.0, REED, 0.02), Note(0.3, 164.81, 0.26, 1.0, REED, 0.02))),
    "number": (1.1, (Note(0.0, 880.0, 0.22, 0.9, BELL), Note(0.28, 698.46, 0.3, 1.0, BELL))),
    "said": (0.6, (Note(0.0, 1046.5, 0.1, 0.7, BELL), Note(0.12, 1046.5, 0.16, 0.7, BELL))),
    "paid": (0.7, (Note(0.0, 783.99, 0.18, 0.6, ((1.0, 1.0), (2.0, 0.1)), 0.015),)),
}


def samples(seconds: float, notes: tuple[Note, ...]) -> list[int]:
    """Sum the notes, fade the last 30 ms to silence, and limit without a click."""
    count = int(seconds * RATE)
    tail = int(0.03 * RATE)
    values = []
    for index in range(count):
        fade = min(1.0, (count - 1 - index) / tail)
        wanted = 0.75 * fade * sum(note.at(index / RATE) for note in notes)
        values.append(round(PEAK * math.tanh(wanted)))
    return values


def write(name: str, values: list[int]) -> None:
    with wave.open(str(HERE / f"{name}.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(values)}h", *values))


def main() -> None:
    for name, (seconds, notes) in SOUNDS.items():
        write(name, samples(seconds, notes))


if __name__ == "__main__":
    main()
