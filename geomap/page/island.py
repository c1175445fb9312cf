"""The data island: what the runtime draws, as JSON that no parser on its way can take for anything else."""

from __future__ import annotations

import json
import re
from typing import Any

_TEMPLATE = re.compile(r"\{(?=[{%#])")


def island(data: Any) -> str:
    r"""JSON for a ``<script type="application/json">``: ASCII, and without a sequence that means something elsewhere.

    ``<``, ``>`` and ``&`` cannot end the element or open a comment, U+2028 and U+2029 end no line, and ``{`` before
    ``{``, ``%`` or ``#`` starts no template.

    Parameters
    ----------
    data : JSON data
        Numbers must be finite.

    Raises
    ------
    ValueError
        A number is NaN or infinite, which is not JSON.

    Examples
    --------
    >>> island({"title": "</script>{{7*7}}\u2028"})
    '{"title":"\\u003c/script\\u003e\\u007b{7*7}}\\u2028"}'
    >>> json.loads(island("{{%<é"))
    '{{%<é'
    """
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    for sign in "<>&":  # each looked for on its own: a regular expression is slow on the hundred megabytes of a crowd
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    # One look for a single character takes a third of three looks for two.
    after = text.split("{")
    begins = any(rest[:1] in ("", "%", "#") for rest in after[1:])
    return _TEMPLATE.sub("\\\\u007b", text) if begins else text
