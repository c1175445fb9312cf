"""PyYAML's complaints in the words of people who never heard of a scalar."""

from __future__ import annotations

import yaml

_QUOTE = 'quotation marks around the text, as in title: "a: b"'
_INDENT = "spaces for indentation, the same number for every key of one entry"

# Part of what PyYAML (or libyaml) says; what we say; what to try.
_WORDS = (
    ("mapping values are not allowed", "a second colon followed by a space on one line", _QUOTE),
    ("sequence entries are not allowed", "a list item that starts in the middle of a line",
     "each - on a line of its own"),
    ("unknown escape character", "a backslash inside double quotation marks",
     "single quotation marks, as in 'C:\\maps'"),
    ("invalid Unicode character escape code", "an escape for half a character", "typing the character itself"),
    ("invalid trailing UTF-8", "an escape that is not a character", "typing the character itself"),
    ("did not find expected alphabetic or numeric", "text that starts with * or &",
     "quotation marks around text that starts with * or &"),
    ("expected alphabetic or numeric", "text that starts with * or &",
     "quotation marks around text that starts with * or &"),
    ("undefined tag handle", "a tag, which a story file cannot have", "quotation marks around text that starts with !"),
    ("incompatible YAML document", "a version of YAML that is not known", "leaving out the line that starts with %"),
    ("directive", "a line that starts with %", "leaving it out, or quotation marks around it"),
    ("',' or '}'", "a bracket { that is not closed, or a comma that is missing", "adding the } or the comma"),
    ("',' or ']'", "a bracket [ that is not closed, or a comma that is missing", "adding the ] or the comma"),
    ("comment or line break", "text on the line of a | or >", "the text on the next line, indented"),
    ("could not find expected ':'", "a line that is not of the form key: value", "adding the colon, or indenting it"),
    ("expected '-' indicator", "a line that does not belong to the list above it", _INDENT),
    ("block end", "this does not line up with what is above it", _INDENT),
    ("did not find expected key", "this does not line up with the keys above it, or follows a closing quotation mark",
     _INDENT),
    ("document start", "a second document starts here", "one file a story, without lines of --- or ..."),
    ("node content", "a value that cannot start like this", _QUOTE),
)  # fmt: skip


def explain(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str, str]:
    """Offset of the fault in `text`, what it is, and what to try."""
    said = error.problem or ""
    mark = error.problem_mark or error.context_mark
    offset = min(mark.index, len(text)) if mark else 0
    start = error.context_mark.index if error.context_mark else offset
    if "end of stream" in said and text[start : start + 1] in ("'", '"'):
        return start, f"the quotation mark {text[start]} is not closed", f"adding {text[start]} at the end of the text"
    if text[offset : offset + 1] == "\t":
        return offset, "a tab where only spaces may stand", "spaces instead of the tab"
    if "cannot start any token" in said:
        found = text[offset : offset + 1]
        return offset, f"text that starts with {found}", f"quotation marks around text that starts with {found}"
    if "unknown escape" in said:  # libyaml points at the backslash, PyYAML behind it
        offset = text.rfind("\\", 0, offset + 1)
    if "could not find expected ':'" in said:
        offset = start
    for part, what, hint in _WORDS:
        if part in said:
            return offset, what, hint
    return offset, f"this cannot be read as YAML ({said})", _INDENT
