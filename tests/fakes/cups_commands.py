"""The commands of CUPS as programs on a PATH: a queue in a folder, a printer that takes jobs or does not."""

import os
import stat
import sys
from pathlib import Path

_SCRIPT = """#!{python}
import os, pathlib, sys
home = pathlib.Path({home!r})
command, given = pathlib.Path(sys.argv[0]).name, sys.argv[1:]
with (home / "commands").open("a") as log:
    log.write(command + " " + " ".join(given) + "\\n")
waiting, stuck = home / "waiting", (home / "stuck").exists()
if command == "lp":
    name = given[given.index("-d") + 1]
    if name != "Kitchen":
        sys.exit("lp: The printer or class does not exist.")
    number = len(list(home.glob("job-*"))) + 1
    (home / f"job-{{number}}").write_bytes(sys.stdin.buffer.read())
    if stuck:
        waiting.write_text(f"Kitchen-{{number}}")
    print(f"request id is Kitchen-{{number}} (0 file(s))")
elif command == "cancel":
    waiting.unlink()
elif given[0] == "-v" and (home / "empty").exists():
    sys.exit("lpstat: No destinations added.")
elif given[0] == "-v":
    print("device for Kitchen: socket://192.168.1.51\\ndevice for Bar: usb://Xprinter/XP-80C?serial=1")
elif given[0] == "-W" and waiting.exists():
    print(waiting.read_text() + "  root  1024  Sat Nov 28 20:00:00 2026")
elif given[0] == "-p":
    if given[1] != "Kitchen":
        sys.exit(f'lpstat: Invalid destination name in list "{{given[1]}}".')
    if (home / "stopped").exists():
        print("printer Kitchen disabled since Sat Nov 28 20:00:00 2026 -\\n\\tUnplugged or turned off")
    elif waiting.exists() and (home / "began").exists():
        print(f"printer Kitchen now printing {{waiting.read_text()}}.  enabled since Sat Nov 28 2026")
    else:
        print("printer Kitchen is idle.  enabled since Sat Nov 28 20:00:00 2026")
"""


class Cups:
    """Put `path` in front of PATH. `stuck`: jobs stay in the queue; `began`: the first is being printed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        for name in ("lp", "lpstat", "cancel"):
            file = home / name
            file.write_text(_SCRIPT.format(python=sys.executable, home=str(home)))
            file.chmod(file.stat().st_mode | stat.S_IXUSR)

    @property
    def path(self) -> str:
        return f"{self.home}{os.pathsep}{os.environ['PATH']}"

    @property
    def jobs(self) -> list[bytes]:
        return [file.read_bytes() for file in sorted(self.home.glob("job-*"))]

    @property
    def commands(self) -> list[str]:
        return (self.home / "commands").read_text().splitlines()

    def set(self, *names: str) -> None:
        """stuck | began | stopped | empty."""
        for name in names:
            (self.home / name).touch()
