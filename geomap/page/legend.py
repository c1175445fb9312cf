"""The legend: what is really on the map, and how lines along roads came about."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.languages import Speech, Spoken, to_say
from geomap.page.cards import Row
from geomap.page.context import Legend, LineKey, ObstacleView, SourceKey, SymbolKey
from geomap.story.model import Basis, Role
from geomap.style import LINE_STYLES, OBSTACLE, SYMBOLS


def legend_of(
    report_rows: Sequence[Row],
    leg_rows: Sequence[Row],
    barred: Sequence[ObstacleView],
    tellers: tuple[SourceKey, ...],
    *,
    soft: frozenset[str],
    say: Speech,
) -> Legend:
    """The legend of a map.

    Parameters
    ----------
    report_rows, leg_rows : sequence of mapping
        Rows of the frames.
    barred : sequence of ObstacleView
        What stood in the way.
    tellers : tuple of SourceKey
        The sources of ways that compete.
    soft : frozenset of str
        Ids of the reports whose area has no known outline.
    say : Speech
        The language of the page.
    """
    drawn = [row for row in report_rows if row["draw"] != "none"]
    roles = {Role(row["role"]) for row in drawn}
    bases = {Basis(row["basis"]) for row in leg_rows if row["geometry"] is not None}
    if any(row.get("alternates") for row in leg_rows):
        bases.add(Basis.CONSIDERED)
    symbols = [
        SymbolKey(role.value, say(each.label), say(each.note)) for role, each in SYMBOLS.items() if role in roles
    ]
    if any(each.drawn == "area" for each in barred):
        symbols.append(SymbolKey("obstacle", say(OBSTACLE.label), ""))
    return Legend(
        lines=tuple(
            LineKey(
                basis.value,
                say.inside("basis of a leg", style.label),
                style.arrow,
                style.bar_at_end,
                style.corridor and any(row["corridor"] is not None for row in leg_rows if row["basis"] == basis.value),
                _road_note(leg_rows, basis, say),
            )
            for basis, style in LINE_STYLES.items()
            if basis in bases
        ),
        symbols=tuple(symbols),
        tellers=tellers,
        made=(*_roads(leg_rows, say), *_stand_ins(leg_rows, say)),
        has_areas=any(row["draw"] == "area" and row["id"] not in soft for row in drawn),
        has_soft_areas=any(row["id"] in soft for row in drawn),
        has_circles=any(row["draw"] == "point" for row in drawn),
        has_access=any(row["access"] is not None for row in leg_rows),
        has_stretches=any(each.drawn == "stretch" for each in barred),
    )


def _road_note(leg_rows: Sequence[Row], basis: Basis, say: Speech) -> str:
    """How the lines of a basis were made, where roads were asked for."""
    own = [row for row in leg_rows if row["basis"] == basis.value]
    parts = [say("along roads")] if any(row["method"] == "road" for row in own) else []
    if any(row["fallback"] for row in own):
        parts.append(say("straight where no road was found"))
    if basis is Basis.CONSIDERED and any(row.get("alternates") for row in leg_rows):
        parts.append(say("other ways along roads"))
    return say.row(parts) if parts else ""


def _roads(leg_rows: Sequence[Row], say: Speech) -> list[str]:
    """What the roads are from, as of when, and who found the ways along them: a sentence for each, told once."""
    told: dict[tuple[Spoken, str], list[str]] = {}
    for row in leg_rows:
        if row["method"] == "road":
            title, date = row["data_title"], row["data_date"]
            of = say("Roads of {title}, as of {date}", title=title, date=date[:10]) if date else None
            engine = " ".join(filter(None, (row["engine"], row["engine_version"])))
            told.setdefault((of or say("Roads of {title}", title=title), engine), []).append(row["profile"])
    named = any(row["method"] == "road" and row["basis"] == Basis.REPORTED.value for row in leg_rows)
    form = (
        to_say(
            "{roads}: ways along them are computed by {engine} ({profiles}); "
            "only that a source names the road is reported."
        )
        if named
        else to_say("{roads}: ways along them are computed by {engine} ({profiles}), not reported.")
    )
    return [
        say(form, roads=of, engine=engine, profiles=say.row(dict.fromkeys(profiles)))
        for (of, engine), profiles in told.items()
    ]


def _stand_ins(leg_rows: Sequence[Row], say: Speech) -> list[str]:
    straight = sum(bool(row["fallback"]) for row in leg_rows)
    if not straight:
        return []
    return [
        say.count(
            straight,
            "For {n} leg no way along roads was found: the shortest line over the ground stands in.",
            "For {n} legs no way along roads was found: the shortest line over the ground stands in.",
        )
    ]
