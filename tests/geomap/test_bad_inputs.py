"""Bad inputs, end to end: the exit code, a message that says where, and outputs that stay as they were.

The numbers are those of the project's list of bad inputs. Each case is a story (or table) that somebody might hand
over; it is built into a folder that holds an earlier build already, which must not change by a byte when the build
fails.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from gazetteer import Gazetteer
from geomap.cli import main

GOOD = """\
title: T
countries: [SY]
sources:
  - {id: s, title: S, published: 2017-08-30}
reports:
  - id: a
    title: A
    when: 2017-08-28
    where: Damascus
    sources: [s]
"""


@dataclass(frozen=True)
class Case:
    """One bad input: its bytes, the file's name, and a pattern that the message must match."""

    number: str
    content: str | bytes
    message: str
    name: str = "story.yaml"
    code: int = 1


def swap(old: str, new: str) -> str:
    assert old in GOOD, old
    return GOOD.replace(old, new)


def with_place(text: str) -> str:
    return GOOD.replace("reports:", f"places:\n  - {text}\nreports:").replace("where: Damascus", "where: p")


def geometry(text: str) -> str:
    return with_place(f"{{id: p, geometry: {text}}}")


def as_json(**changes: object) -> str:
    story = {
        "title": "T",
        "sources": [{"id": "s", "title": "S"}],
        "reports": [{"id": "a", "title": "A", "where": "Damascus", "sources": ["s"]}],
        "countries": ["SY"],
    }
    return json.dumps({**story, **changes})


def table(*rows: str) -> str:
    return "\n".join(("id,title,when,where,source", *rows)) + "\n"


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join('*' + chr(97 + i) for _ in range(9))}]\n" for i in range(9)
)
RING = "[[36,34],[37,34],[37,35],[36,34]]"
MILLION = "[[" + ",".join(f"[{36 + i / 1e6:.6f},{34 + (i % 7) / 10}]" for i in range(1_000_001)) + ",[36.0,34.0]]]"

