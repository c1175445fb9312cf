"""What templates say: a speech whose sentences may hold markup of ours, such as an isolated name."""

from __future__ import annotations

from html import escape
from typing import Any

from geomap.languages import Speech, Spoken
from geomap.languages.direction import FIRST_STRONG_ISOLATE, POP_ISOLATE
from geomap.languages.speech import English
from geomap.text import visible


class Html(str):
    """Markup; the template language takes it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """Itself."""
        return self


class Saying:
    """A speech in a template: :class:`geomap.languages.Speech`, but for values that are markup.

    Examples
    --------
    >>> from geomap.languages import ENGLISH
    >>> say = Saying(ENGLISH)
    >>> say("Times < {zone}.", zone=Html("<bdi>UTC</bdi>"))
    'Times &lt; <bdi>UTC</bdi>.'
    >>> say("Times < {zone}.", zone="<UTC>")
    'Times < <UTC>.'
    """

    def __init__(self, speech: Speech) -> None:
        self._speech = speech

    def __getattr__(self, name: str) -> Any:
        """Whatever else the speech has."""
        return getattr(self._speech, name)

    def __call__(self, text: str, /, **values: object) -> str:
        """The text in the language of the page."""
        return (
            self._around(self._speech.form("", text), values) if _has_markup(values) else self._speech(text, **values)
        )

    def inside(self, context: str, text: str, /, **values: object) -> str:
        """The same for a text that means one thing here and another elsewhere."""
        if _has_markup(values):
            return self._around(self._speech.form(context, text), values)
        return self._speech.inside(context, text, **values)

    def _around(self, form: str, values: dict[str, object]) -> Html:
        shown = {name: value.__html__() if hasattr(value, "__html__") else escape(self._speech.shown(value))
                 for name, value in values.items()}  # fmt: skip
        return Html(escape(form).format_map(shown))


def shown(value: Any) -> Any:
    """Text as readers get it, and in its own language where it is in English alone."""
    if isinstance(value, English):
        return Html(f'<span lang="en" dir="ltr">{escape(visible(value))}</span>')
    return visible(value) if type(value) is str else value


def shortened(text: str, length: int) -> str:
    """A text of at most so many letters, cut between words; what was said by a speech stays so, its isolates whole.

    Examples
    --------
    >>> shortened("one two three", 9), shortened("one", 9)
    ('one two…', 'one')
    """
    if len(text) <= length:
        return text
    cut = text[: length - 1].rsplit(" ", 1)[0] + "…"
    missing = cut.count(FIRST_STRONG_ISOLATE) - cut.count(POP_ISOLATE)
    return Spoken(cut + POP_ISOLATE * missing) if isinstance(text, Spoken) else cut


def _has_markup(values: dict[str, object]) -> bool:
    return any(hasattr(value, "__html__") for value in values.values())
