"""Draws the demo's pictures of dishes: generated drawings, no photos; `python build/demo_pictures.py`.

Each drawn plate stands larger on a table with light and shadow, goes the way of an owner's upload, and lies
packed under its content's name beside the demo's menu, which is told of it.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QRadialGradient
from PySide6.QtSvg import QSvgRenderer

from domain.selling.pictures import picture_id
from sync_server.workflows.picturing import make_picture

RESOURCES = Path(__file__).parents[1] / "resources"
FOLDER = RESOURCES / "demo" / "pictures"
MENU = RESOURCES / "demo" / "menu.json"
DISHES = ("boiled-fish", "mapo-tofu", "chilli-chicken", "maoxuewang", "tea-smoked-duck", "kung-pao-chicken")
SIZE, PLATE = (1440, 1440), 1080
GROUND, LIGHT = QColor("#E9E0D4"), QColor("#F6F0E8")


def drawing(plate: str) -> bytes:
    """A PNG of a plate on the table, lit from above on one side."""
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    image.fill(GROUND)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    _glow(painter, QPointF(420, 300), 1500, LIGHT)
    middle = QPointF(SIZE[0] / 2 + 26, SIZE[1] / 2 + 44)
    _glow(painter, middle, PLATE * 0.55, QColor(60, 40, 20, 150))
    place = QRectF((SIZE[0] - PLATE) / 2, (SIZE[1] - PLATE) / 2, PLATE, PLATE)
    source = (RESOURCES / "icons" / "plates" / f"{plate}.svg").read_bytes()
    QSvgRenderer(QByteArray(source)).render(painter, place)
    _glow(painter, QPointF(SIZE[0] * 0.38, SIZE[1] * 0.34), PLATE * 0.42, QColor(255, 255, 255, 46))
    painter.end()
    out = QBuffer()
    out.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(out, b"PNG")
    return bytes(out.data().data())


def _glow(painter: QPainter, middle: QPointF, radius: float, colour: QColor) -> None:
    gradient, clear = QRadialGradient(middle, radius), QColor(colour)
    clear.setAlpha(0)
    gradient.setColorAt(0, colour)
    gradient.setColorAt(0.82, QColor(colour.red(), colour.green(), colour.blue(), colour.alpha() // 2))
    gradient.setColorAt(1, clear)
    painter.setBrush(gradient)
    painter.drawRect(0, 0, *SIZE)


def main() -> None:
    application = QGuiApplication([])
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.picture"):
        old.unlink()
    text = MENU.read_text(encoding="utf-8")
    plates = {dish["id"]: dish["plate"] for dish in json.loads(text)["dishes"]}
    for dish in DISHES:
        packed = make_picture(drawing(plates[dish]))
        (FOLDER / f"{picture_id(packed)}.picture").write_bytes(packed)
        said = re.compile(rf'("id": "{dish}",.*?"plate": "[a-z-]+")(,\s+"picture": "\w+")?', re.DOTALL)
        text = said.sub(rf'\1,\n      "picture": "{picture_id(packed)}"', text, count=1)
    MENU.write_text(text, encoding="utf-8")
    application.quit()


if __name__ == "__main__":
    main()
