"""The system's own window for a file or folder: never over a sheet, which steps aside and comes back."""

from collections.abc import Callable

from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from pos_app.widgets.sheet import Sheet


def ask_file(
    asked_on: QWidget,
    title: str,
    chosen: Callable[[str], None],
    mode: QFileDialog.FileMode = QFileDialog.FileMode.ExistingFile,
    begin: str = "",
    kinds: str = "",
    ending: str = "",
) -> QFileDialog:
    """Opens it and answers at once; ``chosen`` gets the path, nobody anything if it is given up.

    ``begin``: the folder or the file's name that is offered; ``kinds``: as Qt names them; ``ending``: a file
    is to be written, and ends so. The sheet on which it was asked comes back as it was.
    """
    sheet = _sheet_of(asked_on)
    dialog = QFileDialog(asked_on.window(), title, begin, kinds)
    dialog.setFileMode(mode)
    if mode == QFileDialog.FileMode.Directory:
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    if ending:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending.removeprefix("."))
    dialog.fileSelected.connect(lambda path: chosen(path) if isValid(asked_on) else None)
    dialog.finished.connect(dialog.deleteLater)
    if sheet is not None:
        dialog.finished.connect(lambda _result: sheet.come_back())
        sheet.closed.connect(dialog.reject)  # as by a lock
        sheet.step_aside()
    dialog.open()
    return dialog


def _sheet_of(widget: QWidget) -> Sheet | None:
    one: QWidget | None = widget
    while one is not None and not isinstance(one, Sheet):
        one = one.parentWidget()
    return one
