"""The only place that reads the machine's clock.

Commands, queries and rules take ``at`` or ``today`` as an argument; views and
entry points ask here.
"""

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")


def now() -> datetime:
    """Return the present instant, aware, in China's one time zone."""
    return datetime.now(CHINA)


def today() -> date:
    """Return the present civil date in China."""
    return now().date()


def day_of(at: datetime) -> date:
    """Return the civil date in China of an aware instant, whatever zone it is written in."""
    return at.astimezone(CHINA).date()
