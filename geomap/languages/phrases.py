"""The sentences that frames hold: English ones, finished, as reasons, notes and checks.

Frames are data, equal whatever language a page speaks. So a page takes their sentences to pieces by these templates,
and says them again in its own language. A pair is a text with a plural, by its ``{n}``. What each ``{name}`` may stand
for is told in :mod:`geomap.languages.matching`.
"""

from __future__ import annotations

from geomap.languages.speech import to_say, to_say_many

KINDS = (
    to_say("country", "kind of place"), to_say("first-level division", "kind of place"),
    to_say("second-level division", "kind of place"), to_say("region", "kind of place"),
    to_say("mountain area", "kind of place"), to_say("desert", "kind of place"), to_say("island", "kind of place"),
    to_say("sea", "kind of place"), to_say("lake", "kind of place"), to_say("river", "kind of place"),
    to_say("town or city", "kind of place"), to_say("part of a town", "kind of place"),
    to_say("border crossing", "kind of place"), to_say("military base", "kind of place"),
    to_say("airport", "kind of place"), to_say("camp", "kind of place"), to_say("dam", "kind of place"),
    to_say("oil field", "kind of place"), to_say("site", "kind of place"),
)  # fmt: skip

PRECISIONS = (
    to_say("exact", "precision"), to_say("vicinity", "precision"), to_say("locality", "precision"),
    to_say("near", "precision"), to_say("district", "precision"), to_say("region", "precision"),
    to_say("country", "precision"),
)  # fmt: skip

REASONS = (
    # the name
    to_say("{quoted} is the name"),
    to_say("{quoted} is the name, another of its names"),
    to_say("{quoted} is the name, words of kind aside"),
    to_say("{quoted} is the name, words of kind aside, another of its names"),
    to_say("{quoted} is spelled {n}% alike"),
    to_say("{quoted} is spelled {n}% alike, another of its names"),
    to_say("{quoted} is the name but for its marks"),
    to_say("{quoted} says which part of it, or how it lies to it"),
    # the place
    to_say("is {a_kind}, as stated"),
    to_say("is {a_kind}, which may be called so"),
    to_say("is {a_kind}, which was not said"),
    to_say("is a well-known {kind}"),
    to_say("a town or country has the name, and no division was said"),
    to_say("lies in {country}, one of the countries given"),
    to_say("lies in none of the countries given"),
    to_say("lies in {place}, which the name says"),
    to_say_many("{n} people", "{n} people"),
    to_say("how many people live there is not known"),
    to_say("is on the curated list"),
    to_say("stands on a list of your own"),
    to_say("{n} km from the point given"),
    # how it was settled
    to_say("stated by the story as {id}"),
    to_say("stated by its id"),
    to_say("the best of several places that fit"),
    to_say("the best of several places that fit; it may also be {places}"),
    to_say("{source} has it as {address}"),
    to_say("found by {source}"),
    to_say("{source} has no name that is near enough"),
    to_say("{source} knows no such name"),
    to_say("drawn as {place}, because the position is known to the {precision} only"),
    to_say("moved on purpose to the middle of a square of {n} km, and not named"),
    # who says where it is
    to_say("the story"),
    to_say("public domain"),
    to_say("no outline at hand: a circle of {n} km"),
)

SPEEDS = (
    to_say("Not testable: the time at one end or both is not known."),
    to_say("Not testable: the time at one end is open."),
    to_say("Not testable: nobody is reported to have travelled it."),
    to_say("Not testable: there is no line to measure."),
    to_say("Impossible as dated: the end is reported for a time before the start."),
    to_say("Impossible as dated: there is no time between the two reports, and {n} km."),
    to_say("Impossible {how}: at least {n} km/h, above the {top} taken for possible."),
    to_say(
        "The reported times do not rule the journey out (at least {n} km/h as the crow flies). "
        "That is no evidence that it took place."
    ),
)

HOW = (
    to_say("by road"), to_say("for a convoy"), to_say("on foot"), to_say("on an animal"), to_say("by bicycle"),
    to_say("by sledge"), to_say("by rail"), to_say("by ship"), to_say("by air"),
)  # fmt: skip

TIMES = (
    to_say("It was to leave {date}."),
    to_say("It was to leave {date}, and was early by {amount}."),
    to_say("It was to leave {date}, and was late by {amount}."),
    to_say("It was to leave {date}, and was on time as far as the dates tell."),
    to_say("It was to come in {date}."),
    to_say("It was to come in {date}, and was early by {amount}."),
    to_say("It was to come in {date}, and was late by {amount}."),
    to_say("It was to come in {date}, and was on time as far as the dates tell."),
)

AMOUNTS = (
    to_say("less than an hour"),
    to_say_many("{n} hour", "{n} hours"),
    to_say_many("{n} day", "{n} days"),
    to_say_many("at least {n} hour", "at least {n} hours"),
    to_say_many("at least {n} day", "at least {n} days"),
    to_say_many("{low} to {n} hour", "{low} to {n} hours"),
    to_say_many("{low} to {n} day", "{low} to {n} days"),
)

