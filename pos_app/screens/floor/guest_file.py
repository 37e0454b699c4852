"""What guests send, shown and heard: a picture within bounds, a voice by what plays it on this computer."""

import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QPixmap
from PySide6.QtWidgets import QLabel

from domain.people.guest_pictures import kind_of

PREFIX = "mashang-voice-"


def draw_picture(place: QLabel, file: bytes | None, largest: QSize) -> bool:
    """Whether the file is here and is shown now. ``largest``: pixels."""
    image = QImage.fromData(file) if file else QImage()
    if image.isNull():
        return False
    ratio = place.devicePixelRatioF()
    shown = image.scaled(
        (largest * ratio).boundedTo(image.size()) if ratio else largest,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    shown.setDevicePixelRatio(ratio)
    place.setMinimumHeight(round(shown.deviceIndependentSize().height()))
    place.setPixmap(QPixmap.fromImage(shown))
    return True


def play_voice(file: bytes) -> bool:
    """Hand a voice to the computer's own player; whether it has one. The copy for it goes with the next."""
    drop_voices()
    handle, path = tempfile.mkstemp(f".{kind_of(file)[1]}", PREFIX)
    with os.fdopen(handle, "wb") as out:
        out.write(file)
    return QDesktopServices.openUrl(QUrl.fromLocalFile(path))


def drop_voices() -> None:
    """No copy of a voice stays behind."""
    for old in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        old.unlink(missing_ok=True)
