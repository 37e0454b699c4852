"""Which typefaces speak a language on this platform; two weights, seven sizes, tabular digits."""

import sys
from typing import Any

from PySide6.QtGui import QFont, QFontMetrics

MOST_WIDTHS = 500
SIZES = (14, 16, 18, 22, 28, 40, 56)

_CHINESE = {
    "win32": ["Microsoft YaHei UI", "Microsoft YaHei"],
    "darwin": ["PingFang SC"],
    "linux": ["Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei"],
}
_OWN_CUT = {
    "zh-Hant": {"win32": "Microsoft JhengHei UI", "darwin": "PingFang TC", "linux": "Noto Sans CJK TC"},
    "ja": {"win32": "Yu Gothic UI", "darwin": "Hiragino Sans", "linux": "Noto Sans CJK JP"},
    "ko": {"win32": "Malgun Gothic", "darwin": "Apple SD Gothic Neo", "linux": "Noto Sans CJK KR"},
    "ar": {"win32": "Segoe UI", "darwin": "SF Arabic", "linux": "Noto Sans Arabic"},
    "th": {"win32": "Leelawadee UI", "darwin": "Thonburi", "linux": "Noto Sans Thai"},
}


def families(language: str, platform: str = sys.platform) -> list[str]:
    """Font families in order of preference for a BCP-47 tag; the Chinese cut always follows."""
    system = platform if platform in _CHINESE else "linux"
    for tag, faces in _OWN_CUT.items():
        if language == tag or language.startswith(tag + "-"):
            return [faces[system], *_CHINESE[system]]
    return list(_CHINESE[system])


def font(language: str, pixels: int, bold: bool = False) -> QFont:
    """A screen font of `pixels` height with digits of equal width."""
    made = QFont(families(language))
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    if not language.startswith(("zh", "ja", "ko")):
        for feature in ("pwid", "palt"):  # quotes and dots as narrow as Latin has them
            made.setFeature(QFont.Tag(feature), 1)
    made.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return made


class Metrics(QFontMetrics):
    """Remembers how wide words are: Qt shapes them each time, and a screen says mostly what it has said."""

    def __init__(self, font: QFont) -> None:
        super().__init__(font)
        self._widths: dict[str, int] = {}

    def horizontalAdvance(self, words: str, /, *more: Any, **named: Any) -> int:
        if more or named:
            return super().horizontalAdvance(words, *more, **named)
        found = self._widths.get(words)
        if found is None:
            if len(self._widths) >= MOST_WIDTHS:
                del self._widths[next(iter(self._widths))]
            found = self._widths[words] = super().horizontalAdvance(words)
        return found
