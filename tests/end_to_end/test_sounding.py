"""The till as it stands on the counter, window and all: what comes in starts a player of the computer."""

import os
from contextlib import closing
from pathlib import Path

from tests.end_to_end.phone import TOFU, Phone
from tests.end_to_end.programs import Program
from tests.fakes.printer import until
from tests.fakes.proxy import lasting_port


def _programs(folder: Path) -> Path:
    """A computer whose sound server does not run, and whose aplay notes what it is to play."""
    heard = folder / "heard"
    heard.touch()
    for name, words in (("paplay", "exit 1"), ("aplay", f'echo "$@" >> {heard}')):
        (folder / name).write_text(f"#!/bin/sh\n{words}\n")
        (folder / name).chmod(0o755)
    return heard


def test_an_order_a_failed_print_and_a_call_start_the_computers_player(tmp_path: Path) -> None:
    heard = _programs(tmp_path)
    environment = {
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "DISPLAY": ":0",  # there is a screen, though nobody looks at it
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(tmp_path),
    }
    dead = f"tcp://127.0.0.1:{lasting_port()}"  # a printer that is switched off
    arguments = ["--demo", f"--data-dir={tmp_path / 'data'}", f"--relay-port={lasting_port()}"]
    till = Program("pos_app", [*arguments, f"--printer=kitchen={dead}"], tmp_path / "said", environment)

    def was_heard(name: str) -> bool:
        played = heard.read_text().splitlines()
        return any(line.startswith("-q /") and line.endswith(f"/{name}.wav") for line in played)

    try:
        ready = till.wait_ready()
        with closing(Phone(ready["diner_urls"]["A1"])) as phone:
            order = phone.order([TOFU])
            phone.wait_for(order, "accepted")
            until(lambda: was_heard("phone_order"), 30)
            until(lambda: was_heard("problem"), 60)
            phone.call("waiter")
            until(lambda: was_heard("call"), 30)
    finally:
        till.kill()
