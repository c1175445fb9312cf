"""Everything that would stop the build of a story, and what is odd about it, without building it."""

from __future__ import annotations

from geomap.agreement import agreement_notices
from geomap.enginecheck import engine_problems
from geomap.errors import Problem
from geomap.naming import problems_of, resolve_names
from geomap.opening import open_gazetteer
from geomap.outside import names_outside
from geomap.progress import Progress
from geomap.story import load_story


def check(story_path: str, *, progress: Progress | None = None) -> tuple[Problem, ...]:
    """Read a story, look its names up, look for its roads, and say what is wrong and what is odd.

    Nobody is asked online, and no road is read; names of which ``places.lock`` beside the story has an answer are
    told by it.

    Parameters
    ----------
    story_path : path
    progress : callable or None
        Called with (stage, done, total) while the index is built, which it is the first time.

    Returns
    -------
    tuple of Problem
        Of the places and the roads, in the order of the file, and warnings; a build ends well where all are warnings.

    Raises
    ------
    StoryError
        The file itself has problems; its names are not looked up then.
    gazetteer.GazetteerError
        The index or ``places.lock`` is not in order.
    geomap.roads.RoadError, InputError
        ``routes.lock`` is not in order.
    """
    story = load_story(story_path)
    with open_gazetteer(story_path, progress=progress) as gazetteer:
        uses = resolve_names(story, gazetteer)
        of_names = (*problems_of(uses, story, gazetteer), *names_outside(story, uses))
    of_roads = engine_problems(story, story_path)
    found = (*story.notices, *of_names, *of_roads, *agreement_notices(story))
    return tuple(sorted(found, key=lambda problem: (problem.line, problem.column)))
