from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from geomap.errors import InputError, OutputError
from geomap.roads import (
    EngineData,
    GraphEngine,
    Network,
    Waypoint,
    keep_network,
    kept_network,
    open_network,
    read_roads,
)
from geomap.roads.network import ARRAYS
from geomap.roads.store import RoadsCacheWarning, kept_identity

ENDS = Waypoint(40.0, 34.0), Waypoint(40.05, 34.05)


@pytest.fixture
def extract(maker: ModuleType, tmp_path: Path) -> Path:
    path: Path = maker.write_osm(tmp_path / "region.osm.pbf", maker.grid(8, one_way=0.3))
    return path


def refuse(paths: Sequence[Path | str]) -> Network:
    raise AssertionError("the files are read again")


def same(one: Network, other: Network) -> bool:
    arrays = all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ARRAYS)
    return arrays and (one.bounds, one.name_table, one.data) == (other.bounds, other.name_table, other.data)


def test_the_second_start_reads_no_roads(extract: Path, tmp_path: Path) -> None:
    first, _ = kept_network([extract], folder=tmp_path / "kept")
    second, _ = kept_network([extract], folder=tmp_path / "kept", read=refuse)
    assert same(first, second)
    assert same(second, read_roads([extract]))


def test_a_kept_network_routes_like_a_read_one(extract: Path, tmp_path: Path) -> None:
    fresh = GraphEngine(read_roads([extract])).route(ENDS, alternates=2)
    for _ in range(2):
        network, memo = kept_network([extract], folder=tmp_path / "kept")
        assert GraphEngine(network, memo=memo).route(ENDS, alternates=2) == fresh


def test_landmarks_are_kept_by_profile(extract: Path, tmp_path: Path) -> None:
    network, memo = kept_network([extract], folder=tmp_path / "kept")
    for profile in ("car", "foot"):
        GraphEngine(network, memo=memo).route(ENDS, profile=profile)
    car, foot = memo.get("landmarks-car"), memo.get("landmarks-foot")
    assert car is not None
    assert foot is not None
    assert (car.shape[0], foot.shape[0]) == (2, 1)  # nobody on foot minds a one-way street
    assert memo.get("landmarks-bus") is None


def test_arrays_cannot_be_written(extract: Path, tmp_path: Path) -> None:
    network, _ = kept_network([extract], folder=tmp_path / "kept")
    with pytest.raises(ValueError, match="read-only"):
        network.lengths_m[0] = 0.0


