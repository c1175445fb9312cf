"""A moment as the exchange formats want it (RFC 3339, of which ISO 8601 and XML Schema's dateTime take every text)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_MINUTE = timedelta(minutes=1)


def stamp(moment: datetime) -> str:
    """Write a moment with its offset; in UTC where the offset has seconds, which none of these standards can write.

    Such are the local mean times before zones were agreed on: +02:25:12 in Damascus until 1920.

    Parameters
    ----------
    moment : datetime
        Timezone-aware.

    Examples
    --------
    >>> from datetime import timezone
    >>> stamp(datetime(2017, 8, 28, tzinfo=timezone(timedelta(hours=3))))
    '2017-08-28T00:00:00+03:00'
    >>> stamp(datetime(1872, 10, 2, tzinfo=timezone(timedelta(hours=2, minutes=25, seconds=12))))
    '1872-10-01T21:34:48+00:00'
    """
    offset = moment.utcoffset()
    assert offset is not None, "a moment without a zone is none"
    return (moment.astimezone(UTC) if offset % _MINUTE else moment).isoformat()
