"""``places.lock``: equal answers give equal text, what is read is what was written, and nothing else is read."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import GazetteerError, Kind, LockAccessError, LockFileError, Place
from gazetteer.online import lock as lock_module
from gazetteer.online.answers import Found, clean
from gazetteer.online.lock import AnswerFile
from gazetteer.online.locktext import Query, parse, text_of

TELL = Found(
    Place(
        "nominatim:node/4242", "Tell Sundus", Kind.CITY, 40.7654321, 35.1234567, 2.2, "SY", "SY-DY", 1200, "تل سندس",
        source="OpenStreetMap via Nominatim", licence="ODbL 1.0", source_url="https://www.openstreetmap.org/node/4242",
    ),
    ("Tall Sundus", 'Tell "S" \\ Sundus'),
    "Tell Sundus, Deir ez-Zor Governorate, Syria",
)  # fmt: skip
QUERY = Query("Tell Sundus", ("IQ", "SY"), "nominatim")
NOTHING = Query("Atlantis", (), "nominatim")

TEXT = """\
# Answers of online geocoders, kept so that a build needs no network and gives the same map every time.
# Written by geomap; keep it with the story. An entry that is deleted here is asked again.

version = 1

[[query]]
name = "Atlantis"
countries = []
service = "nominatim"
places = 0

[[query]]
name = "Tell Sundus"
countries = ["IQ", "SY"]
service = "nominatim"
places = 1

