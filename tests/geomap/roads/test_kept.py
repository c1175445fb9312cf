"""Kept answers: the same bytes in every build, with the engine or without, and nothing taken on trust."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import InputError, OutputError
from geomap.geodesy import LonLat, distance_km
from geomap.roads import (
    Avoid,
    BadLock,
    BadRequest,
    EngineData,
    EngineRoute,
    EngineUnavailable,
    LimitExceeded,
    NoRoute,
    NotSnapped,
    OutOfCoverage,
    Request,
    RoadError,
    Snap,
    Waypoint,
    engine_path,
)
from geomap.roads.entries import Entry, Refusal, entry_for, kept_path
from geomap.roads.kept import KeptEngine
from geomap.roads.locktext import parse, text_of
from geomap.roads.polyline import encoded
from geomap.roads.routefile import LOCK_NAME, MAX_BYTES, RouteFile

A, B = Waypoint(40.1, 34.001, name="Jabal Sundus"), Waypoint(40.9, 34.0)


class Engine:
    """Answers with a crooked line, or with an error; counts how often it was asked."""

    name = "graph"
    version = "1.2"
    data = EngineData("roads.osm.pbf", "2017-08-28T20:21:02Z", "© OpenStreetMap contributors, ODbL 1.0", "2017")

    def __init__(self, error: RoadError | None = None) -> None:
        self.error = error
        self.asked = 0

    def route(self, points: Any, **options: Any) -> EngineRoute:
        self.asked += 1
        if self.error:
            raise self.error
        request = Request.checked(points, **options)
        west, east = request.stops[0].lon + 1e-7, request.stops[-1].lon
        lons = [west, west + 0.2333333333, (west + east) / 2, east]
        paths = [engine_path(lons, [34, 34.1234567, y, 34], duration_h=1 / y) for y in (34.2, 34.9)]
        return EngineRoute(
            engine=self.name,
            version=self.version,
            profile=request.profile,
            data=self.data,
            request_hash=request.hash_for(self.name),
            paths=tuple(paths[: 1 + request.alternates]),
            snaps=tuple(
                Snap(stop.lon + 1e-7, 34.0, distance_km(LonLat(stop.lon, stop.lat), LonLat(stop.lon, 34.0)))
                for stop in request.stops
            ),
            notes=("3.4 km of the way are a ferry",),
        )


def gone() -> Any:
    raise EngineUnavailable("rustworkx is not installed")


def kept(folder: Path, opener: Callable[[], Any] = gone, **options: Any) -> KeptEngine:
    return KeptEngine(RouteFile(folder / LOCK_NAME), names=["graph"], opener=opener, **options)


# --- the same again ---------------------------------------------------------------------------------------------------


def test_a_second_build_needs_no_engine(tmp_path: Path) -> None:
    engine = Engine()
    first = kept(tmp_path, lambda: engine).route((A, B), alternates=1)
    text = (tmp_path / LOCK_NAME).read_bytes()
    second = kept(tmp_path).route((A, B), alternates=1)
    assert second == first
    assert engine.asked == 1
    assert (tmp_path / LOCK_NAME).read_bytes() == text
    assert first.paths[0].lats == (34.0, 34.123457, 34.2, 34.0)
    assert first.paths[0].length_km == pytest.approx(
        engine_path(first.paths[0].lons, first.paths[0].lats).length_km, abs=1e-6
    )


def test_what_was_never_asked_wants_the_engine(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="rustworkx"):
        kept(tmp_path).route((A, B))
    assert not (tmp_path / LOCK_NAME).exists()


@pytest.mark.parametrize(
    "error",
    [
        NoRoute("no way is left from A to B: every one crosses an avoided area"),
        NotSnapped(12.34567891, where="Jabal Sundus", limit_km=2.0),
        NotSnapped(35.0, where="A", limit_km=35.0, at_least=True),
        OutOfCoverage("A lies outside of roads.osm.pbf"),
        LimitExceeded("valhalla: too far"),
    ],
)
def test_that_there_is_no_way_is_kept_like_a_way(tmp_path: Path, error: RoadError) -> None:
    with pytest.raises(type(error)) as first:
        kept(tmp_path, lambda: Engine(error)).route((A, B))
    with pytest.raises(type(error)) as second:
        kept(tmp_path).route((A, B))
    assert str(first.value) == str(second.value) == str(error)
    assert getattr(second.value, "km", None) == pytest.approx(getattr(error, "km", None), abs=1e-6)


@pytest.mark.parametrize("error", [BadRequest(["no"]), EngineUnavailable("down")])
def test_a_fault_is_not_kept(tmp_path: Path, error: RoadError) -> None:
    with pytest.raises(type(error)):
        kept(tmp_path, lambda: Engine(error)).route((A, B))
    assert not (tmp_path / LOCK_NAME).exists()


def test_other_requests_and_other_data_are_asked_anew(tmp_path: Path) -> None:
    engine = Engine()
    area = Avoid(shapely.box(10, 10, 11, 11))
    for options in ({}, {"via": [B]}, {"avoid": [area]}, {"alternates": 1}, {"profile": "bus"}):
        kept(tmp_path, lambda: engine).route((A, B), **options)
        kept(tmp_path, lambda: engine, at_hand=lambda: "2017").route((A, B), **options)
    assert engine.asked == 5
    newer = kept(tmp_path, lambda: engine, at_hand=lambda: "2024")
    newer.route((A, B))
    assert newer.notices == ("other roads than those of the kept answers (roads.osm.pbf): asked anew",)
    kept(tmp_path, lambda: engine).route((A, replace(B, name="another name")))
    assert engine.asked == 6


def test_roads_that_are_not_at_hand_are_those_that_were_asked(tmp_path: Path) -> None:
    answer = kept(tmp_path, Engine).route((A, B))
    text = (tmp_path / LOCK_NAME).read_bytes()
    for title in (None, "roads.osm.pbf"):
        engine = kept(tmp_path, at_hand=lambda: None, title=title)
        assert engine.route((A, B)) == engine.route((A, B)) == answer
        (notice,) = engine.notices
        assert notice == (
            "the kept answers of graph on roads.osm.pbf, as of 2017-08-28T20:21:02Z are used: its roads are not there"
        )
        assert engine.silence is None
    with pytest.raises(EngineUnavailable):  # of another name, as far as that tells
        kept(tmp_path, at_hand=lambda: None, title="new.osm.pbf").route((A, B))

    def broken() -> str:
        raise InputError("roads.osm.pbf: cannot be read: Permission denied")

    engine = kept(tmp_path, at_hand=broken)
    assert engine.route((A, B)) == answer
    assert "Permission denied" in engine.notices[0]
    assert (tmp_path / LOCK_NAME).read_bytes() == text


def test_where_nobody_answers_for_other_roads_the_kept_answers_are_used_and_told(tmp_path: Path) -> None:
    answer = kept(tmp_path, Engine).route((A, B))
    engine = kept(tmp_path, at_hand=lambda: "2024")
    assert engine.route((A, B)) == answer
    assert engine.notices == ("the kept answers on other roads (roads.osm.pbf) are used: rustworkx is not installed",)
    assert isinstance(engine.silence, EngineUnavailable)


def test_an_engine_that_answers_nothing_is_known_for_it(tmp_path: Path) -> None:
    engine = kept(tmp_path)
    assert engine.silence is None
    with pytest.raises(EngineUnavailable):
        engine.route((A, B))
    assert "rustworkx" in str(engine.silence)
    none = kept(tmp_path, lambda: Engine(NoRoute("the sea")))
    with pytest.raises(NoRoute):
        none.route((A, B))
    assert none.silence is None


def test_a_refreshed_answer_is_asked_once(tmp_path: Path) -> None:
    engine = Engine()
    kept(tmp_path, lambda: engine).route((A, B))
    again = kept(tmp_path, lambda: engine, refresh=True)
    assert again.route((A, B)) == again.route((A, B))
    assert engine.asked == 2


def test_an_engine_of_one_of_two_names(tmp_path: Path) -> None:
    answer = kept(tmp_path, Engine).route((A, B))
    names = ["valhalla+http", "graph"]
    engine = KeptEngine(RouteFile(tmp_path / LOCK_NAME), names=names, opener=gone)
    assert engine.name == "valhalla+http"
    assert engine.route((A, B)) == answer


def test_it_is_an_engine(tmp_path: Path) -> None:
    engine = kept(tmp_path, Engine)
    assert (engine.name, engine.version, engine.data) == ("graph", "1.2", Engine.data)


# --- the file ---------------------------------------------------------------------------------------------------------


def test_the_text_is_for_people(tmp_path: Path) -> None:
    kept(tmp_path, Engine).route((A, B))
    text = (tmp_path / LOCK_NAME).read_text(encoding="utf-8")
    for line in (
        "points = [[40.1, 34.001, 0.0], [40.9, 34.0, 0.0]]",
        'names = ["Jabal Sundus", ""]',
        'profile = "car"',
        'engine = "graph"',
        'engine_version = "1.2"',
        'data = "roads.osm.pbf"',
        'data_date = "2017-08-28T20:21:02Z"',
        'data_id = "2017"',
        'attribution = "© OpenStreetMap contributors, ODbL 1.0"',
        'notes = ["3.4 km of the way are a ferry"]',
    ):
        assert line in text.splitlines()
    assert max(map(len, text.splitlines())) <= 120


def test_the_order_of_asking_does_not_show(tmp_path: Path) -> None:
    stops = [A, B, Waypoint(40.5, 34)]
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    for folder, ends in (("one", stops), ("two", stops[::-1])):
        engine = kept(tmp_path / folder, Engine)
        for end in ends:
            engine.route((Waypoint(40.3, 34), end))
    assert (tmp_path / "one" / LOCK_NAME).read_bytes() == (tmp_path / "two" / LOCK_NAME).read_bytes()


def test_what_another_build_has_added_stays(tmp_path: Path) -> None:
    one, two = kept(tmp_path, Engine), kept(tmp_path, Engine)
    one.route((A, B))
    two.route((B, A))
    assert len(RouteFile(tmp_path / LOCK_NAME)) == 2


@pytest.mark.skipif(os.name == "nt", reason="permissions as POSIX has them")
def test_permissions_and_links_stay(tmp_path: Path) -> None:
    (tmp_path / "kept.toml").write_text(text_of({}), encoding="utf-8")
    (tmp_path / "kept.toml").chmod(0o640)
    (tmp_path / LOCK_NAME).symlink_to("kept.toml")
    kept(tmp_path, Engine).route((A, B))
    assert (tmp_path / LOCK_NAME).is_symlink()
    assert stat.S_IMODE((tmp_path / "kept.toml").stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.toml", LOCK_NAME]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        kept(tmp_path / "missing", Engine).route((A, B))


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).mkdir()
    with pytest.raises(BadLock, match="is not a regular file"):
        kept(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        RouteFile(tmp_path / ("x" * 5_000))


def test_too_much_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / LOCK_NAME).open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(BadLock, match="is larger than"):
        kept(tmp_path)


numbers = st.floats(-1e9, 1e9)
texts = st.text(max_size=20)


@given(
    points=st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=8),
    name=texts,
    title=texts,
    date=st.none() | texts,
    note=texts,
    hours=st.none() | st.floats(0, 1e4),
)
def test_every_answer_comes_back_as_it_was_given(
    points: Any, name: str, title: str, date: str | None, note: str, hours: float | None
) -> None:
    lons, lats = zip(*points, strict=True)
    request = Request.checked((Waypoint(lons[0], lats[0], name=name), Waypoint(lons[-1], lats[-1])))
    answer = EngineRoute(
        engine="graph",
        version=note,
        profile="car",
        data=EngineData(title, date, title),
        request_hash=request.hash_for("graph"),
        paths=(engine_path(lons, lats, duration_h=hours),),
        snaps=tuple(Snap(stop.lon, stop.lat, 1 / 3000) for stop in request.stops),
        notes=(note,),
    )
    entry = entry_for(request, answer)
    text = text_of({answer.request_hash: entry})
    assert parse(text, "routes.lock") == {answer.request_hash: entry}
    assert text_of(parse(text, "routes.lock")) == text
    assert entry_for(request, entry.answer) == entry


# --- what is wrong with a file ----------------------------------------------------------------------------------------


def good() -> str:
    request = Request.checked((A, B))
    return text_of({"": entry_for(request, Engine().route((A, B)))})


def refused() -> str:
    request = Request.checked((A, B))
    data = EngineData("roads.osm.pbf")
    answer = Refusal("graph", "1", "car", data, request.hash_for("graph"), "NotSnapped", "A", 12.3, 2.0)
    return text_of({"": Entry(request.stops, 0, 0, answer)})


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("version = 1\n", "", "says no version"),
        ("version = 1\n", "version = 2\n", "is of version 2, this program reads 1"),
        ("version = 1\n", "version = 1\nextra = 1\n", "'extra' that is not known"),
        ("version = 1\n", "version = 1\nroute = 5\n", "cannot be read"),
        ("[[route]]", "<<<<<<< HEAD\n[[route]]", "two versions of the file were merged"),
        ("[[route]]", "=======\n[[route]]", "two versions"),
        ("profile", "=profile", "cannot be read .*line 9"),
        ("[[route.path]]", "[route.path]", "should have a path"),
        ("[[route]]\n", "[[ route ]]\n", "not laid out as geomap does it"),
        ("length_km = ", "length_km = 9", "km of a line that is"),
        ("length_km = ", "length_km = -", "has a wrong length_km"),
        ("length_km = ", "length_km = inf # ", "has a wrong length_km"),
        ("duration_h", "lenght", "has a field 'lenght' that is not known"),
        ("[[40.1, 34.001, 0.0], ", "[[40.1, 340.0, 0.0], ", "has a wrong points"),
        ("[[40.1, 34.001, 0.0], ", "[[true, 34.0, 0.0], ", "has a wrong points"),
        ("[[40.1, 34.001, 0.0], ", "[", "a name for each of two points"),
        ('names = ["Jabal Sundus", ', "names = [", "a name for each of two points"),
        ("Jabal Sundus", "\\u202eJabal", "has a wrong names"),
        ('profile = "car"', 'profile = "care"', "has a wrong profile: 'care'"),
        ('profile = "car"\n', "", "has no profile"),
        ('engine = "graph"', 'engine = "graph\\n"', "has a wrong engine"),
        ('hash = "', 'hash = "../', "has a wrong hash"),
        ("data_date = ", 'data_date = "soon" # ', "has a wrong data_date"),
        ("snaps = [[", "snaps = [[1.0, 1.0, 1.0], [", "should have 2 snaps, and has 3"),
        ("'''\n_", "'''\n _!", "has a line that is no encoded line"),
        ("'''\n_", "'''\n'''#", "has a line without a second point"),
        ('profile = "car"', 'profile = "car"\nrefused = "Exit"\nreason = "x"', "has a field .snaps. that is not known"),
        ('profile = "car"', 'profile = "car"\nalternates = 4', "has a wrong alternates"),
        ("length_km = ", "length_km = " + "9" * 400 + " # ", "has a wrong length_km"),
        ("snaps = [[40", "snaps = [[" + "9" * 400, "has a wrong snaps"),
        ("version = 1\n", "version = 0x" + "f" * 5_000 + "\n", "is of version no number of this world"),
        ('data_date = "2017-08-28T', 'data_date = "2017-08-32T', "has a wrong data_date"),
        ('data_date = "2017-08-28T20:21:02Z"', 'data_date = "9999-99-99"', "has a wrong data_date"),
        ("points = [[40.1, ", "points = [[40.2, ", "has a hash that is not that of its points"),
        ('profile = "car"', 'profile = "bus"', "has a hash that is not that of"),
        ('engine = "graph"', 'engine = "valhalla"', "has a hash that is not that of"),
        ('hash = "', 'hash = "' + "0" * 64 + '" # ', "has a hash that is not that of"),
        ("snaps = [[40.1, 34.0, ", "snaps = [[40.1, 34.5, ", "km off the road, which is 55"),
        (
            "snaps = [[40.1, 34.0, 0.1109",
            "snaps = [[40.1, 34.2, 22.0737], [40.9, 34.0, 0.0]] # ",
            "has a road 22.1 km off Jabal Sundus",
        ),
    ],
)
def test_a_file_that_was_changed_is_refused(old: str, new: str, says: str) -> None:
    assert old in good()
    with pytest.raises(BadLock, match=rf"^routes\.lock:\d+: .*{says}") as raised:
        parse(good().replace(old, new, 1), "routes.lock")
    assert str(raised.value).isprintable()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("km = 12.3\n", "", "do not go with NotSnapped"),
        ("km = 12.3\n", "km = nan\n", "wrong km"),
        ('refused = "NotSnapped"', 'refused = "NoRoute"', "do not go with NoRoute"),
        ('refused = "NotSnapped"', 'refused = "BadRequest"', "wrong refused"),
        ("km = 12.3\n", "km = 12.3\nat_least = 0\n", "wrong at_least"),
    ],
)
def test_a_refusal_that_was_changed_is_refused(old: str, new: str, says: str) -> None:
    assert parse(refused(), "routes.lock")
    assert old in refused()
    with pytest.raises(BadLock, match=says):
        parse(refused().replace(old, new, 1), "routes.lock")


def way(*points: tuple[float, float]) -> str:
    path = kept_path(*map(list, zip(*points, strict=True)), duration_h=None)
    return f"length_km = {path.length_km}\nline = '''\n{encoded(path.lons, path.lats)}'''\n"


@pytest.mark.parametrize(
    ("ways", "says"),
    [
        ([way((10.0, 50.0), (11.0, 51.0))], "has a line that does not lead from its first point to its last"),
        ([way((40.9, 34.0), (40.1, 34.0))], "has a line that does not lead from"),
        ([way((40.1, 34.0), (40.8, 34.0))], "has a line that does not lead from"),
        ([way((40.1, 34.0), (40.9, 34.0))] * 2, "has 2 ways, and 1 were asked for"),
    ],
)
def test_a_line_that_was_put_in_is_refused(ways: list[str], says: str) -> None:
    whole = good()[: good().index("[[route.path]]")]
    assert parse(whole + "[[route.path]]\n" + way((40.1, 34.0), (40.9, 34.0)), "routes.lock")
    with pytest.raises(BadLock, match=says):
        parse(whole + "".join(f"[[route.path]]\n{each}" for each in ways), "routes.lock")


def test_an_answer_under_the_hash_of_another_is_refused(tmp_path: Path) -> None:
    """Areas are in the hash alone, so that only the request can tell."""
    beside, across = Avoid(shapely.box(10, 10, 11, 11)), Avoid(shapely.box(40.3, 33.9, 40.6, 34.3), "the town")
    engine = kept(tmp_path, Engine)
    engine.route((A, B), avoid=[beside])
    path = tmp_path / LOCK_NAME
    hashes = [Request.checked((A, B), avoid=[area]).hash_for("graph") for area in (beside, across)]
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(*hashes), encoding="utf-8")
    with pytest.raises(BadLock, match="has a way that crosses the town, which is to be avoided; put the version"):
        kept(tmp_path).route((A, B), avoid=[across])
    path.write_text(text.replace("points = [[40.1, ", "points = [[40.1001, "), encoding="utf-8")
    with pytest.raises(BadLock, match="has other points, areas, profile or engine than its hash"):
        kept(tmp_path).route((A, B), avoid=[beside])


# --- what is not kept -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"paths": (engine_path([40.1, 40.9], [34, 34]),) * 2}, "has 2 ways, and 1 were asked for"),
        ({"paths": (engine_path([40.1, 40.9], [34, 34], duration_h=1e13),)}, "has a wrong duration_h"),
        (
            {"paths": (engine_path([40.1, 42.0], [34, 34]),)},
            "has a line that does not lead from its first point to its last",
        ),
        ({"engine": "Graph 2"}, "has a wrong engine"),
        ({"request_hash": "0" * 64}, "has a hash that is not that of its points"),
    ],
)
def test_what_could_not_be_read_again_is_not_kept(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    class Odd(Engine):
        def route(self, points: Any, **options: Any) -> EngineRoute:
            return replace(super().route(points, **options), **changes)

    with pytest.raises(EngineUnavailable, match=f"graph: cannot have meant its answer, which {says}"):
        kept(tmp_path, Odd).route((A, B))
    assert not (tmp_path / LOCK_NAME).exists()


def test_an_entry_that_is_there_twice_is_refused() -> None:
    text = good()
    with pytest.raises(BadLock, match="is there a second time"):
        parse(text + text[text.index("\n[[route]]") :], "routes.lock")


@pytest.mark.parametrize("data", [b"\xff", b"version = 1\n\xe9", b"\x00", b"[" * 100_000, b"a = " + b"[" * 100_000])
def test_bytes_that_are_no_such_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / LOCK_NAME).write_bytes(data)
    with pytest.raises(BadLock, match="put the version of the last commit back"):
        kept(tmp_path)


@given(st.text(max_size=200))
def test_strangers_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(BadLock):
        assert parse("version = 1\n" + text, "routes.lock") == {}


def test_line_ends_of_another_system_are_no_matter() -> None:
    assert parse(good().replace("\n", "\r\n"), "routes.lock") == parse(good(), "routes.lock")
