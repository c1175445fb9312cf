"""Every date is one, in a zone that exists; what stands out of order is told."""

from __future__ import annotations

from zoneinfo import available_timezones

from geomap.story.checks.entries import entries, legs, text
from geomap.story.nodes import Document, Path, Told, nearest
from geomap.when import WhenError, Window, load_zone, parse_when

# Roles that are part of what happened; context and statements may come from any time.
_IN_ORDER = ("", "event", "origin", "halt", "strike", "destination")
_LEG_DATES = ("when", "departed", "arrived", "planned_departure", "planned_arrival")
_MAX_TOLD = 10


def check_dates(document: Document) -> None:
    """Check the zone and every date of a story."""
    zone = _zone(document)
    for path, source in entries(document, "sources"):
        for key in ("published", "accessed"):
            _window(document, (*path, key), source.get(key), zone)
    windows: dict[str, Window] = {}
    order = _Order(document)
    for path, report in entries(document, "reports"):
        window = _window(document, (*path, "when"), report.get("when"), zone)
        if window is None:
            continue
        name = text(report.get("id"))
        windows[name] = window
        if text(report.get("role")) in _IN_ORDER:
            order.next((*path, "when"), name, window)
    order.tell_rest()
    for path, obstacle in entries(document, "obstacles"):
        _window(document, (*path, "when"), obstacle.get("when"), zone)
    starts: dict[Path, set[str]] = {}  # by route, the reports where its legs have started so far
    for path, leg in legs(document):
        told = {key: _window(document, (*path, key), leg.get(key), zone) for key in _LEG_DATES}
        for before, after in (("departed", "arrived"), ("planned_departure", "planned_arrival")):
            left, came = told[before], told[after]
            if left and came and _ends_before(came, left):
                what = f"it comes in ({came.edtf}) before it leaves ({left.edtf})"
                document.problem((*path, after), what, "", f"checking {before} and {after}", warning=True)
        start, end = (windows.get(text(leg.get(key))) for key in ("from", "to"))
        # Who comes back to where the route has left from is not there at the time of that report.
        returns = text(leg.get("to")) in starts.setdefault(path[:2], set()) and "instead_of" not in leg
        starts[path[:2]].add(text(leg.get("from")))
        if start and end and _ends_before(end, start) and not returns:
            what = f"the leg ends ({end.edtf}) before it starts ({start.edtf})"
            document.problem((*path, "to"), what, "", "swapping from and to, or checking both dates", warning=True)


class _Order:
    """Tells of reports that stand after one that happened later; of the first few, and how many more there are."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.before: tuple[str, Window] | None = None
        self.found = 0
        self.last: Path = ()

    def next(self, path: Path, name: str, window: Window) -> None:
        if self.before is not None and _ends_before(window, self.before[1]):
            self.found += 1
            self.last = path
            if self.found <= _MAX_TOLD:
                before, earlier = self.before
                what = f"out of order: earlier than report {before} ({earlier.edtf}), which stands before it"
                self.document.problem(path, what, window.edtf, "reports in the order of time", warning=True)
        self.before = name, window

    def tell_rest(self) -> None:
        if self.found > _MAX_TOLD:
            what = f"{self.found - _MAX_TOLD:,} more reports are out of order, this one last"
            self.document.problem(self.last, what, "", "reports in the order of time", warning=True)


def _zone(document: Document) -> str:
    name = text(document.get(("timezone",))) or "UTC"
    try:
        load_zone(name)
    except WhenError as error:
        hint = nearest(name, sorted(available_timezones())) or error.hint
        document.problem(("timezone",), "there is no such time zone", name, hint)
        return "UTC"
    return name


def _window(document: Document, path: Path, value: object, zone: str) -> Window | None:
    if not isinstance(value, str) or isinstance(value, Told):
        return None
    try:
        return parse_when(value.strip(), zone)
    except WhenError as error:
        document.problem(path, error.what, value, error.hint)
        return None


def _ends_before(window: Window, other: Window) -> bool:
    return window.latest is not None and other.earliest is not None and window.latest < other.earliest
