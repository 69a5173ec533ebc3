"""Who acts in the demo, and on what day it is: the county, its committees, the branch that is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from xianfeng.kernel.clock import CHINA
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class Hands:
    """Who acts for the county, for a committee, for the shown branch, and on what day it is."""

    county: Actor
    organiser: Callable[[str], Actor]
    secretary: Actor
    root: OrganisationName
    committee: OrganisationName
    branch: OrganisationName
    at: datetime
    today: date

    @property
    def own_organiser(self) -> Actor:
        """The organiser of the shown committee, who has an account."""
        return self.organiser(self.committee.path)

    def ago(self, days: int) -> datetime:
        """Return noon of so many days before today."""
        return noon(self.today - timedelta(days=days))


def noon(day: date) -> datetime:
    """Return noon of a day in China."""
    return datetime.combine(day, time(12, 0), tzinfo=CHINA)
