"""XML made of elements, never of strings, so that no text of a story can become markup."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from geomap.properties import DECIMALS


def add(parent: ET.Element, tag: str, text: str | int | float | None = None, **attributes: str) -> ET.Element:
    """Append an element with this text and return it; control characters are for the caller to make visible."""
    element = ET.SubElement(parent, tag, attributes)
    if text is not None:
        element.text = str(text)
    return element


def xml_text(root: ET.Element) -> str:
    """The document as indented text with its declaration.

    Examples
    --------
    >>> root = ET.Element("kml")
    >>> _ = add(root, "name", "a <b> ]]> & c", id="1")
    >>> print(xml_text(root), end="")
    <?xml version="1.0" encoding="UTF-8"?>
    <kml>
      <name id="1">a &lt;b&gt; ]]&gt; &amp; c</name>
    </kml>
    """
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def degrees(value: float) -> str:
    """A coordinate without an exponent, which XML Schema's decimal does not know.

    Examples
    --------
    >>> degrees(1e-7), degrees(-171.76), degrees(180.0), degrees(-0.0)
    ('0.0000001', '-171.76', '180', '0')
    """
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
