"""What is asked instead of a start, each imported when it is: a till that has its store needs none of it."""

from pathlib import Path

from pos_app.folder import StartError
from pos_app.language import Language
from pos_app.workflows.founding import FirstRun

RESTORE, BEGIN = "restore", "begin"  # instead of a restore that was cut off
GO_ON = "go_on"  # with what can be read of a damaged file


class RestoreWanted(Exception):  # noqa: N818 - it reads as what happened
    """Somebody has a backup instead of answers."""


def ask_first_run(language: Language) -> FirstRun | None:
    """The answers to the questions of a first start; None if the window was closed. Raises RestoreWanted."""
    from pos_app.screens.store import first_run

    return first_run.ask_first_run(language)


def restore_in_window(language: Language, folder: Path) -> None:
    """Wait until the store is back, or nobody wants it."""
    from pos_app.screens.store import restore

    restore.restore_in_window(language, folder)


def ask_after_cut(language: Language) -> str:
    """Whether to RESTORE again or BEGIN anew; "" if the window was closed."""
    from pos_app.screens.store import cut_off

    return cut_off.ask_after_cut(language)


def ask_to_go_on(language: Language) -> str:
    """Whether to GO_ON with what can be read of a damaged file; "" if the window was closed."""
    from pos_app.screens.store import damaged_page

    return damaged_page.ask_to_go_on(language)


def go_on_in_window(language: Language, folder: Path) -> None:
    """Wait until the store's file is made anew. Raises StartError."""
    from pos_app.screens.store import damaged_page

    damaged_page.go_on_in_window(language, folder)


def say_why_not(language: Language, error: StartError) -> None:
    """Wait until somebody has read why the till does not start."""
    from pos_app.screens.store import cannot_start

    cannot_start.say_why_not(language, error)
