"""Draws the till's screens from an evening in the demo restaurant: python build/screenshots.py [FOLDER]"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")

from PySide6.QtWidgets import QApplication  # noqa: E402

from domain.words.search import DishSearch  # noqa: E402
from pos_app import language  # noqa: E402
from pos_app.language import Language  # noqa: E402
from pos_app.screens import handedness  # noqa: E402
from pos_app.screens.main_window import MainWindow  # noqa: E402
from tests.pos_app.evening import Evening  # noqa: E402
from tests.pos_app.long_words import LongWords  # noqa: E402
from tests.pos_app.scenes.camera import Camera, Scene, settle  # noqa: E402
from tests.pos_app.scenes.stages import DARK, EACH_SIZE, MAIN, STAGES  # noqa: E402

SIZES = {"": (1366, 768), "-small": (1024, 768), "-large": (1920, 1080)}


PSEUDO = {"long": "de", "rtl": "ar"}
"""Languages without a catalogue, whose tags are borrowed to see longer words and mirrored screens."""


class PseudoLanguage(Language):
    """Speaks "de" in long words."""

    def switch(self, tag: str) -> None:
        super().switch(tag)
        if tag == PSEUDO["long"]:
            language._words = LongWords()
            self.changed.emit()


def main() -> None:
    """The main screens in both languages, some in each size; `--all` adds every state, shade and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "resources" / "screenshots")
    parser.add_argument("--all", action="store_true", help="every state, dark too, 1024×768 and 1920×1080")
    parser.add_argument("--only", default="", help="part of a scene's name")
    parser.add_argument("--size", choices=["small", "large"], help="in this size alone")
    parser.add_argument("--left", action="store_true", help="for the left hand")
    parser.add_argument("--pseudo", choices=PSEUDO, help="English with longer words, or read from the right")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as data:
        evening = Evening(Path(data) / "store")
        evening.till.search = DishSearch(evening.till.view.menu.dishes).find
        evening.till.device.keep(handedness.SETTING, options.left)
        window = MainWindow.of(evening.till, PseudoLanguage() if options.pseudo else Language())
        for story, scenes in STAGES:
            story(evening)
            settle(300)
            for scene in scenes:
                if options.only in scene.__name__ and (options.all or scene in (*MAIN, *EACH_SIZE)):
                    for camera in cameras(window, options, scene):
                        window.desk.sign(evening.till.view.staff[1])
                        window.go("floor", "")
                        scene(camera, evening)
        window.close()
        evening.close()
    del application


def cameras(window: MainWindow, options: argparse.Namespace, scene: Scene) -> Iterator[Camera]:
    """The window in each size, language and shade that is wanted of a scene."""
    sizes = SIZES if options.all or scene in EACH_SIZE else ("",)
    every = (f"-{options.size}",) if options.size else sizes
    for size in every:
        window.resize(*SIZES[size])
        window.show()
        for tag in (PSEUDO[options.pseudo],) if options.pseudo else ("zh-Hans", "en"):
            shades = options.all or (scene in DARK and tag != "en")
            for dark in (False, True) if shades and not options.pseudo else (False,):
                settle(50)  # what the scene before has closed is gone: Qt may not dress it anew
                window.desk.language.switch(tag)
                window.theme.set_dark(dark)
                said = "" if tag == "zh-Hans" else f"-{tag}"
                yield Camera(window, options.folder, f"{said}{'-dark' if dark else ''}{size}")


if __name__ == "__main__":
    main()
