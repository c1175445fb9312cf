"""The table of names and the dialogue: as an author sees them, in a real terminal too."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gazetteer import Candidate, Gazetteer, Kind, Place, Reason, Resolution, Status
from geomap import load_story
from geomap.cli import main
from geomap.naming import resolve_names
from geomap.review import ChoiceError, Desk, read_choice, review, show_table
from geomap.surroundings import Surroundings
from geomap.terminal import Terminal, cells
from geomap.unsettled import advice, explain, online_hint

STORY = """\
title: T
countries: [LB, SY]
sources:
  - {id: s, title: S}
reports:
  - {id: a, title: A, where: Tripoli, sources: [s]}
  - {id: b, title: B, where: Boukamal, sources: [s]}
  - {id: c, title: C, where: Pariss, sources: [s]}
  - {id: d, title: D, where: دَير حافر, sources: [s]}
"""
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.yaml"
    path.write_text(STORY, encoding="utf-8")
    return path


class Author:
    """Sits at the desk: gives the answers in turn, and goes when there is none left."""

    def __init__(self, *answers: str, terminal: Terminal | None = None) -> None:
        self.answers: Iterator[str] = iter(answers)
        self.lines: list[str] = []
        self.desk = Desk(terminal or Terminal(), self.lines.append, self.answer)

    def answer(self, prompt: str) -> str:
        self.lines.append(prompt)
        try:
            return next(self.answers)
        except StopIteration:
            raise EOFError from None

    @property
    def seen(self) -> str:
        return "\n".join(self.lines)


def table(path: Path, gazetteer: Any, terminal: Terminal | None = None) -> list[str]:
    author = Author(terminal=terminal)
    story = load_story(path)
    show_table(resolve_names(story, gazetteer), story=story, gazetteer=gazetteer, desk=author.desk)
    return author.lines


# --- the table --------------------------------------------------------------------------------------------------------


def test_every_name_has_a_line_and_every_doubt_its_candidates(story: Path, small_gazetteer: Any) -> None:
    assert table(story, small_gazetteer) == [
        "STATUS     NAME      PLACE TAKEN  KIND          WHERE                           SCORE  ID",
        "ambiguous  Tripoli   -                                                          0.90",
        f"    used at {story}:6:30 reports[0].where (a)",
        "    it may be:",
        "    1  Tripoli  town or city  Lebanon  0.90  geonames:266826",
        "       the name is the same; 467 km from Boukamal",
        "    2  Tripoli  town or city  LY       0.90  geonames:2210247",
        "       the name is the same; 2,570 km from Boukamal",
        "    to take the first, Tripoli, add this to the story (another id for another place):",
        "      places:",
        '        - {id: tripoli, names: ["Tripoli"], gazetteer_id: "geonames:266826"}',
        "resolved   Boukamal  Boukamal     town or city  Deir al-Zor governorate, Syria  0.90   geonames:174448",
        "missing    Pariss    -                                                          0.00",
        f"    used at {story}:8:30 reports[2].where (c)",
        "    no place of this name is known; the nearest are:",
        "    1  Paris  town or city  France  0.90  geonames:2988507",
        "       the name is the same; 3,538 km from Boukamal",
        "    if Paris is meant, add this to the story (lon: and lat: in the place of the id for a new place):",
        "      places:",
        '        - {id: pariss, names: ["Pariss"], gazetteer_id: "geonames:2988507"}',
        "missing    دَير حافر  -                                                          0.00",
        f"    used at {story}:9:30 reports[3].where (d)",
        "    no name in the gazetteer is near it",
        "    to say where it is, put its longitude and latitude into:",
        "      places:",
        '        - {id: place-1cb1c78c, names: ["دَير حافر"], lon: , lat: }',
        "names that the gazetteer does not have can be asked of OpenStreetMap: add --online --contact MAIL",
    ]


def test_columns_stand_below_each_other_and_fit_into_the_terminal(story: Path, small_gazetteer: Any) -> None:
    wide = table(story, small_gazetteer, Terminal(110, reorders=True))
    rows = [line for line in wide if line.startswith(("STATUS", "ambiguous", "resolved", "missing"))]
    assert {cells(re.split(r"SCORE|0\.\d\d", row)[0]) for row in rows} == {80}
    narrow = table(story, small_gazetteer, Terminal(76, reorders=True))
    rows = [line for line in narrow if line.startswith(("STATUS", "ambiguous", "resolved", "missing"))]
    assert max(cells(line) for line in narrow if "story.yaml" not in line and "{id:" not in line) <= 76
    assert any(row.endswith("geonames:174448") for row in rows)  # an id is to be copied: it stands there whole
    place = "    Boukamal, town or city, Deir al-Zor governorate, Syria"
    assert narrow[narrow.index(next(row for row in rows if "Boukamal" in row)) + 1] == place


def test_a_name_used_again_is_told_with_every_place(story: Path, small_gazetteer: Any) -> None:
    again = "  - {id: e, title: E, where: Tripoli, sources: [s]}\n"
    story.write_text(STORY + again, encoding="utf-8")
    assert f"    used at {story}:6:30 reports[0].where (a), 10:30 reports[4].where (e)" in table(story, small_gazetteer)


WRONG = """\
places:
  - {id: swapped, names: [The halt], lon: 34.4, lat: 35.8}
  - {id: nowhere, gazetteer_id: "geonames:1"}
