"""Where a map will be published: which addresses are taken."""

from __future__ import annotations

import pytest

from geomap.address import folder_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://news.example/maps/convoy/", "https://news.example/maps/convoy/"),
        ("https://news.example/maps/convoy", "https://news.example/maps/convoy/"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/"),
        ("  https://news.example//  ", "https://news.example/"),
        ("https://news.example/v1.2/a", "https://news.example/v1.2/a/"),
        ("https://خبر.example/خريطة", "https://خبر.example/خريطة/"),
        ("https://[::1]/a", "https://[::1]/a/"),
    ],
)
def test_folders_are_taken_and_end_in_a_slash(text: str, address: str) -> None:
    assert folder_address(text) == address
    assert folder_address(address) == address


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "address of a folder"),
        ("news.example/maps", "address of a folder"),
        ("javascript:alert(1)//", "address of a folder"),
        ("data:text/html,a", "address of a folder"),
        ("file:///tmp/map", "address of a folder"),
        ("ftp://news.example/a", "address of a folder"),
        ("https:///a", "address of a folder"),
        ("https://news.example:x/a", "address of a folder"),
        ("https://news.example:0/a", "address of a folder"),
        ("https://[::1/a", "address of a folder"),
        ('https://news.example/"><script>', "address of a folder"),
        ("https://news.example/a b", "address of a folder"),
        ("https://news.example/a\nb", "address of a folder"),
        ("https://news.example/{{7*7}}", "address of a folder"),
        ("https://me:secret@news.example/a", "password"),
        ("https://me@news.example/a", "password"),
        ("https://news.example/a?b=c", "without"),
        ("https://news.example/a?", "without"),
        ("https://news.example/a#b", "without"),
        ("https://news.example/map.html", "not of one of them"),
        ("https://news.example/a/oembed.JSON", "not of one of them"),
    ],
)
def test_everything_else_is_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        folder_address(text)
