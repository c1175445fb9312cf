"""The page's own words, in the reader's language.

English stands in the code, and is the key; a catalogue per language lies beside this file, see the README there.
:func:`speech_for` opens one by its BCP 47 tag::

    say = speech_for("fr")
    say("Sources"), say.count(3, "{n} report", "{n} reports"), say.number(1234.5)

What a story says is never translated. Where it stands inside a sentence of ours that runs the other way, it is
isolated, so that neither reorders the other.
"""

from __future__ import annotations

from geomap.languages.direction import isolated, text_direction
from geomap.languages.speech import ENGLISH, Speech, Spoken, speaks, speech_for, spoken_tags, to_say, to_say_many

__all__ = [
    "ENGLISH",
    "Speech",
    "Spoken",
    "isolated",
    "speaks",
    "speech_for",
    "spoken_tags",
    "text_direction",
    "to_say",
    "to_say_many",
]
