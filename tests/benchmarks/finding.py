"""Finding names in text: how right, how quick, with how much memory.

``.venv/bin/python tests/benchmarks/finding.py FOLDER`` reads ``geotag-*.jsonl`` there: one article a line, with
``article``, ``text`` and the gold ``mentions`` (``start``, ``end``). A span is right when both its ends are.
``--errors N`` lists the commonest wrong and missed spans. ``--fit`` fits the weights on each half of the articles
by logistic regression (ridge penalty 2), rounds them to halves, and measures them on the other half: what to expect
on articles that nobody tuned for.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log10
from pathlib import Path
from typing import Any

import numpy as np

from gazetteer.index import PlaceIndex, build_index
from gazetteer.mentions import IndexLexicon, NameFinder
from gazetteer.mentions.evidence import WEIGHTS
from gazetteer.mentions.tokens import tokenize

RIDGE = 2.0
STEPS = 40

Article = dict[str, Any]


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", type=int, default=0, metavar="N")
    parser.add_argument("--fit", action="store_true")
    asked = parser.parse_args()
    articles = [json.loads(line) for path in sorted(asked.folder.glob("geotag-*.jsonl")) for line in path.open("rb")]
    with PlaceIndex.open(build_index().path) as index:
        finder = NameFinder(IndexLexicon(index))
        report_speed(finder, [article["text"] for article in articles])
        print(f"{'all articles':<36} {measure(finder, articles)}")
        for name, half in (("even", articles[::2]), ("odd", articles[1::2])):
            print(f"  {name:<34} {measure(finder, half)}")
        if asked.fit:
            report_fit(finder, articles)
        if asked.errors:
            report_errors(finder, articles, asked.errors)
    return 0


def report_speed(finder: NameFinder, texts: Sequence[str]) -> None:
    size = sum(len(text.encode()) for text in texts) / 1e6
    for name in ("first reading", "second reading, names remembered"):
        start = time.process_time()
        for text in texts:
            finder.find(text)
        print(f"{name:<36} {size / (time.process_time() - start):.2f} MB/s")
    print(f"{'most memory of the process':<36} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def spans(finder: NameFinder, article: Article) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """What was found in an article, and what should have been."""
    found = {(mention.start, mention.end) for mention in finder.find(article["text"])}
    return found, {(mention["start"], mention["end"]) for mention in article["mentions"]}


def measure(finder: NameFinder, articles: Iterable[Article]) -> str:
    pairs = [spans(finder, article) for article in articles]
    right = sum(len(found & wanted) for found, wanted in pairs)
    precision = right / sum(len(found) for found, _ in pairs)
    recall = right / sum(len(wanted) for _, wanted in pairs)
    f1 = 2 * precision * recall / (precision + recall)
    return f"precision {100 * precision:.1f}  recall {100 * recall:.1f}  F1 {100 * f1:.1f}"


def report_errors(finder: NameFinder, articles: Iterable[Article], most: int) -> None:
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for article in articles:
        found, wanted = spans(finder, article)
        wrong.update(article["text"][start:end] for start, end in found - wanted)
        missed.update(article["text"][start:end] for start, end in wanted - found)
    for name, counted in (("wrong", wrong), ("missed", missed)):
        print(f"{name}: {', '.join(f'{text} {count}' for text, count in counted.most_common(most))}")


def report_fit(finder: NameFinder, articles: Sequence[Article]) -> None:
    """Fit on each half, measure on the other, and print the fitted weights beside ours."""
    ours = dict(WEIGHTS)
    fits = []
    for name, learn, test in (("even", articles[::2], articles[1::2]), ("odd", articles[1::2], articles[::2])):
        fits.append(fit(finder, learn))
        WEIGHTS.update({code: round(2 * weight) / 2 for code, weight in fits[-1].items()})
        print(f"fitted on {name}, measured on the rest   {measure(finder, test)}")
        WEIGHTS.update(ours)
    for code, weight in ours.items():
        print(f"  {code:<16} {weight:>6}  fitted {'  '.join(f'{fitted.get(code, 0):>6.2f}' for fitted in fits)}")


def fit(finder: NameFinder, articles: Iterable[Article]) -> dict[str, float]:
    """Weights of the evidence by logistic regression over the candidates of the articles (Newton's method)."""
    rows: list[Counter[str]] = []
    right: list[bool] = []
    for article in articles:
        wanted = {(mention["start"], mention["end"]) for mention in article["mentions"]}
        for judged in (each for group in finder.judge(tokenize(article["text"])) for each in group):
            row: Counter[str] = Counter(judged.codes)
            facts = judged.candidate.facts
            population = facts.population if facts else 0
            if population > 10:
                row["tenfold"] = log10(population / 10)  # type: ignore[assignment]
            rows.append(row)
            right.append((judged.candidate.start, judged.candidate.stop) in wanted)
    codes = sorted({code for row in rows for code in row})
    features = np.array([[row[code] for code in codes] for row in rows], dtype=float)
    target = np.array(right, dtype=float)
    weights = np.zeros(len(codes))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (chance - target) + RIDGE * weights
        bend = (features * (chance * (1 - chance))[:, None]).T @ features + RIDGE * np.eye(len(codes))
        weights -= np.linalg.solve(bend, slope)
    return dict(zip(codes, weights.tolist(), strict=True))


if __name__ == "__main__":
    raise SystemExit(main())
