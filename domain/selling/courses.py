"""Courses 道: in which order a table's dishes come, each by its number and the house's name for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.selling.menu import Names
from domain.selling.order import Line


@dataclass(frozen=True, slots=True)
class Course:
    """``number`` from 1 stands in menu and orders; they come in the order in which the rules name them."""

    number: int
    names: Names


STANDARD = (
    Course(1, {"zh-Hans": "冷菜", "en": "Cold dishes"}),
    Course(2, {"zh-Hans": "热菜", "en": "Hot dishes"}),
    Course(3, {"zh-Hans": "主食", "en": "Staples"}),
    Course(4, {"zh-Hans": "甜品", "en": "Dessert"}),
)
"""Of a house whose rules name none."""


def place_of(number: int, courses: Sequence[Course]) -> int:
    """Where a course comes among the house's; one that there is not comes last, none first."""
    numbers = [course.number for course in courses or STANDARD]
    return numbers.index(number) + 1 if number in numbers else len(numbers) + 1 if number else 0


def named(lines: Sequence[Line], courses: Sequence[Course]) -> tuple[Line, ...]:
    """The lines with their courses as the house calls them now; one that there is not is none."""
    names = {course.number: course.names for course in courses or STANDARD}
    return tuple(
        replace(line, course_names=names[line.course])
        if line.course in names
        else replace(line, course=0)
        if line.course
        else line
        for line in lines
    )
