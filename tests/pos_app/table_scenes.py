"""Joined tables 并台: which of them new dishes go to."""

from __future__ import annotations

from typing import Any

from tests.pos_app.evening import Evening, dish


def joined_tables(camera: Any, evening: Evening) -> None:
    """A7 has joined A6's bill; a dish is ordered for A7, and another is chosen."""
    till, window = evening.till, camera.window
    other = evening.opening("A7")
    head = evening.opening("A6")
    if other != head:
        till.tables.join(head, other or till.open_table("A7", 2, "zhou").result(), "zhou").result()
        evening.settle()
        camera.rest(300)
    window._screens["floor"].open_table("A7")
    place = window.desk.goes_to(head)
    cart = window.desk.cart(head)
    if len(till.view.openings[head].orders) < 5 and not len(cart):
        till.send_to_kitchen(head, [dish("cola", 2)], "", "zhou", till.new_id(), place).result()
        evening.settle()
        cart.add(dish("mapo-tofu"))
    camera.rest(300)
    window._screens["order"].draw()
    camera.shoot("joined-order")
