"""Draws the till's screens from an evening in the demo restaurant: python build/screenshots.py [FOLDER]"""

import argparse
import gettext
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
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
from tests.pos_app.evening import Evening, picture  # noqa: E402
from tests.pos_app.scenes.after_payment import going_back, on_account, put_right  # noqa: E402
from tests.pos_app.scenes.banquets import banquet  # noqa: E402
from tests.pos_app.scenes.camera import Camera, Scene, settle  # noqa: E402
from tests.pos_app.scenes.floor import (  # noqa: E402
    bookings,
    code,
    counter,
    evening_books,
    floor,
    floor_list,
    held,
    open_sheet,
    plan,
    queue,
    shared,
    together,
)
from tests.pos_app.scenes.joined import joined_tables, scanned, ticked_off  # noqa: E402
from tests.pos_app.scenes.money import (  # noqa: E402
    beside_the_bill,
    by_code,
    changes,
    done,
    house,
    later,
    payment,
    settled,
    split_bill,
)
from tests.pos_app.scenes.people import guest, help_sheet, person, practice, sign_in, this_till  # noqa: E402
from tests.pos_app.scenes.phones import guests_say, guests_write, phones_at_counter, wechat_writes  # noqa: E402
from tests.pos_app.scenes.printing import (  # noqa: E402
    dish_labels,
    papers,
    printer_sheet,
    printers,
    slip_editor,
    slips,
    tickets,
    trouble,
)
from tests.pos_app.scenes.scale import on_the_scale  # noqa: E402
from tests.pos_app.scenes.selling import (  # noqa: E402
    empty_search,
    from_the_tanks,
    open_dish,
    options_sheet,
    order,
    quantity,
    serving,
    set_sheet,
    sold_out,
    unsent,
    weighing,
)
from tests.pos_app.scenes.small_sheets import (  # noqa: E402
    a_ticket_again,
    agreed_by_pin,
    at_the_drawer,
    at_the_table,
    deposits,
    paid_by_mistake,
    weighed_later,
    who_may,
)
from tests.pos_app.scenes.store import (  # noqa: E402
    backups,
    cannot_start,
    first_run,
    offline,
    recovery,
    restore,
    servers,
    settings,
    waiting,
)

SIZES = {"": (1366, 768), "-small": (1024, 768), "-large": (1920, 1080)}


PSEUDO = {"long": "de", "rtl": "ar"}
"""Languages without a catalogue, whose tags are borrowed to see longer words and mirrored screens."""


class LongWords(gettext.NullTranslations):
    """Each vowel twice, about 40 % more: what is cut in English is cut in German too."""

    def gettext(self, message: str) -> str:
        parts = re.split(r"(\{.*?\})", message)
        return "".join(part if part.startswith("{") else re.sub("([aeiou])", r"\1\1", part) for part in parts)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)


class PseudoLanguage(Language):
    """Speaks "de" in long words."""

    def switch(self, tag: str) -> None:
        super().switch(tag)
        if tag == PSEUDO["long"]:
            language._words = LongWords()
            self.changed.emit()


def main() -> None:
    """The main screens in both languages; `--all` adds every state, shade and size."""
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
        window = MainWindow(evening.till, PseudoLanguage() if options.pseudo else Language(), None)
        for story, scenes in STAGES:
            story(evening)
            settle(300)
            for scene in scenes:
                if options.only in scene.__name__ and (options.all or scene in MAIN):
                    for camera in cameras(window, options, scene):
                        window.desk.sign(evening.till.view.staff[1])
                        window.go("floor", "")
                        scene(camera, evening)
        window.close()
        evening.close()
    del application


def cameras(window: MainWindow, options: argparse.Namespace, scene: Scene) -> Iterator[Camera]:
    """The window in each size, language and shade that is wanted of a scene."""
    every = SIZES if options.all and not options.size else (f"-{options.size}" if options.size else "",)
    for size in every:
        window.resize(*SIZES[size])
        window.show()
        for tag in (PSEUDO[options.pseudo],) if options.pseudo else ("zh-Hans", "en"):
            shades = options.all or (scene in DARK and tag != "en")
            for dark in (False, True) if shades and not options.pseudo else (False,):
                window.desk.language.switch(tag)
                window.theme.set_dark(dark)
                said = "" if tag == "zh-Hans" else f"-{tag}"
                yield Camera(window, options.folder, f"{said}{'-dark' if dark else ''}{size}")


MAIN = (
    sign_in,
    floor,
    order,
    options_sheet,
    payment,
    done,
    printers,
    slip_editor,
    changes,
    house,
    offline,
    code,
    papers,
    first_run,
    cannot_start,
    tickets,
    slips,
    weighing,
    on_the_scale,
    shared,
    joined_tables,
    scanned,
    sold_out,
    open_dish,
    bookings,
)


DARK = (floor, order)


STATES = (
    backups,
    recovery,
    restore,
    floor_list,
    open_sheet,
    trouble,
    dish_labels,
    printer_sheet,
    waiting,
    servers,
    held,
    set_sheet,
    unsent,
    quantity,
    help_sheet,
    person,
    this_till,
    guest,
    practice,
    empty_search,
    split_bill,
    serving,
    counter,
    phones_at_counter,
    guests_say,
    guests_write,
    wechat_writes,
    queue,
    at_the_drawer,
    who_may,
    at_the_table,
    a_ticket_again,
    agreed_by_pin,
)


AT_WORK = (sign_in, floor, order, options_sheet, printers, slip_editor, changes, house, offline, code, papers)


STAGES: tuple[tuple[Callable[[Evening], None], tuple[Scene, ...]], ...] = (
    (picture, (*AT_WORK, first_run, cannot_start, plan, beside_the_bill, *STATES)),
    (later, (payment, done, by_code)),
    (settled, (tickets, slips, put_right, going_back, on_account, paid_by_mistake)),
    (from_the_tanks, (weighing, open_dish, sold_out, on_the_scale, weighed_later)),
    (together, (shared, joined_tables, ticked_off, scanned)),
    (evening_books, (bookings, settings, banquet, deposits)),
)


if __name__ == "__main__":
    main()
