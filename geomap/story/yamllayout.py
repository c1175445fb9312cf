"""Where the parts of a YAML or JSON text begin and end, for changes that leave every other byte as it is.

The readers of stories (:mod:`geomap.story.yamlpos`, :mod:`geomap.story.jsonpos`) keep where a value starts and what it
is; to put something behind a value one must also know where it ends and whether it is written in brackets or by
indentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from geomap.story.yamlpos import events
from geomap.text import LINE_SEPARATORS

# What PyYAML would stumble over, though the stories' readers do not: signs that it takes for line ends, and JSON's way
# of writing a character of many bits in two halves. Each is replaced by something harmless of the same length.
_SEPARATOR = re.compile(f"[{LINE_SEPARATORS}]")
_HALF = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


@dataclass
class Part:
    """A value in a text: ``text[start:end]``, offsets in characters.

    Parameters
    ----------
    start, end : int
        Of a value that is written by indentation, ``end`` is the end of the last thing in it.
    sort : str
        ``map``, ``list`` or ``scalar``.
    flow : bool
        Whether it is written in brackets (or, of a scalar, in one piece).
    keys, values : list of Part
        Of a map, in the order of the text; a list has values only.
    """

    start: int
    end: int
    sort: str
    flow: bool = True
    text: str = ""
    keys: list[Part] = field(default_factory=list)
    values: list[Part] = field(default_factory=list)

    def get(self, key: str) -> Part | None:
        """The value under a key of a map."""
        return next((value for name, value in self.items() if name.text == key), None)

    def items(self) -> Iterator[tuple[Part, Part]]:
        """Keys and values of a map."""
        return zip(self.keys, self.values, strict=True)


def layout(text: str) -> Part:
    r"""The parts of a text that a reader of stories has read without a fault.

    Parameters
    ----------
    text : str
        With its own line ends, and without a byte order mark.

    Examples
    --------
    >>> of = layout("places:\n  - {id: a}  # a comment\n  - id: b\n")
    >>> [(item.sort, item.flow, item.start, item.end) for item in of.get("places").values]
    [('map', True, 12, 19), ('map', False, 37, 42)]
    """
    root = Part(0, 0, "list")
    stack = [root]
    waiting: list[Part | None] = [None]  # the key in each open map that awaits its value
    for event in events(_HALF.sub(r"\\u0020", _SEPARATOR.sub("␤", text))):
        if isinstance(event, yaml.ScalarEvent):
            _put(stack[-1], waiting, Part(*_span(event), "scalar", text=event.value))
        elif isinstance(event, yaml.CollectionStartEvent):
            sort = "map" if isinstance(event, yaml.MappingStartEvent) else "list"
            opened = Part(*_span(event), sort, bool(event.flow_style))
            _put(stack[-1], waiting, opened)
            stack.append(opened)
            waiting.append(None)
        elif isinstance(event, yaml.CollectionEndEvent):
            closed = stack.pop()
            waiting.pop()
            # What is written by indentation ends, for PyYAML, where something else begins, comments later.
            closed.end = _span(event)[1] if closed.flow else closed.values[-1].end if closed.values else closed.end
    return root.values[0] if root.values else root


def _span(event: yaml.Event) -> tuple[int, int]:
    """Where an event begins and ends in the text; PyYAML marks every one that it reads from a text."""
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark.index, event.end_mark.index


def _put(parent: Part, waiting: list[Part | None], part: Part) -> None:
    if parent.sort == "map" and waiting[-1] is None:
        waiting[-1] = part
        return
    if parent.sort == "map":
        parent.keys.append(waiting[-1] or part)
        waiting[-1] = None
    parent.values.append(part)