LINES = (
    to_say("The line is the shortest way between the reported ends; its course in between is not drawn."),
    to_say("The line is the shortest way between the reported ends, not a reported road."),
    to_say("The line is the shortest way to the planned end, not a reported road."),
    to_say("The line is the shortest way to the end that was considered, not a reported road."),
    to_say("The line is the shortest way towards where it was blocked, not a reported road."),
    to_say("The line is the shortest way back, not a reported road."),
    to_say("Other ways were being considered; no source names one, so there is no line."),
    to_say("No source states the way, so there is no line."),
    to_say("No source states where it starts, so there is no line."),
    to_say("No source states where it ends, so there is no line."),
    to_say("No source states the position of {places}, so there is no line."),
    to_say("Both ends lie in {place}, and no source says how far apart, so there is no line."),
    to_say("It starts somewhere in {place}; the line starts inside of it, ± {n} km."),
    to_say("The line is in {place} already, so no border is crossed."),
    to_say(
        "The line enters {place} at {position}, where the shortest way towards its middle first crosses the border. "
        "Border: {border}; other sources draw it up to some kilometres elsewhere."
    ),
    to_say(
        "The line enters {place} at {position}, where the shortest way towards {aim} first crosses the border. "
        "Border: {border}; other sources draw it up to some kilometres elsewhere."
    ),
    to_say(
        "The line enters {place} at {position}, where the way along roads towards its middle first crosses the border. "
        "Border: {border}; other sources draw it up to some kilometres elsewhere."
    ),
    to_say(
        "The line enters {place} at {position}, where the way along roads towards {aim} first crosses the border. "
        "Border: {border}; other sources draw it up to some kilometres elsewhere."
    ),
    to_say("Its ends are reported; no source names the road, so that the way is inferred."),
    to_say("No source is given for the road {road}, so that the way is inferred."),
)

ROADS = (
    to_say("The line follows roads of {data}, found by {engine} ({profile})."),
    to_say("The line follows roads of {data}, as of {day}, found by {engine} ({profile})."),
    to_say("They follow roads of {data}, found by {engine} ({profile})."),
    to_say("They follow roads of {data}, as of {day}, found by {engine} ({profile})."),
    to_say("The road that a source names: {road}."),
    to_say("It is {n} times as long as the shortest way: check it."),
    to_say("It goes round what closes the usual way: {titles}."),
    to_say_many("{n} way by road, {lengths} km.", "{n} ways by road, {lengths} km."),
    to_say_many("{n} other way by road, {lengths} km.", "{n} other ways by road, {lengths} km."),
    to_say("Along roads there is none: {why}."),
    to_say("{sentence} Along roads there is none: {why}."),
    to_say("No way is left by road: {titles} in the way."),
    to_say("No way is left by road: {titles} in the way. It is told of as travelled all the same."),
    to_say("{n} km of the way are a ferry"),
    to_say("a part of the way is a ferry"),
    to_say("{low} of {n} alternates found: no other way is different enough and not too long"),
    to_say("{low} of {n} alternates found by {engine}"),
    to_say("a straight way has no alternates"),
    to_say("asked for {profile}; OSRM answers by the profile that its data was prepared for"),
)

WHY_NO_ROAD = (
    to_say("the ends meet the road at one point"),
    to_say("no route: {why}"),
    to_say("{place}: there is no road within {n} km; move it, or give it a larger radius"),
    to_say("{place}: there is no road within {n} km, which is more than {top} km; move it, or give it a larger radius"),
    to_say("{place}: the nearest road is {n} km off, which is more than {top} km; move it, or give it a larger radius"),
    to_say("{place} lies inside {area}"),
    to_say("the road nearest to {place} lies inside {area} there"),
    to_say("the straight way crosses {area}, and there is no other"),
    to_say("the data has no road for the profile {profile}"),
    to_say("no way is left from {place} to {aim}: every one crosses an avoided area"),
    to_say("one-way roads let nobody get from {place} to {aim}"),
    to_say("the roads at {place} and those at {aim} are not connected in {data}"),
    to_say(
        "the roads at {place} and those at {aim} are not connected in {data}; "
        "roads of both are cut off at the edge of the data"
    ),
    to_say("{engine} knows no way: {said}"),
    to_say("the way that {engine} found crosses {area}, which it was told to avoid"),
)

OBSTACLES = (
    to_say("In the way: {title} ({date})."),
    to_say("In the way: {title} ({date}). {outcome}"),
    to_say("In the way: {title} ({date}); no source states where on the way."),
    to_say("In the way: {title} ({date}); no source states where on the way. {outcome}"),
    to_say("Reported all the same, though it lies beyond what closed the way: {titles}."),
    to_say("It lies beyond what closed the way ({titles}), and so is drawn as planned."),
)

PLACES = (
    to_say("a place withheld"),
    to_say("somewhere in {place}"),
)

SENTENCES: tuple[str | tuple[str, str], ...] = (
    *REASONS, *SPEEDS, *HOW, *TIMES, *AMOUNTS, *LINES, *ROADS, *WHY_NO_ROAD, *OBSTACLES, *PLACES,
    to_say("date not stated"),
)  # fmt: skip
