"""What is true in any restaurant: values, rules and events. No clock, no I/O, standard library only."""

from domain import compiled_when_used  # noqa: F401 - first: it makes all that follows faster
