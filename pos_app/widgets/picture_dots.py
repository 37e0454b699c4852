"""A picture file as a printer's dots: small enough for any paper, light and dark by dithering."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from domain.errors import Refused
from domain.selling.slip_pictures import MOST_DOTS, packed_picture, picture_rows
from pos_app.widgets.line_painter import dots_of


def picture_from(path: str) -> str:
    """The picture as a template keeps it. Raises Refused("slip_picture_wrong")."""
    image = QImage(path)
    if image.isNull():
        raise Refused("slip_picture_wrong", across=MOST_DOTS[0], down=MOST_DOTS[1])
    if image.width() > MOST_DOTS[0] or image.height() > MOST_DOTS[1]:
        image = image.scaled(
            *MOST_DOTS, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    paper = QImage(image.size(), QImage.Format.Format_Grayscale8)
    paper.fill(Qt.GlobalColor.white)  # what is transparent is paper
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    packed = packed_picture(paper.width(), dots_of(paper, Qt.ImageConversionFlag.DiffuseDither))
    picture_rows(packed)
    return packed
