"""How many place names of news articles are put where they belong; see README.md beside this file.

    accuracy.py DIR

DIR holds ``geocode-dev.jsonl``: one article a line, with its text and its place names (``start``, ``end``, ``surface``,
``lat``, ``lon``, ``geonameid``), the corpus and the publisher. An answer is right when it has the wanted id of
GeoNames, or lies within 161 km (100 miles) of the wanted point; a name that is declined counts as wrong.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gazetteer import Context, Document, Gazetteer, Mention, Resolution

RIGHT_KM = 161.0
EARTH_RADIUS_KM = 6371.009
DRAWS = 2_000
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass
class Tally:
    """What became of the names of one corpus."""

    names: int = 0
    near: int = 0
    right: int = 0
    declined: int = 0
    by_score: dict[float, list[bool]] = field(default_factory=lambda: defaultdict(list))


def main() -> int:
    """Settle every article and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--spread", action="store_true", help="how far the shares go when articles are drawn again")
    arguments = parser.parse_args()
    folder: Path = arguments.folder

    lines = (folder / "geocode-dev.jsonl").read_text(encoding="utf-8").splitlines()
    articles = [json.loads(line) for line in lines if line.strip()]
    documents = [document_of(article) for article in articles]
    with Gazetteer.open() as gazetteer:
        started = time.perf_counter()
        answers = gazetteer.resolve_documents(documents)
        seconds = time.perf_counter() - started
    tallies: dict[str, Tally] = defaultdict(Tally)
    by_article: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for article, found in zip(articles, answers, strict=True):
        tally = tallies[article["corpus"]]
        before = tally.names, tally.right
        for wanted, answer in zip(article["mentions"], found, strict=True):
            count(tally, wanted, answer)
        by_article[article["corpus"]].append((tally.names - before[0], tally.right - before[1]))
    print_tables(tallies)
    if arguments.spread:
        print_spread(by_article)
    total = sum(tally.names for tally in tallies.values())
    print(f"\n{total:,} names in {seconds:.2f} s: {total / seconds:,.0f} a second")
    return 0


def document_of(article: dict[str, Any]) -> Document:
    """The article without what is to be found out."""
    mentions = tuple(Mention(wanted["surface"], wanted["start"], wanted["end"]) for wanted in article["mentions"])
    return Document(article["text"], mentions, Context(publisher=article.get("source") or ""))


def count(tally: Tally, wanted: dict[str, Any], answer: Resolution) -> None:
    """Judge one answer."""
    place = answer.place
    tally.names += 1
    if place is None:
        tally.declined += 1
        return
    near = distance_km(wanted["lon"], wanted["lat"], place.lon, place.lat) < RIGHT_KM
    right = near or (wanted["geonameid"] is not None and wanted["geonameid"] == place.geonames_id)
    tally.near += near
    tally.right += right
    tally.by_score[max(low for low in BINS if answer.score >= low)].append(right)


def distance_km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Great-circle distance on a sphere, by the haversine formula."""
    up, other_up = math.radians(lat), math.radians(other_lat)
    half = math.sin((other_up - up) / 2) ** 2
    half += math.cos(up) * math.cos(other_up) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def print_tables(tallies: dict[str, Tally]) -> None:
    """Accuracy by corpus, then by score over all."""
    print(f"{'corpus':10} {'names':>6} {'acc@161':>8} {'or id':>6} {'declined':>9}")
    for corpus, tally in tallies.items():
        shares = [100 * part / tally.names for part in (tally.near, tally.right, tally.declined)]
        print(f"{corpus:10} {tally.names:6} {shares[0]:8.1f} {shares[1]:6.1f} {shares[2]:9.1f}")
    print(f"\n{'score from':>10} {'answers':>8} {'right':>6}")
    for low in BINS:
        judged = [right for tally in tallies.values() for right in tally.by_score[low]]
        if judged:
            print(f"{low:10.1f} {len(judged):8} {100 * sum(judged) / len(judged):6.1f}")


def print_spread(by_article: dict[str, list[tuple[int, int]]]) -> None:
    """How the share of right answers varies with the articles: drawn with replacement, and by halves."""
    print(f"\n{'corpus':10} {'articles':>8} {'5 %':>6} {'median':>7} {'95 %':>6} {'even':>6} {'odd':>6}")
    chance = random.Random(1)
    for corpus, counts in by_article.items():
        drawn = sorted(share_right(chance.choices(counts, k=len(counts))) for _ in range(DRAWS))
        low, middle, high = (drawn[int(part * DRAWS)] for part in (0.05, 0.5, 0.95))
        even, odd = share_right(counts[::2]), share_right(counts[1::2])
        print(f"{corpus:10} {len(counts):8} {low:6.1f} {middle:7.1f} {high:6.1f} {even:6.1f} {odd:6.1f}")


def share_right(counts: Sequence[tuple[int, int]]) -> float:
    """Per cent of right answers in some articles, each given as (names, right)."""
    return 100 * sum(right for _, right in counts) / max(1, sum(names for names, _ in counts))


if __name__ == "__main__":
    raise SystemExit(main())