REFUSED = [
    Case("1", GOOD.replace("title: A", "title: Café").encode("latin-1"), r"story\.yaml:7.*UTF-8"),
    Case("2", GOOD.encode("utf-16"), r"story\.yaml:1.*UTF-8"),
    Case("4", swap("    when:", "\twhen:"), r"story\.yaml:8:1.*tab"),
    Case("5", swap("title: A", 'title: "A'), r"story\.yaml:7:12.*quot"),
    Case("6", swap("    title: A\n", "    title: A\n    title: B\n"), r"story\.yaml:8:5.*title.*line 7"),
    Case("7", swap("    when:", "    whn:"), r"story\.yaml:8:5: reports\[0\]\.whn: .*try when"),
    Case("8", BOMB, r"story\.yaml:\d+:\d+: .*(alias|anchor)"),
    Case("9", swap("title: A", "title: !!python/object/apply:os.system [x]"), r"story\.yaml:7:12: .*tag"),
    Case("10", "title: " + "[" * 200_000, r"story\.yaml:1:\d+: .*24"),
    Case("12", GOOD + "---\ntitle: U\n", r"story\.yaml:11.*document"),
    Case("13", "", r"story\.yaml.*no story"),
    Case("13", "# only a comment\n", r"story\.yaml.*no story"),
    Case("14", GOOD + "# " + "x" * (8 * 1024 * 1024), r"story\.yaml.*8 MiB"),
    Case("15", swap("title: A", "title: A\x00B"), r"story\.yaml:7:13.*"),
    Case("15", swap("title: A", "title: A\x07B"), r"story\.yaml:7:13.*"),
    Case("16", swap("title: A", "title: a: b"), r"story\.yaml:7:13.*quot"),
    Case("17", swap("    title: A\n", "    ? [x, y]\n    : A\n"), r"story\.yaml:7:\d+.*key"),
    Case("24", table("a,A,2017-08-28,Damascus,s", "b,B,2017-08-29,Homs,s,37.0"), r"row 3", "reports.csv"),
    Case("26", "id,title,title,where,source\na,A,B,Damascus,s\n", r"row 1.*title", "reports.csv"),
    Case("28", table('a,"A,2017-08-28,Damascus,s'), r"row 2.*quot", "reports.csv"),
    Case("30", with_place("{id: p, lon: 36.3, lat: 371}"), r"story\.yaml:6:\d+: places\[0\]\.lat: .*371"),
    Case("31", with_place("{id: p, lon: .inf, lat: 33}"), r"story\.yaml:6:\d+: places\[0\]\.lon: "),
    Case("32", geometry("{type: Point, coordinates: [.nan, 33]}"), r"story\.yaml:6:\d+: places\[0\]\.geometry"),
    Case("33", with_place("{id: p, lon: 33.51, lat: 36.29, country: SY}"), r"places\[0\].*swap"),
    Case("33", with_place("{id: p, lon: 12.0, lat: 122.0}"), r"story\.yaml:6:\d+: places\[0\]\.lat: .*swap"),
    Case("34", with_place("{id: p, lon: 0, lat: 0}"), r"story\.yaml:6:\d+: places\[0\].*stated_at_null_island"),
    Case("35", with_place('{id: p, lon: "36,5", lat: 33}'), r"places\[0\]\.lon: .*36,5.*36\.5"),
    Case("36", with_place("{id: p, lon: 36.3, lat: 34°27'08\"N}"), r"places\[0\]\.lat: .*34\.452"),
    Case(
        "37",
        geometry("{type: Point, coordinates: [4040000, 3960000], crs: {type: name, properties: {name: 'EPSG:3857'}}}"),
        r"places\[0\]\.geometry.*(WGS84|4326)",
    ),
    Case("40", geometry("{type: Polygon, coordinates: [[[36,34],[37,34],[37,35],[36,35]]]}"), r"geometry.*ring 1"),
    Case("41", geometry("{type: Point, coordinates: ['36', '34']}"), r"places\[0\]\.geometry"),
    Case(
        "42",
        geometry("{type: GeometryCollection, geometries: [" * 17 + "{type: Point, coordinates: [36, 34]}" + "]}" * 17),
        r"story\.yaml:6:\d+: .*(16|24)",
    ),
    Case(
        "42",
        as_json(
            places=[
                {
                    "id": "p",
                    "geometry": json.loads(
                        '{"type":"GeometryCollection","geometries":[' * 17
                        + '{"type":"Point","coordinates":[36,34]}'
                        + "]}" * 17
                    ),
                }
            ]
        ),
        r"16",
        "story.json",
    ),
    Case(
        "43",
        as_json(places=[{"id": "p", "geometry": {"type": "Polygon", "coordinates": "X"}}]).replace('"X"', MILLION),
        r"(vertices|MiB)",
        "story.json",
    ),
    Case("44", '{"title": "T",\n "title": "U"}', r"story\.json:2.*title", "story.json"),
    Case("45", as_json(places=[{"id": "p", "lon": 36, "lat": float("nan")}]), r"story\.json.*NaN", "story.json"),
    Case("45", as_json(places=[{"id": "p", "lon": float("inf"), "lat": 33}]), r"story\.json.*Infinity", "story.json"),
    Case("46", '{"title": ' + "9" * 5001 + "}", r"story\.json.*(digits|number)", "story.json"),
    Case("46", with_place("{id: p, lon: " + "9" * 5001 + ", lat: 33}"), r"story\.yaml:6:\d+: "),
    Case("47", swap("Damascus", "Damaskussa Xyz"), r"Damaskussa Xyz[\s\S]*(nearest|near)"),
    Case(
        "48", swap("countries: [SY]", "countries: [LB, LY]").replace("Damascus", "Tripoli"), r"Tripoli[\s\S]*geonames:"
    ),
    Case("50", swap("2017-08-28", "2014-02-30"), r"story\.yaml:8:11: reports\[0\]\.when: .*2014-02-30"),
    Case("51", swap("2017-08-28", "yes"), r"story\.yaml:8:11: reports\[0\]\.when: .*yes"),
    Case("51", swap("2017-08-28", "about 2014"), r"story\.yaml:8:11: reports\[0\]\.when: .*about 2014.*2014~"),
    Case("52", swap("2017-08-28", "2017-08-30/2017-08-28"), r"story\.yaml:8:11: reports\[0\]\.when: .*"),
]


def snapshot(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*.*")) if p.is_file()}


@pytest.fixture(scope="module")
def earlier_build(tmp_path_factory: pytest.TempPathFactory, default_gazetteer: Gazetteer) -> Path:
    folder = tmp_path_factory.mktemp("earlier")
    (folder / "story.yaml").write_text(GOOD, encoding="utf-8")
    assert main(["build", str(folder / "story.yaml"), "-o", str(folder / "out"), "-q"]) == 0
    return folder / "out"


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case.number}-{case.name}")
def test_refused_with_where_and_untouched_outputs(
    case: Case, earlier_build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.content if isinstance(case.content, bytes) else case.content.encode("utf-8", "surrogatepass"))
    before = snapshot(earlier_build)
    code = main(["build", str(path), "-o", str(earlier_build), "-q"])
    printed = capsys.readouterr()
    assert code == case.code, printed.err[:2000]
    assert re.search(case.message, printed.err), printed.err[:2000]
    assert "Traceback" not in printed.err
    assert "pydantic" not in printed.err
    assert snapshot(earlier_build) == before


def written(content: str | bytes, tmp_path: Path, name: str = "story.yaml") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return path