"""


@pytest.fixture
def wrong(story: Path) -> Path:
    more = "  - {id: e, title: E, where: The halt, sources: [s]}\n  - {id: f, title: F, where: nowhere, sources: [s]}\n"
    story.write_text(STORY + more + WRONG, encoding="utf-8")
    return story


def test_places_that_are_stated_wrongly_hide_no_other_name(wrong: Path, small_gazetteer: Any) -> None:
    lines = table(wrong, small_gazetteer)
    assert [line.split()[0] for line in lines if line[0] not in " S"] == [
        "ambiguous", "resolved", "missing", "missing", "wrong", "wrong", "names",
    ]  # fmt: skip
    at = f"    {wrong}:13:43: places[0].lon (swapped): lon 34.4, lat 35.8 lies outside of LB, SY, and with"
    assert any(line.startswith(at) for line in lines)
    assert any(line.startswith(f"    {wrong}:14:33: places[1].gazetteer_id (nowhere): ") for line in lines)
    assert not any("{id: the-halt" in line for line in lines)  # it has an entry: another is no help


def test_places_that_are_stated_wrongly_are_for_the_author_to_mend(wrong: Path, small_gazetteer: Any) -> None:
    author = Author("1", "s", "s")
    result = review(wrong, gazetteer=small_gazetteer, desk=author.desk)
    assert (result.pinned, result.left) == (("Tripoli",), ("Pariss", "دَير حافر", "The halt", "nowhere"))
    assert author.seen.count("to be mended by hand") == 2
    assert "Tripoli: ambiguous, 3 to go" in author.seen


def test_places_of_one_name_are_told_apart(
    tmp_path: Path, default_gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("story.yaml")
    path.write_text(STORY.replace("Tripoli", "Springfield").replace("[LB, SY]", "[US]"), encoding="utf-8")
    for width in (80, 120):
        lines = table(path, default_gazetteer, Terminal(width))
        shown = [line for line in lines if re.match(r"    \d  Springfield ", line)]
        states = re.findall(r"town or city[, ]+(\w+), United States", " ".join(lines))[:6]
        assert len(set(states)) == len(shown) == 6
        assert max(map(cells, lines[: lines.index(shown[-1])])) <= width


def test_colours_add_nothing_but_colour(story: Path, small_gazetteer: Any) -> None:
    plain, coloured = (table(story, small_gazetteer, Terminal(90, shown)) for shown in (False, True))
    assert plain != coloured
    assert [ANSI.sub("", line).rstrip() for line in coloured] == plain


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("reports.csv", "write geonames:266826 into the column where of its rows, and Tripoli into where_as_reported"),
        ("reports.xlsx", "add a row to the sheet places: id tripoli, names Tripoli, gazetteer_id geonames:266826"),
        ("story.json", '{"id": "tripoli", "names": ["Tripoli"], "gazetteer_id": "geonames:266826"}'),
        ("story.yaml", '- {id: tripoli, names: ["Tripoli"], gazetteer_id: "geonames:266826"}'),
    ],
)
def test_what_to_write_depends_on_the_kind_of_file(small_gazetteer: Any, name: str, says: str) -> None:
    assert says in "\n".join(advice(small_gazetteer.resolve("Tripoli"), story_path=name))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("reports.csv", "fill the columns lon and lat of its rows"),
        ("reports.xlsx", "add a row to the sheet places: id atlantis, names Atlantis, and its lon and lat"),
        ("story.json", '{"id": "atlantis", "names": ["Atlantis"], "lon": , "lat": }'),
        ("story.yaml", '- {id: atlantis, names: ["Atlantis"], lon: , lat: }'),
    ],
)
def test_without_a_candidate_the_position_is_asked_for(name: str, says: str) -> None:
    missing = Resolution("Atlantis", Status.MISSING, None, 0.0, 0.0)
    assert says in "\n".join(advice(missing, story_path=name))


def test_a_name_that_is_hardly_like_it_is_shown_and_not_proposed(small_gazetteer: Any) -> None:
    far = Candidate(Place("geonames:1", "Taebla", Kind.CITY, 23.7, 58.9, 1.0), 0.05, "Taebla")
    missing = Resolution("Tell Sundus", Status.MISSING, None, 0.05, 0.05, (), (far,))
    told = "\n".join(explain(missing, surroundings=Surroundings(small_gazetteer)))
    assert "Taebla" in told
    assert "Taebla is meant" not in told
    assert "lon: , lat: }" in told


def test_what_was_said_online_is_told_once_it_was_asked(small_gazetteer: Any) -> None:
    asked = Resolution("X", Status.MISSING, None, 0.0, 0.0, (Reason("online", "Nominatim knows no such name"),))
    assert "said online: Nominatim knows no such name" in explain(asked, surroundings=Surroundings(small_gazetteer))
    assert online_hint([asked]) == ()
    assert len(online_hint([asked, Resolution("Y", Status.MISSING, None, 0.0, 0.0)])) == 1


# --- the dialogue -----------------------------------------------------------------------------------------------------


def test_each_doubt_is_asked_for_and_pinned_at_once(story: Path, small_gazetteer: Any) -> None:
    author = Author("2", "36.2,37.1", "geonames:174448")
    author.answers = iter(["1", "geonames:174448", "38.05, 36.15"])
    result = review(story, gazetteer=small_gazetteer, desk=author.desk)
    assert (result.pinned, result.left) == (("Tripoli", "Pariss", "دَير حافر"), ())
    assert "Tripoli: ambiguous, 3 to go" in author.seen
    assert f"pinned in {story}: Tripoli, town or city, Lebanon  [geonames:266826]" in author.seen
    changed = load_story(story)
    assert [(place.gazetteer_id, place.lon) for place in changed.places] == [
        ("geonames:266826", None),
        ("geonames:174448", None),
        (None, 38.05),
    ]
    assert all(use.place for use in resolve_names(changed, small_gazetteer))
    assert "".join(line for line in story.read_text(encoding="utf-8").splitlines(True) if line in STORY) == STORY


def test_each_name_is_looked_up_once_however_often_the_story_is_read(story: Path, small_gazetteer: Any) -> None:
    review(story, gazetteer=small_gazetteer, desk=Author("1", "36.2,34.1", "38.05,36.15").desk)
    assert len(small_gazetteer.asked) == len(set(small_gazetteer.asked)) == 4


def test_what_is_skipped_is_left_and_asked_no_more(story: Path, small_gazetteer: Any) -> None:
    result = review(story, gazetteer=small_gazetteer, desk=Author("s", "", "skip").desk)
    assert (result.pinned, result.left) == ((), ("Tripoli", "Pariss", "دَير حافر"))
    assert story.read_text(encoding="utf-8") == STORY


@pytest.mark.parametrize("end", ["q", "QUIT", None])
def test_an_end_keeps_what_was_pinned(story: Path, small_gazetteer: Any, end: str | None) -> None:
    author = Author(*(["1", end] if end else ["1"]))
    result = review(story, gazetteer=small_gazetteer, desk=author.desk)
    assert (result.pinned, result.left) == (("Tripoli",), ("Pariss", "دَير حافر"))
    assert [place.id for place in load_story(story).places] == ["tripoli"]


def test_an_answer_that_makes_no_sense_is_asked_for_again(story: Path, small_gazetteer: Any) -> None:
    author = Author("7", "Tripolis", "500,10", "geonames:1", "34.4,35.8", "?", "1", "q")
    result = review(story, gazetteer=small_gazetteer, desk=author.desk)
    assert result.pinned == ("Tripoli",)
    for said in ("there is no number 7; they go to 2", "'Tripolis' is no number", "longitude comes first",
                 "'geonames:1' is no number", "try lon: 35.8, lat: 34.4", "a number takes that place"):  # fmt: skip
        assert said in author.seen


def test_a_name_used_twice_is_asked_for_once(story: Path, small_gazetteer: Any) -> None:
    again = "  - {id: e, title: E, where: TRIPOLI, sources: [s]}\n"
    story.write_text(STORY + again.replace("TRIPOLI", "Tripoli") + again.replace("id: e", "id: f"), encoding="utf-8")
    small_gazetteer.named["geonames:266826"] += ("TRIPOLI",)
    small_gazetteer.named["geonames:2210247"] += ("TRIPOLI",)
    author = Author("1", "q")
    review(story, gazetteer=small_gazetteer, desk=author.desk)
    assert author.seen.count("Tripoli: ambiguous") == 1
    assert "TRIPOLI" not in author.seen  # capitals do not count: the pin settles it, too


@pytest.mark.parametrize(
    ("answer", "pin"),
    [
        ("2", ("geonames:2210247", None, None)),
        ("SY-DY", ("SY-DY", None, None)),
        ("40.14,35.34", ("", 40.14, 35.34)),
        ("-40.14 ; -35", ("", -40.14, -35.0)),
        ("40.14 35.34", ("", 40.14, 35.34)),
    ],
)
def test_answers_that_are_understood(small_gazetteer: Any, answer: str, pin: tuple[Any, ...]) -> None:
    made = read_choice(answer, small_gazetteer.resolve("Tripoli"), small_gazetteer)
    assert (made.place_id, made.lon, made.lat) == pin


@pytest.mark.parametrize(
    "answer", ["0", "3", "99999", "٢", "180.1,0", "0,90.1", f"{'9' * 400},0", "a,b", "1,", "SY-XX"]
)
def test_answers_that_are_not(small_gazetteer: Any, answer: str) -> None:
    with pytest.raises(ChoiceError):
        read_choice(answer, small_gazetteer.resolve("Tripoli"), small_gazetteer)


# --- the command ------------------------------------------------------------------------------------------------------

SMALL = STORY.replace("where: Pariss", "where: Raqqa").replace("دَير حافر", "Homs").replace("[LB, SY]", "[LB, LY, SY]")


def test_places_of_a_table_says_how_to_pin_by_hand(
    tmp_path: Path, default_gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "reports.csv"
    text = 'id,title,where,source\na,A,"Tripoli",Reuters\n'
    path.write_text(text)
    assert main(["places", str(path), "--interactive"]) == 1
    printed = capsys.readouterr()
    assert "into the column where of its rows, and Tripoli into where_as_reported" in printed.out
    assert "is a table: its pins are written by hand" in printed.err
    assert path.read_text() == text


def test_json_and_a_dialogue_do_not_go_together(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["places", str(story), "--json", "--interactive"]) == 2
    assert "--interactive" in capsys.readouterr().err


# The terminal becomes the process's own, so that Ctrl-C reaches it.
# Whoever runs the tests in the background ignores Ctrl-C, and so would what they start.
AS_IN_A_TERMINAL = """
import os, signal, sys
os.login_tty(0)
signal.signal(signal.SIGINT, signal.default_int_handler)
from geomap.cli import main
sys.exit(main(sys.argv[1:]))
"""


class InTerminal:
    """`geomap` in a pseudo-terminal of 130 columns, as it is when somebody sits there."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        import fcntl
        import struct
        import termios

        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 130, 0, 0))
        inherited = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS", "LINES")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", AS_IN_A_TERMINAL, *arguments], stdin=slave, stdout=slave, stderr=slave,
            env={**inherited, "TERM": "xterm", "PYTHONUTF8": "1", **environment},
        )  # fmt: skip
        os.close(slave)
        self.seen = ""

    def until(self, text: str) -> str:
        """What is shown until this text is."""
        start = len(self.seen)
        while text not in self.seen[start:]:
            more = self._more()
            assert more, f"waited for {text!r}, saw {self.seen[start:]!r}"
            self.seen += more
        return self.seen[start:]

    def type(self, line: str) -> None:
        os.write(self.master, line.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C, and once more where nothing comes of it: just before a read, a key is needed to notice it."""
        for _ in range(2):
            self.type("\x03")
            while select.select([self.master], [], [], 20)[0]:
                more = self._more()
                self.seen += more
                if not more or "interrupted" in self.seen:
                    return

    def end(self) -> int:
        while more := self._more():
            self.seen += more
        code = self.process.wait(30)
        os.close(self.master)
        return code

    def _more(self) -> str:
        ready, _, _ = select.select([self.master], [], [], 120)
        assert ready, f"nothing more came after {self.seen!r}"
        try:
            return os.read(self.master, 65_536).decode(errors="replace")
        except OSError:  # how Linux says that the other end is closed
            return ""


@pytest.fixture
def settled(tmp_path: Path, default_gazetteer: Gazetteer) -> Path:
    path = tmp_path / "story.yaml"
    path.write_text(SMALL, encoding="utf-8")
    path.chmod(0o640)
    return path


def test_a_dialogue_in_a_real_terminal(settled: Path) -> None:
    terminal = InTerminal("places", str(settled), "-i")
    shown = terminal.until("? for help: ")
    assert "\x1b[33mambiguous\x1b[0m" in shown
    assert re.search(r"1  Tripoli .* Libya .* geonames:2210247", shown)
    terminal.type("nonsense\n")
    assert "is no number" in terminal.until("? for help: ")
    number = re.search(r"(\d)  Tripoli .*Lebanon", shown)
    assert number
    terminal.type(f"{number[1]}\n")
    assert terminal.end() == 0
    assert "1 name pinned" in terminal.seen
    assert "0 left in doubt" in terminal.seen
    assert load_story(settled).places[0].gazetteer_id == "geonames:266826"
    assert settled.stat().st_mode & 0o777 == 0o640


def test_ctrl_c_leaves_the_story_alone(settled: Path) -> None:
    terminal = InTerminal("places", str(settled), "-i", NO_COLOR="1")
    assert "\x1b[3" not in terminal.until("? for help: ")
    terminal.interrupt()
    assert terminal.end() == 130
    assert "interrupted" in terminal.seen
    assert "Traceback" not in terminal.seen
    assert settled.read_text(encoding="utf-8") == SMALL


def test_ctrl_d_ends_the_dialogue(settled: Path) -> None:
    terminal = InTerminal("places", str(settled), "-i")
    terminal.until("? for help: ")
    terminal.type("\x04")
    assert terminal.end() == 1
    assert "1 left in doubt" in terminal.seen


def test_a_piped_table_has_no_colours_and_whole_names(settled: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "geomap", "places", str(settled)], capture_output=True, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"}, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    assert "\u200e" not in done.stdout
    assert "resolved   Homs" in done.stdout
