"""Pieces of a till's surface that know nothing of orders."""

from pos_app.widgets import layout_items

layout_items.mend()
