"""What the commands print, and the lines of JSON that they write."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from gazetteer import Place, Resolution
    from geomap.surroundings import Surroundings


def describe(answer: Resolution, around: Surroundings) -> str:
    """One name's answer for a terminal: what it was taken for and why, or what it may be."""
    lines = [f"{answer.query}: {answer.status.value}"]
    if answer.place is not None:
        lines[0] += f" → {_place_line(answer.place, around)}"
        lines.append(f"  score {answer.score:.2f}, margin {answer.margin:.2f}")
        if answer.reasons:
            lines.append(f"  because: {'; '.join(reason.text for reason in answer.reasons)}")
        return "\n".join(lines)
    lines += [f"  said online: {reason.text}" for reason in answer.reasons if reason.code == "online"]
    if answer.candidates:
        lines[0] += "; it may be" if answer.status.value == "ambiguous" else "; the nearest names are"
        lines += [f"  {candidate.score:.2f}  {_place_line(candidate.place, around)}" for candidate in answer.candidates]
    return "\n".join(lines)


def _place_line(place: Place, around: Surroundings) -> str:
    parts = filter(None, (place.name, place.kind.label, around.of(place)))
    return f"{', '.join(parts)}  [{place.id}]  lon {place.lon:.4f} lat {place.lat:.4f} ± {place.radius_km:g} km"


def write_lines(path: str, rows: Sequence[object], *, force: bool) -> bool:
    """Write rows as lines of JSON; ``-`` is the standard output. Tells whether a file was written."""
    import json

    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if path == "-":
        print(lines, end="")
        return False
    from geomap.files import write_atomic

    write_atomic(path, lines, force=force)
    return True


def print_json(data: object) -> None:
    """Print data as JSON, in its own script rather than in escapes."""
    import json

    print(json.dumps(data, ensure_ascii=False, indent=2))


def count(number: int, noun: str) -> str:
    """A number and its noun: ``1 row``, ``2,000 rows``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
