"""Regular expressions that are compiled when they are first used: few of a module's are needed for one name."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def pattern(expression: str) -> re.Pattern[str]:
    """What ``re.compile`` gives, later.

    Examples
    --------
    >>> pattern("[aeiou]").sub("", "Palmyra")
    'Plmyr'
    """
    return _Later(expression)  # type: ignore[return-value]


class _Later:
    def __init__(self, expression: str) -> None:
        self._expression = expression

    def __getattr__(self, name: str) -> Any:
        found = self.__dict__[name] = getattr(re.compile(self._expression), name)  # and so asked for only once
        return found
