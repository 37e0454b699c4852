"""A line to type words into, as high as a finger wants it, and named for who cannot see it."""

from PySide6.QtWidgets import QLineEdit

HEIGHT = 48
NO_END = 32_767


def text_field(words: str, longest: int = NO_END) -> QLineEdit:
    """Empty; ``words`` stand in it until something is typed. ``longest``: characters."""
    field = QLineEdit()
    field.setPlaceholderText(words)
    field.setAccessibleName(words)
    field.setMaxLength(longest)
    field.setMinimumHeight(HEIGHT)
    return field
