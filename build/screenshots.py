"""Draws the till's screens from an evening in the demo restaurant: python build/screenshots.py [FOLDER]"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")

from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from domain.words.search import DishSearch  # noqa: E402
from pos_app.language import Language  # noqa: E402
from pos_app.screens.main_window import MainWindow  # noqa: E402
from tests.pos_app.evening import UNSENT, Evening, picture  # noqa: E402

SIZES = {"": (1366, 768), "-small": (1024, 768), "-large": (1920, 1080)}


def settle(milliseconds: int = 60) -> None:
    """Let queued signals and layouts come to rest."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Camera:
    """Shows the window in one size, language and shade, and saves what it looks like."""

    def __init__(self, window: MainWindow, folder: Path, suffix: str) -> None:
        self.window, self._folder, self._suffix = window, folder, suffix

    def shoot(self, name: str, of: QWidget | None = None) -> None:
        settle()
        path = self._folder / f"till-{name}{self._suffix}.png"
        (of or self.window).grab().save(str(path))
        print(path.name)


def main() -> None:
    """Every screen in both languages, light and dark; `--sizes` adds the other sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "resources" / "screenshots")
    parser.add_argument("--sizes", action="store_true", help="1024×768 and 1920×1080 too")
    parser.add_argument("--only", default="", help="part of a scene's name")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as data:
        evening = Evening(Path(data) / "store")
        picture(evening)
        evening.till.search = DishSearch(evening.till.view.menu.dishes).find
        language = Language()
        window = MainWindow(evening.till, language, None)
        for size, (width, height) in SIZES.items() if options.sizes else [("", SIZES[""])]:
            window.resize(width, height)
            window.show()
            for tag, dark in (("zh-Hans", False), ("zh-Hans", True), ("en", False), ("en", True)):
                language.switch(tag)
                window.theme.set_dark(dark)
                shade = "-dark" if dark else ""
                camera = Camera(window, options.folder, f"{'' if tag != 'en' else '-en'}{shade}{size}")
                play(camera, evening, options.only)
        window.close()
        evening.close()
    del application


def play(camera: Camera, evening: Evening, only: str) -> None:
    """Each scene begins at the floor, signed in."""
    scenes: dict[str, Callable[[Camera, Evening], None]] = {
        "sign-in": sign_in,
        "floor": floor,
        "order": order,
        "options": options_sheet,
        "payment": payment,
        "printers": printers,
        "offline": offline,
        "code": code,
    }
    for name, scene in scenes.items():
        if only in name:
            camera.window.desk.sign(evening.till.view.staff[1])
            camera.window.go("floor", "")
            scene(camera, evening)


def sign_in(camera: Camera, evening: Evening) -> None:
    window = camera.window
    window.lock()
    window._sign_in.choose("zhou")
    for key in "111":
        window._sign_in._key(key)
    camera.shoot("sign-in")


def floor(camera: Camera, evening: Evening) -> None:
    camera.shoot("floor")


def order(camera: Camera, evening: Evening) -> None:
    _with_cart(camera, evening)
    camera.shoot("order")


def _with_cart(camera: Camera, evening: Evening) -> None:
    opening = evening.opening("A6")
    cart = camera.window.desk.cart(opening)
    if not len(cart):
        for line in UNSENT:
            cart.add(line)
    camera.window.go("order", opening)
    pane = camera.window._screens["order"]._pane  # type: ignore[attr-defined]
    pane.choose(f"new.{next(iter(cart)).key}")
    camera.window._screens["order"].draw()


def options_sheet(camera: Camera, evening: Evening) -> None:
    _with_cart(camera, evening)
    screen = camera.window._screens["order"]
    screen.tap("boiled-fish")  # type: ignore[attr-defined]
    camera.shoot("options")
    _close_sheets(camera)


def payment(camera: Camera, evening: Evening) -> None:
    camera.window.go("payment", evening.opening("A6"))
    settle()
    camera.shoot("payment")


def printers(camera: Camera, evening: Evening) -> None:
    camera.window.go("printers", "")
    camera.shoot("printers")


def offline(camera: Camera, evening: Evening) -> None:
    evening.plug_in(online=False, since=evening.time - 12 * 60_000, waiting=37)
    camera.shoot("offline")
    evening.plug_in()
    settle()


def code(camera: Camera, evening: Evening) -> None:
    camera.window.go("order", evening.opening("A2"))
    camera.window._screens["order"]._show_code()  # type: ignore[attr-defined]
    camera.shoot("code")
    _close_sheets(camera)


def _close_sheets(camera: Camera) -> None:
    from pos_app.widgets.sheet import Sheet

    for sheet in camera.window.findChildren(Sheet):
        sheet.cancel()
    settle()


if __name__ == "__main__":
    main()