[[query.place]]
id = "nominatim:node/4242"
name = "Tell Sundus"
kind = "city"
lon = 40.7654321
lat = 35.1234567
radius_km = 2.2
country = "SY"
admin1 = "SY-DY"
population = 1200
name_local = "تل سندس"
source = "OpenStreetMap via Nominatim"
licence = "ODbL 1.0"
source_url = "https://www.openstreetmap.org/node/4242"
names = ["Tall Sundus", "Tell \\"S\\" \\\\ Sundus"]
address = "Tell Sundus, Deir ez-Zor Governorate, Syria"
"""


def test_the_text_is_sorted_and_holds_every_field() -> None:
    assert text_of({QUERY: (TELL,), NOTHING: ()}) == text_of({NOTHING: (), QUERY: (TELL,)}) == TEXT


def test_what_is_read_is_what_was_written() -> None:
    assert parse(TEXT, "places.lock") == {QUERY: (TELL,), NOTHING: ()}
    assert parse(TEXT.replace("\n", "\r\n"), "places.lock") == {QUERY: (TELL,), NOTHING: ()}


LINES = st.text(max_size=30).map(clean).filter(bool)
PLACES = st.builds(
    Place,
    id=st.from_regex(r"nominatim:(node|way)/[0-9]{1,9}", fullmatch=True),
    name=LINES,
    kind=st.sampled_from(Kind),
    lon=st.floats(-180, 180).map(lambda value: round(value, 7)),
    lat=st.floats(-90, 90).map(lambda value: round(value, 7)),
    radius_km=st.floats(0.1, 20_000).map(lambda value: round(value, 1)),
    country=st.sampled_from(["", "SY"]),
    admin1=st.sampled_from(["", "SY-DY"]),
    population=st.integers(0, 10**9),
    name_local=st.one_of(st.just(""), LINES),
    has_outline=st.just(False),
    source=LINES,
    licence=LINES,
    source_url=st.sampled_from(["", "https://www.openstreetmap.org/node/1"]),
)
FOUND = st.builds(Found, PLACES, st.lists(LINES, max_size=3).map(tuple), st.one_of(st.just(""), LINES))
QUERIES = st.builds(
    Query,
    LINES,
    st.lists(st.sampled_from(["SY", "IQ", "LB"]), unique=True).map(lambda codes: tuple(sorted(codes))),
    st.sampled_from(["nominatim", "nominatim 127.0.0.1:8080"]),
)


@given(st.dictionaries(QUERIES, st.lists(FOUND, max_size=2).map(tuple), max_size=4))
def test_any_answers_survive_the_file(answers: dict[Query, tuple[Found, ...]]) -> None:
    text = text_of(answers)
    assert parse(text, "places.lock") == answers
    assert text_of(parse(text, "places.lock")) == text


# --- what is not read -------------------------------------------------------------------------------------------------


def swap(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, old
    return TEXT.replace(old, new)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "says no version"),
        (swap("version = 1", "version = 2"), 4, "version 2"),
        (swap('kind = "city"', 'kind = "city'), 21, "cannot be read"),
        (swap('kind = "city"', "<<<<<<< HEAD"), 21, "two versions of the file were merged"),
        ("x = " + "[" * 100_000, 1, "cannot be read"),
        (swap("lat = 35.1234567", "lat = " + "9" * 5_000), 1, "cannot be read"),
        (swap('kind = "city"\n', ""), 18, "has no kind"),
        (swap('kind = "city"', 'kind = "castle"'), 21, "wrong kind: 'castle'"),
        (swap("lat = 35.1234567", "lat = 95.0"), 23, "wrong lat: '95.0'"),
        (swap("lat = 35.1234567", "lat = nan"), 23, "wrong lat: 'nan'"),
        (swap("lat = 35.1234567", "lat = true"), 23, "wrong lat"),
        (swap("lat = 35.1234567", 'lat = "35"'), 23, "wrong lat"),
        (swap("radius_km = 2.2", "radius_km = -1"), 24, "wrong radius_km"),
        (swap('country = "SY"', 'country = "Syria"'), 25, "wrong country"),
        (swap("https://www", "javascript://www"), 31, "wrong source_url"),
        (swap('id = "nominatim:node/4242"', 'id = "geonames:170794"'), 19, "an id that is none of nominatim's"),
        (swap('id = "nominatim:node/4242"', 'id = "nominatim:../../x y"'), 19, "wrong id"),
        (swap('id = "nominatim:node/4242"\nname = "Tell Sundus"', 'id = "nominatim:node/4242"\nname = ""'), 20, "name"),
        (swap("Deir ez-Zor Governorate", "\\u001b[2J"), 33, "wrong address"),
        (swap("Deir ez-Zor Governorate", "\\u202egnp.exe"), 33, "wrong address"),
        (swap("Deir ez-Zor Governorate", "x" * 400), 33, "wrong address"),
        (swap("population = 1200", "altitude = 1200"), 27, "field 'altitude' that is not known"),
        (swap('name = "Atlantis"', "name = 3"), 7, "wrong name"),
        (swap("countries = []", 'countries = "SY"'), 8, "wrong countries"),
        (swap("countries = []\n", ""), 6, "has no countries"),
        (swap("places = 1", "places = 2"), 12, "should have 2 places, and has 1"),
        (TEXT.replace("[[query]]", "=======\n[[query]]", 1), 6, "two versions of the file were merged"),
        (TEXT + ">>>>>>> their-branch\n", 34, "keep the entries of both"),
        (TEXT + TEXT[TEXT.index("[[query]]") : TEXT.index("[[query]]\nname = \"Tell")], 34, "a second time"),
        (swap('[[query]]\nname = "Atlantis"', '[query]\nname = "Atlantis"'), 12, "cannot be read"),
        ('version = 1\nquery = [{name = "x"}]\n', 1, "not laid out"),
        ("version = 1\nquery = 3\n", 1, "not laid out"),
        ('version = 1\n[[query]]\nname = "x"\nplace = 3\n', 1, "not laid out"),
        ('version = 1\n[[query]]\nname = """\n[[query]]\n"""\n', 1, "not laid out"),
    ],
)  # fmt: skip
def test_a_broken_or_hostile_file_is_refused_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(LockFileError, match=says) as raised:
        parse(text, "places.lock")
    assert str(raised.value).startswith(f"places.lock:{line}: ")
    assert raised.value.exit_code == 1
    assert "\x1b" not in str(raised.value)


@given(st.integers(0, len(TEXT) - 1), st.integers(0, 40))
def test_a_file_with_a_piece_missing_is_read_or_refused(start: int, length: int) -> None:
    try:
        answers = parse(TEXT[:start] + TEXT[start + length :], "places.lock")
    except GazetteerError:
        return
    assert set(answers) <= {NOTHING, QUERY} or all(isinstance(query, Query) for query in answers)
    parse(text_of(answers), "places.lock")


# --- the file ---------------------------------------------------------------------------------------------------------


def test_an_answer_is_on_the_disk_as_soon_as_it_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "places.lock"
    kept = AnswerFile(path)
    assert kept.get(QUERY) is None
    kept.keep(QUERY, [TELL])
    kept.keep(NOTHING, [])
    assert path.read_text(encoding="utf-8") == TEXT
    again = AnswerFile(path)
    assert (again.get(QUERY), again.get(NOTHING)) == ((TELL,), ())
    assert [place.id for place in again.places()] == ["nominatim:node/4242"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["places.lock"]


def test_without_a_file_answers_are_kept_in_memory() -> None:
    kept = AnswerFile(None)
    kept.keep(QUERY, [TELL])
    assert kept.get(QUERY) == (TELL,)


def test_two_builds_add_to_one_file(tmp_path: Path) -> None:
    one, other = AnswerFile(tmp_path / "places.lock"), AnswerFile(tmp_path / "places.lock")
    one.keep(QUERY, [TELL])
    other.keep(NOTHING, [])
    assert (tmp_path / "places.lock").read_text(encoding="utf-8") == TEXT


KEEPER = """
import sys
from pathlib import Path
from gazetteer.online.lock import AnswerFile
from gazetteer.online.locktext import Query
kept = AnswerFile(Path(sys.argv[1]))
for number in range(20):
    kept.keep(Query(f"Name {sys.argv[2]} {number}", (), "nominatim"), [])