def build_and_read(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, str]:
    out = path.parent / "out"
    code = main(["build", str(path), "-o", str(out), "-q"])
    errors = capsys.readouterr().err
    assert code == 0, errors[:2000]
    return out, errors


def properties(out: Path) -> list[dict[str, object]]:
    features = json.loads((out / "reports.geojson").read_text(encoding="utf-8"))["features"]
    return [feature["properties"] for feature in features]


ACCEPTED: list[tuple[str, str | bytes, str, Callable[[list[dict[str, object]]], bool]]] = [
    ("3 byte order mark", b"\xef\xbb\xbf" + GOOD.encode(), "story.yaml", lambda rows: rows[0]["title"] == "A"),
    ("11 NO stays text", swap("title: A", "title: NO"), "story.yaml", lambda rows: rows[0]["title"] == "NO"),
    ("11 12:30 stays text", swap("title: A", "title: 12:30"), "story.yaml", lambda rows: rows[0]["title"] == "12:30"),
    ("11 1_000 stays text", swap("title: A", "title: 1_000"), "story.yaml", lambda rows: rows[0]["title"] == "1_000"),
    ("18 CRLF", GOOD.replace("\n", "\r\n"), "story.yaml", lambda rows: rows[0]["title"] == "A"),
    (
        "19 lone surrogate",
        as_json().replace('"A"', '"A\\ud800B"'),
        "story.json",
        lambda rows: rows[0]["title"] == "A\ufffdB",
    ),
    (
        "25 NA is a name",
        table("NA,NA,2017-08-28,Damascus,s", "null,null,2017-08-29,Homs,s"),
        "reports.csv",
        lambda rows: [row["title"] for row in rows] == ["NA", "null"],
    ),
    ("54 a date to come", swap("2017-08-28", "2999-01-01"), "story.yaml", lambda rows: rows[0]["when"] == "2999-01-01"),
]


