"""Frozen values that are quick to define: every command starts with a dozen of them.

Loading ``dataclasses``, and what that makes of each class, takes longer than a look-up and all else that it loads.
"""

from __future__ import annotations

from operator import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import Field
    from typing import Any, NoReturn, TypeVar, dataclass_transform

    Value = TypeVar("Value")
else:

    def dataclass_transform(**_):
        """Tell type checkers alone."""
        return lambda made: made


@dataclass_transform(frozen_default=True)
def value(described: type[Value]) -> type[Value]:
    """Make a class what ``dataclass(frozen=True, slots=True)`` makes of it.

    Fields have no default, or one that does not change; classes have no base. The functions of ``dataclasses``
    (``replace``, ``fields``, ``asdict``) work on the values.

    Examples
    --------
    >>> @value
    ... class Point:
    ...     lon: float
    ...     lat: float = 0.0
    >>> Point(40.1), Point(40.1) == Point(40.1, 0.0), {Point(1.0): "a"}[Point(1.0)]
    (Point(lon=40.1, lat=0.0), True, 'a')
    >>> Point(40.1).lat = 35.3
    Traceback (most recent call last):
    dataclasses.FrozenInstanceError: cannot assign to field 'lat'
    """
    names = tuple(described.__annotations__)
    body = {name: held for name, held in described.__dict__.items() if name not in ("__dict__", "__weakref__")}
    defaults = {name: body.pop(name) for name in names if name in body}
    body |= {
        "__slots__": names,
        "__match_args__": names,
        "_told": attrgetter(*names),
        "__dataclass_fields__": _Fields(defaults),
        "__repr__": body.get("__repr__", _repr),
        "__eq__": _eq,
        "__hash__": _hash,
        "__setattr__": _no_setting,
        "__delattr__": _no_deleting,
        "__reduce__": _reduce,
    }
    made: Any = type(described.__name__, (), body)
    made.__qualname__ = described.__qualname__
    # One function is written for each class: a loop over the fields would take as long as all else of a look-up.
    known: dict[str, Any] = {f"_set_{name}": getattr(made, name).__set__ for name in names}
    known |= {f"_{name}": default for name, default in defaults.items()}
    parameters = ", ".join(f"{name}=_{name}" if name in defaults else name for name in names)
    lines = "".join(f"\n  _set_{name}(self, {name})" for name in names)
    exec(f"def __init__(self, {parameters}):{lines}", known)
    made.__init__ = known["__init__"]
    made.__init__.__annotations__ = {**described.__annotations__, "return": None}
    return made  # type: ignore[no-any-return]


def changed(value: Value, **changes: Any) -> Value:
    """The value with other fields, as ``dataclasses.replace`` gives it."""
    fields: tuple[str, ...] = value.__slots__  # type: ignore[attr-defined]
    return type(value)(**{name: getattr(value, name) for name in fields} | changes)


class _Fields:
    """What ``dataclasses`` asks a class for; made when it does."""

    def __init__(self, defaults: dict[str, Any]) -> None:
        self._defaults = defaults

    def __get__(self, _: object, owner: Any) -> dict[str, Field[Any]]:
        from dataclasses import fields, make_dataclass

        plain = [(name, kind) for name, kind in owner.__annotations__.items() if name not in self._defaults]
        preset = [(name, owner.__annotations__[name], default) for name, default in self._defaults.items()]
        made = make_dataclass(owner.__name__, [*plain, *preset], frozen=True)
        found = owner.__dataclass_fields__ = {each.name: each for each in fields(made)}
        return found


def _repr(self: Any) -> str:
    fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
    return f"{type(self).__qualname__}({fields})"


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self._told(self) == self._told(other)


def _hash(self: Any) -> int:
    return hash(self._told(self))


def _no_setting(_self: object, name: str, _value: object) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deleting(_self: object, name: str) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _reduce(self: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    return type(self), tuple(getattr(self, name) for name in self.__slots__)