"""


def test_builds_at_once_lose_no_answer(tmp_path: Path) -> None:
    path = tmp_path / "places.lock"
    environment = {**os.environ, "GEOMAP_CACHE": str(tmp_path / "cache")}
    running = [
        subprocess.Popen([sys.executable, "-c", KEEPER, str(path), each], env=environment) for each in ("a", "b", "c")
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert len(parse(path.read_text(encoding="utf-8"), "places.lock")) == 60
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["cache", "places.lock"]


def test_the_answer_of_any_service_will_do(tmp_path: Path) -> None:
    kept = AnswerFile(None)
    kept.keep(Query("Tell Sundus", (), "bing"), [])
    assert kept.of_any_service("Tell Sundus", ()) == ("bing", ())
    kept.keep(Query("Tell Sundus", (), "nominatim geo.example"), [TELL])
    assert kept.of_any_service("Tell Sundus", ()) == ("nominatim", (TELL,))
    assert kept.of_any_service("Tell Sundus", ("SY",)) is None


def test_permissions_of_the_file_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "places.lock"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0o640)
    AnswerFile(path).keep(Query("X", (), "nominatim"), [])
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    target, path = tmp_path / "precious", tmp_path / "places.lock"
    target.write_text(TEXT, encoding="utf-8")
    path.symlink_to(target)
    AnswerFile(path).keep(Query("X", (), "nominatim"), [])
    assert target.read_text(encoding="utf-8") == TEXT
    assert not path.is_symlink()


def test_a_disk_that_is_full_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "places.lock"
    path.write_text(TEXT, encoding="utf-8")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(lock_module.os, "fsync", full)
    with pytest.raises(LockAccessError, match=r"places\.lock: cannot be written: No space left") as raised:
        AnswerFile(path).keep(Query("X", (), "nominatim"), [])
    assert raised.value.exit_code == 4
    assert path.read_text(encoding="utf-8") == TEXT
    assert [entry.name for entry in tmp_path.iterdir()] == ["places.lock"]


def test_what_killed_builds_left_is_swept(tmp_path: Path) -> None:
    old, new = tmp_path / ".places.lock-1-0.tmp", tmp_path / ".places.lock-2-0.tmp"
    for left in (old, new):
        left.write_text("half")
    os.utime(old, (0, 0))
    AnswerFile(tmp_path / "places.lock").keep(NOTHING, [])
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [".places.lock-2-0.tmp", "places.lock"]


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda path: path.mkdir(), LockFileError, "not a regular file"),
        (lambda path: path.write_bytes(b"version = 1\n\xff"), LockFileError, r"places\.lock:2: is not UTF-8"),
        (lambda path: path.write_bytes(b"#" * (8 * 1024 * 1024 + 1)), LockFileError, "larger than 8,388,608 bytes"),
        (lambda path: os.mkfifo(path), LockFileError, "not a regular file"),
    ],
)
def test_what_is_no_file_of_ours_is_not_read(tmp_path: Path, make: object, error: type[Exception], says: str) -> None:
    assert callable(make)
    make(tmp_path / "places.lock")
    with pytest.raises(error, match=says):
        AnswerFile(tmp_path / "places.lock")
