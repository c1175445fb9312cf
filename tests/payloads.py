"""Texts of our own making that mean something to a program on their way: none of it may, to any.

Whatever runs sets ``window.ran``; whatever is fetched is fetched from ``payload.example``, which is nowhere.
"""

from __future__ import annotations

_RUN = "window.ran=1"

HTML = (
    f"<script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f"</SCRIPT\t><ScRiPt>{_RUN}</sCrIpT>",
    f"</title><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>",
    f"</textarea></noscript></template></iframe></xmp><script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>",
    f"<img/src=//payload.example/p.png/onerror={_RUN}//",
    f"<svg/onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<math><mtext><style><img src=x onerror={_RUN}></style>",
    f"<details open ontoggle={_RUN}>",
    f"<body onload={_RUN}>",
    f"<input autofocus onfocus={_RUN}>",
    f"<marquee onstart={_RUN}>",
    "<iframe src=//payload.example/></iframe>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'>",
    "<link rel=stylesheet href=//payload.example/x.css>",
    "<link rel=prefetch href=https://payload.example/>",
    "<meta http-equiv=refresh content='0;url=//payload.example/'>",
    "<base href=//payload.example/>",
    "<object data=//payload.example/><embed src=//payload.example/>",
    "<video><source src=//payload.example/v.mp4 onerror=window.ran=1>",
    "<form action=//payload.example/><button>go</button></form>",
    "<!-- a comment that does not end",
    "--><!--><!---><b>bold</b>",
    "<![CDATA[ x ]]> ]]> <?xml version='1.0'?><!DOCTYPE html [<!ENTITY x 'y'>]>",
    "<b <i <u <",
    "&lt;b&gt; &amp;lt; &#60; &#x3c;b&#x3e; &nbsp; &copy; &amp",
    "&ltscript&gt &#106;avascript &NotEqualTilde;",
)
ATTRIBUTES = (
    f'" onmouseover="{_RUN}" x="',
    f"' onfocus='{_RUN}' autofocus x='",
    f'"><img src=x onerror={_RUN}>',
    f"'><img src=x onerror={_RUN}>",
    f"x onclick={_RUN} y=`",
    '" style="background:url(//payload.example/x.png)" x="',
    "\\\" \\' \\",
)
ADDRESSES = (
    f"javascript:{_RUN}",
    f"JaVaScRiPt:{_RUN}",
    f"java\tscript:{_RUN}",
    f"java\nscript:{_RUN}",
    f"\x01javascript:{_RUN}",
    f"&#106;avascript&colon;{_RUN}",
    f"javascript&#58;{_RUN}",
    f"%6aavascript:{_RUN}",
    f"data:text/html,<script>{_RUN}</script>",
    "data:text/html;base64,PHNjcmlwdD53aW5kb3cucmFuPTE8L3NjcmlwdD4=",
    f"vbscript:{_RUN}",
    "file:///etc/passwd",
    "//payload.example/x",
    "\\\\payload.example\\x",
    "http://payload.example\\@example.org/",
    "https://user:secret@payload.example/",
    "blob:https://payload.example/1",
    "view-source:https://payload.example/",
)
STYLES = (
    "} body { display: none } {",
    "</style>*{display:none}",
    "@import url(//payload.example/x.css);",
    "expression(window.ran=1) url('//payload.example/x.png')",
    "; color: red; } /* ",
)
SCRIPTS = (
    "${window.ran=1}",
    "`${window.ran=1}`",
    "`;window.ran=1;`",
    "';window.ran=1;'",
    '";window.ran=1;"',
    "\\x3cscript\\x3ewindow.ran=1\\x3c/script\\x3e \\u003cb\\u003e",
    '{"__proto__":{"ran":1},"constructor":{"prototype":{"ran":1}}}',
    '"],"reports":[["x',
    "__proto__",
    "constructor",
    "toString",
    "null",
    "undefined",
    "NaN",
    "[object Object]",
)
TEMPLATES = (
    "{{7*7}}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% for x in range(9) %}{{x}}{% endfor %}",
    "{% raw %} {% include 'page.html.j2' %}",
    "{# a comment #}",
    "{{{ }}} {{",
    "%s %(ran)s {0} {ran!r} %n $(id) `id` #{7*7} <%= 7*7 %> [[7*7]]",
    "{title} {n} {count} {place}",  # what our own sentences put in
)
UNSEEN = (
    "\x00null\x00",
    "bell\x07 escape\x1b[31mred\x1b[0m delete\x7f",
    "next\x85line separator\u2028paragraph\u2029end",
    "safe\u202egpj.exe\u202c",
    "\u2066isolated\u2069 \u2067right\u2069 \u2068first\u2069",
    "\u202a\u202b\u202d embeddings that do not end",
    "zero\u200bwidth\u200cnon\u200djoiner\u2060word\ufeffmark soft\u00adhyphen",
    "\ufff9annotation\ufffaof\ufffb \ufffe\uffff",
    "tags \U000e0041\U000e0042\U000e007f variation\ufe0f",
)
LETTERS = (
    "البوكمال، «دير الزور» (2017)",
    "שלום {{7*7}} <b>",
    "देवनागरी ไทย 日本語 한국어",
    "👩‍👩‍👧‍👦 🇸🇾 ☠️",
    "Z\u0351\u036b\u0343\u036aa\u0302\u0300\u0301\u0303\u0309l\u0334g\u0321o\u0489",
    "ﷺ ﬁ ½ ＜script＞ ‹b› ʻ ʼ",
    "İıſK Å ß ẞ",
)
CELLS = (
    "=1+1",
    '=HYPERLINK("http://payload.example/","x")',
    "+1-1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "＝1+1",
    "|calc",
    "a,b;c\"d'e",
)
LONG = ("A" * 380, "long " * 70 + "end", "<" * 300, "{" * 300, "\u0301" * 200, "ا" * 300)

PAYLOADS: tuple[str, ...] = (
    *HTML, *ATTRIBUTES, *ADDRESSES, *STYLES, *SCRIPTS, *TEMPLATES, *UNSEEN, *LETTERS, *CELLS, *LONG,
)  # fmt: skip
"""All of them, each once."""

PIECES: tuple[str, ...] = (
    "<", ">", "</", "/>", "&", ";", '"', "'", "`", "=", "{", "}", "{{", "}}", "{%", "%}", "${", "\\", "/", ":", "#",
    "--",
    "]]>", "script", "onerror=window.ran=1", "javascript:", "src=//payload.example/", "<!--", "\x00", "\x1b", "\u202e",
    "\u2028", "\ufeff", "é", "ب", "👩", "\u0301", " ", "1", "a",
)  # fmt: skip
"""What a generator puts such texts together from."""
