"""Values behave as dataclasses do, before and after one of their methods was first called."""

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace
from inspect import signature
from types import FunctionType

import pytest

from domain import compiled_when_used


@dataclass(frozen=True, slots=True, order=True)
class Dish:
    """What is on the menu."""

    name: str
    price: int = 0
    tags: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Special(Dish):
    """A dish of today."""

    until: str = ""


@dataclass(slots=True)
class Tally:
    """What is counted."""

    counts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.counts.append(0)


def test_values_are_equal_hashed_ordered_and_shown_by_their_fields() -> None:
    for _ in range(2):  # the second time by what the first has compiled
        fish, same, dear = Dish("fish", 58), Dish(name="fish", price=58), Dish("fish", price=88)
        assert fish == same
        assert hash(fish) == hash(same) != hash(dear)
        assert fish != dear
        assert fish < dear
        assert fish != Special("fish", 58)
        assert repr(fish) == f"{Dish.__qualname__}(name='fish', price=58)"
        assert replace(fish, price=88) == dear


def test_a_value_does_not_change_and_is_not_made_by_halves() -> None:
    fish, today = Dish("fish", 58), Special("fish", 58, until="14:00")
    for value, name in ((fish, "price"), (today, "price"), (today, "until")):
        with pytest.raises(FrozenInstanceError, match=f"cannot assign to field '{name}'"):
            setattr(value, name, 1)
        with pytest.raises(FrozenInstanceError, match=f"cannot delete field '{name}'"):
            delattr(value, name)
    with pytest.raises(TypeError, match=r"Dish.__init__\(\) missing 1 required positional argument: 'name'"):
        Dish()  # type: ignore[call-arg]
    assert (fish.price, today.until) == (58, "14:00")


def test_a_value_is_copied_and_packed_before_another_was_made() -> None:
    packed = pickle.dumps(Dish("fish", 58, ("hot",)))
    assert pickle.loads(packed) == copy.copy(pickle.loads(packed)) == Dish("fish", 58, ("hot",))
    assert Tally().counts == [0]
    assert Tally([1]) == Tally([1])
    assert Tally.__hash__ is None


def test_a_class_first_used_has_its_compiled_methods_in_their_place() -> None:
    @dataclass(frozen=True, slots=True)
    class Fresh:
        """Used by nobody yet."""

        name: str

    assert isinstance(vars(Fresh)["__init__"], FunctionType) is not compiled_when_used.PUT_OFF
    assert list(signature(Fresh).parameters) == ["name"]
    assert Fresh("egg") == Fresh(name="egg")
    for name in ("__init__", "__eq__"):
        made = vars(Fresh)[name]
        assert isinstance(made, FunctionType)
        assert made.__qualname__ == f"{Fresh.__qualname__}.{name}"
