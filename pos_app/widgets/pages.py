"""Pages of which one shows, as high as that one; Qt's own stack is as high as the highest."""

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Pages(QWidget):
    """A sheet around it grows when a higher page is shown."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._pages: list[QWidget] = []
        self._shown = 0

    def addWidget(self, page: QWidget) -> None:
        """Another page, which shows if it is the first."""
        page.setVisible(not self._pages)
        self._pages.append(page)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(page)

    def currentIndex(self) -> int:
        return self._shown

    def setCurrentIndex(self, place: int) -> None:
        """Show this page, hide the others."""
        self._pages[self._shown].hide()
        self._shown = place
        self._pages[place].show()
