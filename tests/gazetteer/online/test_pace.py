"""A second between two requests, of one process and of several."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from gazetteer.online import pace as pace_module
from gazetteer.online.pace import ONE_A_SECOND, Pace
from gazetteer.online.service import Service
from gazetteer.online.turns import beside_the_index


class FakeClock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_requests_are_a_second_apart() -> None:
    assert ONE_A_SECOND.interval_s == 1.0
    clock = FakeClock()
    pace = Pace(1.0, clock=clock, sleep=clock.sleep)
    passed = []
    for busy in (0.0, 0.25, 0.0, 5.0):
        pace.wait()
        passed.append(clock.now)
        clock.now += busy
    pace.wait()
    passed.append(clock.now)
    # The first waits, too: another run of the program may have asked just before this one.
    assert passed == [101.0, 102.0, 103.0, 104.0, 109.0]
    assert clock.slept == [1.0, 1.0, 0.75, 1.0]


def test_every_request_waits_for_its_turn(geocoder: Any) -> None:
    clock = FakeClock()
    service = Service(geocoder.online(), pace=Pace(1.0, clock=clock, sleep=clock.sleep))
    geocoder.says("Tell Sundus", status=302, headers={"Location": "/search?q=moved"})
    for name in ("Atlantis", "Tell Sundus"):
        service.ask(name)
    assert geocoder.names == ["Atlantis", "Tell Sundus", "moved"]
    assert clock.now == 103.0


def test_the_pace_of_a_process_is_that_of_all_its_services(geocoder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    for name, value in (
        ("interval_s", 1.0),
        ("_shared", None),
        ("_clock", clock),
        ("_sleep", clock.sleep),
        ("_last", clock.now),
    ):
        monkeypatch.setattr(ONE_A_SECOND, name, value)
    for name in ("One", "Two", "Three"):
        Service(geocoder.online()).ask(name)
    assert clock.slept == [1.0, 1.0, 1.0]


# --- several processes ------------------------------------------------------------------------------------------------

ASK = """
import sys, time
from pathlib import Path
from gazetteer.online.pace import Pace
pace = Pace(float(sys.argv[2]), shared=lambda: Path(sys.argv[1]))
for _ in range(3):
    pace.wait()
    print(time.time())
"""


def test_processes_take_turns(tmp_path: Path) -> None:
    interval_s = 0.2
    command = [sys.executable, "-c", ASK, str(tmp_path / "cache" / "asked"), str(interval_s)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    asked = sorted(float(line) for process in running for line in process.communicate(timeout=60)[0].split())
    assert len(asked) == 6
    gaps = [later - earlier for earlier, later in itertools.pairwise(asked)]
    assert min(gaps) > interval_s / 2  # what is printed lags behind what was waited for


def fake(tmp_path: Path, **options: Any) -> tuple[Pace, FakeClock]:
    clock = FakeClock()
    return Pace(1.0, shared=lambda: tmp_path / "asked", clock=clock, sleep=clock.sleep, **options), clock


def test_another_process_that_asked_just_now_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pace, clock = fake(tmp_path)
    clock.now += 100  # this process has been busy for long
    (tmp_path / "asked").touch()
    just_now = (tmp_path / "asked").stat().st_mtime + 0.25
    monkeypatch.setattr(pace_module.time, "time", lambda: just_now + sum(clock.slept))
    pace.wait()
    assert clock.slept == [pytest.approx(0.75)]


@pytest.mark.parametrize("age_s", [3.0, -3_600.0])  # long ago; or the clock was set back
def test_one_that_asked_at_another_time_is_not(tmp_path: Path, age_s: float) -> None:
    pace, clock = fake(tmp_path)
    clock.now += 100
    (tmp_path / "asked").touch()
    then = time.time() - age_s
    os.utime(tmp_path / "asked", (then, then))
    pace.wait()
    assert clock.slept == []
    assert abs((tmp_path / "asked").stat().st_mtime - time.time()) < 60


def test_without_a_folder_to_share_the_own_pace_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    clock = FakeClock()
    pace = Pace(1.0, shared=lambda: tmp_path / "file" / "asked", clock=clock, sleep=clock.sleep)
    for _ in range(3):
        pace.wait()
    assert clock.slept == [1.0, 1.0, 1.0]


def test_the_file_lies_beside_the_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path))
    assert beside_the_index("asked-online").parent == tmp_path
