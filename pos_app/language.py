"""The till's words: one gettext catalogue a language, switched while everything stays open."""

import gettext
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, Qt, QTranslator, Signal
from PySide6.QtGui import QGuiApplication

from domain.errors import name_in
from domain.money.currency import amount_text, figure
from domain.words.direction import right_to_left
from pos_app.paths import TRANSLATIONS

CATALOGUE = "mashang"
OWN_NAMES = {"zh-Hans": "简体中文", "en": "English"}
_QT_NAMES = {"zh-Hans": "zh_CN"}

_words: gettext.NullTranslations = gettext.NullTranslations()


def _(message: str) -> str:
    """The words of `message` (English) in the present language."""
    return _words.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The words for `count` things in the present language."""
    return _words.ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """The words of `message` where they depend on what they are for."""
    return _words.pgettext(context, message)


def money(amount: int, currency: str = "CNY", short: bool = False, signed: bool = True) -> str:
    """An amount in minor units as text, "¥1,186.00"; `short` leaves out .00, `signed` the currency."""
    return (amount_text if signed else figure)(amount, currency, short, "−")


class Language(QObject):
    """Which language is spoken now; `changed` asks everyone to say their words again."""

    changed = Signal()

    def __init__(self, tag: str = "zh-Hans", translations: Path = TRANSLATIONS) -> None:
        super().__init__()
        self._translations = translations
        self._qt_words = QTranslator(self)
        self.tag = ""
        self.switch(tag)

    def tags(self) -> list[str]:
        """The languages on offer, the house's own first."""
        whole = self._translations.glob("*/LC_MESSAGES/mashang.*o")  # others are for guests' pages alone
        found = {path.parent.parent.name.replace("_", "-") for path in whole}
        known = ["zh-Hans", "en"]
        return known + sorted(found - set(known))

    def switch(self, tag: str) -> None:
        """Speak `tag` (BCP 47) from now on, Qt's own words and the direction of reading included."""
        global _words
        if tag == self.tag:
            return
        self.tag = tag
        _words = gettext.translation(CATALOGUE, self._translations, [tag.replace("-", "_")], fallback=True)
        self._switch_qt(tag)
        self.changed.emit()

    def next_tag(self) -> str:
        """The language after the present one, for a button that goes round."""
        tags = self.tags()
        return tags[(tags.index(self.tag) + 1) % len(tags)] if self.tag in tags else tags[0]

    def name(self, names: Mapping[str, str]) -> str:
        """One of a thing's names: in this language, else in the house's, else any."""
        return name_in(names, self.tag)

    def _switch_qt(self, tag: str) -> None:
        application = QCoreApplication.instance()
        if application is None:
            return
        application.removeTranslator(self._qt_words)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._qt_words.load(f"qtbase_{_QT_NAMES.get(tag, tag)}", folder):
            application.installTranslator(self._qt_words)
        QLocale.setDefault(QLocale(_QT_NAMES.get(tag, tag)))
        if isinstance(application, QGuiApplication):
            rtl = right_to_left(tag)
            direction = Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
            application.setLayoutDirection(direction)