def test_other_content_is_another_network(maker: ModuleType, extract: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    first, _ = kept_network([extract], folder=folder)
    maker.write_osm(extract, maker.grid(5))
    second, _ = kept_network([extract], folder=folder)
    assert second.edge_count < first.edge_count
    assert len(list(folder.iterdir())) == 2


def cut_short(place: Path) -> None:
    path = place / "points.npy"
    path.write_bytes(path.read_bytes()[:-8])


def wrong_shape(place: Path) -> None:
    np.save(place / "tails.npy", np.zeros(3, dtype=np.int32))


def no_json(place: Path) -> None:
    (place / "meta.json").write_text("{")


def other_json(place: Path) -> None:
    (place / "meta.json").write_text('{"arrays": 3}')


def gone(place: Path) -> None:
    (place / "heads.npy").unlink()


def changed(name: str, value: float) -> Callable[[Path], None]:
    def spoil(place: Path) -> None:
        values = np.load(place / f"{name}.npy")
        values.flat[values.size // 2] = value
        np.save(place / f"{name}.npy", values)

    return spoil


def told(**fields: object) -> Callable[[Path], None]:
    def spoil(place: Path) -> None:
        meta = json.loads((place / "meta.json").read_text())
        (place / "meta.json").write_text(json.dumps(meta | fields))

    return spoil


def other_type(place: Path) -> None:
    np.save(place / "tails.npy", np.load(place / "tails.npy").astype(np.float64))
    meta = json.loads((place / "meta.json").read_text())
    meta["arrays"]["tails"][0] = "<f8"
    (place / "meta.json").write_text(json.dumps(meta))


def test_a_network_that_came_from_no_file_is_known_by_its_arrays(extract: Path, tmp_path: Path) -> None:
    network = read_roads([extract])
    identities = set()
    for name, lengths in (("a", network.lengths_m), ("b", network.lengths_m * 2), ("c", network.lengths_m)):
        made = replace(network, lengths_m=lengths, data=EngineData("Roads of the survey"))
        keep_network(made, tmp_path / name)
        identities.add(kept_identity(tmp_path / name))
        assert open_network(tmp_path / name)[0].data.identity == kept_identity(tmp_path / name)
    assert len(identities) == 2
    assert kept_identity(tmp_path / "missing") is None
    keep_network(network, tmp_path / "read")
    assert kept_identity(tmp_path / "read") == network.data.identity


SPOILT = [
    cut_short, wrong_shape, no_json, other_json, gone, other_type,
    changed("heads", 10**6), changed("tails", -1), changed("classes", 200), changed("names", 99),
    changed("lengths_m", np.nan), changed("lengths_m", -1.0), changed("points", np.inf), changed("node_lats", 91.0),
    changed("offsets", 0), changed("offsets", 10**12),
    told(bounds=None), told(bounds=["a"] * 4), told(bounds=[10**400] * 4), told(bounds=[41, 34, 40, 35]),
    told(names=[]), told(names=[3]), told(data={"title": 3}), told(data={"title": "x", "more": 1}), told(data=None),
]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_damaged_folder_is_no_network(extract: Path, tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    keep_network(read_roads([extract]), tmp_path / "roads")
    open_network(tmp_path / "roads")
    spoil(tmp_path / "roads")
    with pytest.raises(InputError, match=r"holds no network of roads, or a damaged one; try geomap roads build"):
        open_network(tmp_path / "roads")


@pytest.mark.parametrize("spoil", SPOILT[:7])
def test_what_is_spoilt_is_made_again(extract: Path, tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    folder = tmp_path / "kept"
    first, _ = kept_network([extract], folder=folder)
    kept = read_roads([extract])
    del first
    spoil(next(folder.iterdir()))
    again, _ = kept_network([extract], folder=folder)
    assert same(again, kept)
    assert same(kept_network([extract], folder=folder, read=refuse)[0], kept)


def test_spoilt_landmarks_are_computed_again(extract: Path, tmp_path: Path) -> None:
    network, memo = kept_network([extract], folder=tmp_path / "kept")
    answer = GraphEngine(network, memo=memo).route(ENDS)
    (next((tmp_path / "kept").iterdir()) / "landmarks-car.npy").write_bytes(b"nothing")
    assert GraphEngine(network, memo=memo).route(ENDS) == answer


def test_landmarks_of_another_shape_are_not_used(extract: Path, tmp_path: Path) -> None:
    network, memo = kept_network([extract], folder=tmp_path / "kept")
    answer = GraphEngine(network).route(ENDS)
    for wrong in (
        np.zeros((1, 2, 3)),
        np.zeros(network.node_count),
        np.zeros((1, 2, network.node_count), dtype=np.int8),
    ):
        memo.put("landmarks-car", wrong)
        assert GraphEngine(network, memo=memo).route(ENDS) == answer


def test_several_starts_at_once_agree(extract: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        starts = [pool.submit(kept_network, [extract], folder=tmp_path / "kept") for _ in range(4)]
        networks = [start.result()[0] for start in starts]
    assert all(same(networks[0], other) for other in networks)
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_what_a_killed_start_left_is_swept(extract: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    old, young = folder / ".geomap-1-1.tmp", folder / ".geomap-1-2.tmp"
    for left in (old, young):
        left.mkdir(parents=True)
    os.utime(old, (time.time() - 1e5,) * 2)
    kept_network([extract], folder=folder)
    assert (old.exists(), young.exists()) == (False, True)


def test_a_failed_read_leaves_nothing(extract: Path, tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        kept_network([extract], folder=tmp_path / "kept", read=refuse)
    assert not (tmp_path / "kept").exists()


def test_files_that_are_not_there_and_folders_that_cannot_be(extract: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no\.osm\.pbf: cannot be read"):
        kept_network([tmp_path / "no.osm.pbf"], folder=tmp_path / "kept")
    (tmp_path / "file").write_text("")
    with pytest.warns(RoadsCacheWarning, match="file: cannot be written: .*; the roads are read again each time"):
        network, memo = kept_network([extract], folder=tmp_path / "file")
    assert memo is None
    assert GraphEngine(network, memo=memo).route(ENDS) == GraphEngine(read_roads([extract])).route(ENDS)
    with pytest.raises(OutputError, match="cannot be written"):
        keep_network(network, tmp_path / "file" / "roads")
