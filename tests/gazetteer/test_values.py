"""Frozen values: what dataclasses are, made without them."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from dataclasses import dataclass

import pytest

from gazetteer import Candidate, Context, Kind, Place, Reason
from gazetteer.values import changed, value


@value
class Ours:
    """As we make it."""

    one: int
    two: str = "two"
    three: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theirs:
    """As the standard library makes it."""

    one: int
    two: str = "two"
    three: tuple[str, ...] = ()


GIVEN = [((1,), {}), ((1, "x"), {}), ((), {"one": 1, "three": ("a",)}), ((1, "x", ("a", "b")), {})]


@pytest.mark.parametrize(("given", "named"), GIVEN)
def test_a_value_is_what_a_dataclass_is(given: tuple[object, ...], named: dict[str, object]) -> None:
    ours, theirs = Ours(*given, **named), Theirs(*given, **named)  # type: ignore[arg-type]
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert hash(ours) == hash(theirs)
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert dataclasses.astuple(ours) == dataclasses.astuple(theirs)
    assert ours == copy.deepcopy(ours) == pickle.loads(pickle.dumps(ours)) == dataclasses.replace(ours)
    assert ours != theirs
    assert changed(ours, two="y") == dataclasses.replace(ours, two="y") == Ours(ours.one, "y", ours.three)


def test_a_value_tells_its_fields() -> None:
    told = [(field.name, field.type, field.default) for field in dataclasses.fields(Ours)]
    assert told == [(field.name, field.type, field.default) for field in dataclasses.fields(Theirs)]
    assert dataclasses.is_dataclass(Ours)
    assert Ours.__match_args__ == Theirs.__match_args__  # type: ignore[attr-defined]
    assert str(inspect.signature(Ours)) == str(inspect.signature(Theirs))


def test_a_value_has_just_its_fields_and_they_stay() -> None:
    ours = Ours(1)
    assert not hasattr(ours, "__dict__")
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'one'"):
        ours.one = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'other'"):
        ours.other = 2  # type: ignore[attr-defined]
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'one'"):
        del ours.one  # type: ignore[misc]
    assert ours.one == 1


@pytest.mark.parametrize(("given", "named"), [((), {}), ((1, "x", (), 4), {}), ((1,), {"one": 1}), ((1,), {"four": 4})])
def test_what_a_value_does_not_take_is_an_error(given: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        Ours(*given, **named)  # type: ignore[arg-type]


def test_the_values_of_the_package_can_be_changed_and_kept() -> None:
    place = Place("SY", "Syria", Kind.COUNTRY, 38.0, 35.0, 400.0, also=("TR",))
    found = Candidate(place, 0.5, "Syria", (Reason("name", "is the name", 0.5),))
    assert pickle.loads(pickle.dumps(found)) == found
    assert dataclasses.replace(found, score=1.0).place is place
    assert dataclasses.replace(Context(), countries=("SY",)) == Context(countries=("SY",))
    match found:
        case Candidate(Place(id_, name), score):
            assert (id_, name, score) == ("SY", "Syria", 0.5)
