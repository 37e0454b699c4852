"""The acts on tickets and printers that banner, cards and rows offer: "verb:what:where" as a till's verb."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from pos_app.screens.desk import Desk


def act_on_printing(desk: Desk, act: str) -> bool:
    """Do an act at once, without asking again; whether it was one of printing."""
    till, by = desk.till, desk.by
    verb, _colon, rest = act.partition(":")
    verbs: dict[str, Callable[[str], Future[Any]]] = {
        "retry": lambda printer: till.retry_queue(printer, by),
        "pause": lambda printer: till.pause_printer(printer, by),
        "resume": lambda printer: till.resume_printer(printer, by),
        "came_out": lambda job: till.came_out(job, by),
        "print_again": lambda job: till.print_again(job, by),
        "cancel": lambda job: till.cancel_ticket(job, by),
    }
    moves: dict[str, Callable[[str, str], Future[Any]]] = {
        "move": lambda printer, to: till.move_queue(printer, to, by),
        "move_one": lambda job, to: till.move_ticket(job, to, by),
    }
    if verb in verbs:
        desk.ask(verbs[verb](rest))
    elif verb in moves:
        what, _colon, to = rest.rpartition(":")
        desk.ask(moves[verb](what, to))
    else:
        return False
    return True