@pytest.mark.parametrize(("label", "content", "name", "holds"), ACCEPTED, ids=[row[0] for row in ACCEPTED])
def test_accepted(
    label: str,
    content: str | bytes,
    name: str,
    holds: Callable[[list[dict[str, object]]], bool],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, _ = build_and_read(written(content, tmp_path, name), capsys)
    assert holds(properties(out))


def test_20_bidi_overrides_become_visible_with_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, errors = build_and_read(written(swap("title: A", "title: A\u202eB"), tmp_path), capsys)
    assert re.search(r"story\.yaml:7:\d+: reports\[0\]\.title: warning: ", errors)
    for path in out.rglob("*"):
        if path.is_file():
            assert "\u202e".encode() not in path.read_bytes(), path.name


HOSTILE = ["{{7*7}}", "{% x %}", "{# c #}", "${1+1}", "`"]


@pytest.mark.parametrize("text", HOSTILE)
def test_21_template_text_stays_literal(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = build_and_read(written(swap("title: A", f"title: 'A {text}'"), tmp_path), capsys)
    assert properties(out)[0]["title"] == f"A {text}"
    assert "A 49" not in (out / "map.html").read_text(encoding="utf-8")


def test_38_route_across_the_antimeridian(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = """\
title: T
sources: [{id: s, title: S}]
places:
  - {id: west, lon: 178.4, lat: -18.1, radius_km: 5}
  - {id: east, lon: -171.8, lat: -13.8, radius_km: 5}
reports:
  - {id: a, title: A, where: west, sources: [s]}
  - {id: b, title: B, where: east, sources: [s]}
routes:
  - {id: r, title: R, legs: [{id: l, from: a, to: b, basis: reported, sources: [s]}]}
"""
    out, _ = build_and_read(written(story, tmp_path), capsys)
    (feature,) = json.loads((out / "legs.geojson").read_text(encoding="utf-8"))["features"]
    assert feature["geometry"]["type"] == "MultiLineString"
    for line in feature["geometry"]["coordinates"]:
        assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in line)
        assert all(abs(a[0] - b[0]) < 10 for a, b in pairwise(line))


def test_39_bow_tie_is_mended_with_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from shapely.geometry import shape

    bow_tie = geometry("{type: Polygon, coordinates: [[[36,34],[37,35],[37,34],[36,35],[36,34]]]}")
    out, errors = build_and_read(written(bow_tie, tmp_path), capsys)
    assert re.search(r"story\.yaml:6:\d+: places\[0\]\.geometry: warning: ", errors)
    (feature,) = json.loads((out / "reports.geojson").read_text(encoding="utf-8"))["features"]
    assert shape(feature["geometry"]).is_valid


def test_47_names_the_three_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(swap("Damascus", "Damaskussa Xyz"), tmp_path)
    assert main(["build", str(path), "-o", str(tmp_path / "out"), "-q"]) == 1
    err = capsys.readouterr().err
    assert "story.yaml:9:12: reports[0].where (a): 'Damaskussa Xyz': no place of this name is known" in err
    assert len(re.findall(r"(?m)^    \S+  .* score 0\.\d\d ", err)) == 3
    assert not (tmp_path / "out").exists()


def test_48_accepting_an_ambiguous_name_says_so_on_the_map(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(swap("countries: [SY]", "countries: [LB, LY]").replace("Damascus", "Tripoli"), tmp_path)
    out = tmp_path / "out"
    assert main(["build", str(path), "-o", str(out), "-q", "--accept-ambiguous"]) == 0
    assert properties(out)[0]["status"] == "ambiguous"
    page = (out / "map.html").read_text(encoding="utf-8")
    assert "the best of several places that fit; it may also be Tripoli" in page


def test_49_place_outside_the_storys_countries_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(with_place("{id: p, title: Far away, lon: 2.35, lat: 48.86}"), tmp_path)
    _, errors = build_and_read(path, capsys)
    assert re.search(r"warning: .*outside", errors)


def test_53_event_out_of_order_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = GOOD + "  - {id: b, title: B, when: 2017-08-01, where: Homs, sources: [s]}\n"
    _, errors = build_and_read(written(story, tmp_path), capsys)
    assert re.search(r"story\.yaml:11:\d+: reports\[1\]\.when: warning: ", errors)


def test_54_output_does_not_depend_on_the_clock(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    path = written(GOOD, tmp_path)
    out, _ = build_and_read(path, capsys)
    before = snapshot(out)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 10 * 365 * 86_400)
    out, _ = build_and_read(path, capsys)
    assert snapshot(out) == before


@pytest.mark.parametrize("identifier", ["../../x", "a/b", "..", "C:\\x"])
def test_57_ids_cannot_reach_outside_the_folder(
    identifier: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(swap("id: a", f"id: '{identifier}'"), tmp_path)
    assert main(["build", str(path), "-o", str(tmp_path / "out"), "-q"]) == 1
    assert re.search(r"story\.yaml:6:\d+: reports\[0\]\.id: ", capsys.readouterr().err)
    assert [p.name for p in tmp_path.iterdir()] == ["story.yaml"]


def test_58_a_symlink_is_not_written_through(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(GOOD, tmp_path)
    precious = tmp_path / "precious.txt"
    precious.write_text("keep")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "map.html").symlink_to(precious)
    assert main(["build", str(path), "-o", str(tmp_path / "out"), "-q"]) == 4
    assert "map.html" in capsys.readouterr().err
    assert precious.read_text() == "keep"
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["map.html"]


def test_58_a_symlinked_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(GOOD, tmp_path)
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    assert main(["build", str(path), "-o", str(tmp_path / "out"), "-q"]) == 4
    assert "symbolic link" in capsys.readouterr().err
    assert not any((tmp_path / "real").iterdir())


@pytest.mark.parametrize(("title", "folder"), [("CON", r"con-[0-9a-f]+"), ("خريطة القافلة", r"map-[0-9a-f]+")])
def test_59_titles_become_safe_folder_names(
    title: str, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(swap("title: T", f"title: {title}"), tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["build", str(path), "-q"]) == 0
    (made,) = [p.name for p in tmp_path.iterdir() if p.is_dir()]
    assert re.fullmatch(folder, made)


def test_60_a_full_disk_leaves_the_old_files_whole(
    earlier_build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import errno
    import os

    before = snapshot(earlier_build)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    path = written(swap("title: A", "title: B"), tmp_path)
    assert main(["build", str(path), "-o", str(earlier_build), "-q"]) == 4
    assert "No space left" in capsys.readouterr().err
    assert snapshot(earlier_build) == before


def test_61_a_folder_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(GOOD, tmp_path)
    (tmp_path / "file").write_text("in the way")
    assert main(["build", str(path), "-o", str(tmp_path / "file" / "out"), "-q"]) == 4
    assert str(tmp_path / "file") in capsys.readouterr().err
    assert (tmp_path / "file").read_text() == "in the way"


def test_61_a_file_of_somebody_else_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(GOOD, tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "map.html").write_text("my own work")
    assert main(["build", str(path), "-o", str(tmp_path / "out"), "-q"]) == 4
    assert "--force" in capsys.readouterr().err
    assert (tmp_path / "out" / "map.html").read_text() == "my own work"
    assert main(["build", str(path), "-o", str(tmp_path / "out"), "-q", "--force"]) == 0


def test_78_an_interrupt_leaves_nothing_half_written(
    earlier_build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import os

    before = snapshot(earlier_build)

    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    path = written(swap("title: A", "title: B"), tmp_path)
    assert main(["build", str(path), "-o", str(earlier_build), "-q"]) == 130
    assert "interrupted" in capsys.readouterr().err
    assert snapshot(earlier_build) == before
