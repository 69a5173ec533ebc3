"""Meetings for tests: convened, frozen, marked, counted, closed, through commands only."""

from datetime import date, datetime
from typing import Any

from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.commands import agendas, meetings, rolls, tallies
from xianfeng.casework.commands.rolls import Marks
from xianfeng.casework.models import Meeting
from xianfeng.casework.vocab import Declaration
from xianfeng.registry.models import Person
from xianfeng.trust.vocab import Actor

HELD_ON = date(2024, 11, 8)
VOWS = frozenset(one.value for one in Declaration)


def totals(yes: int, no: int = 0, **changes: int) -> dict[str, str]:
    """Return what is typed for a vote in which every ballot came back."""
    cast = yes + no + changes.get("abstain", 0) + changes.get("void", 0)
    row = {"issued": cast, "returned": cast, "yes": yes, "no": no, "abstain": 0, "void": 0}
    row |= {"written_yes": 0, "written_no": 0} | changes
    return {name: str(value) for name, value in row.items()} | {"applicant_present": "yes"}


class Assembly:
    """A branch's meeting, step by step."""

    def __init__(
        self, county: County, actor: Actor, *, held_on: date = HELD_ON, at: datetime = NOW
    ) -> None:
        """Convene it."""
        self.county, self.actor, self.at = county, actor, at
        self.id = meetings.convene(
            actor=actor,
            organisation_id=county.branch.pk,
            given={"on": held_on.isoformat(), "place": "村党员活动室", "chair": "冉云"},
            at=at,
        )

    @property
    def row(self) -> Meeting:
        """The meeting as it stands in the database."""
        return Meeting.objects.get(pk=self.id)

    @property
    def common(self) -> dict[str, Any]:
        """What every command takes."""
        return {"actor": self.actor, "meeting_id": self.id, "at": self.at}

    def put(self, walker: Walker, **proposal: Any) -> int:
        """Put a case on the agenda."""
        return agendas.add(case_id=walker.case_id, proposal=proposal, **self.common)

    def freeze(self) -> None:
        """Freeze the roll."""
        meetings.freeze(**self.common)

    def marks(
        self, absent: int = 0, written: dict[int, str] | None = None, **changes: Any
    ) -> Marks:
        """Return marks in which the last so many members are absent and the fifth and sixth count."""
        members = [person.pk for person in self.county.members]
        away = set(members[len(members) - absent :]) | set(written or {})
        given: dict[str, Any] = {
            "present": frozenset(members) - away,
            "written": written or {},
            "scrutineer": members[4],
            "teller": members[5],
        }
        return Marks(**given | changes)

    def mark(self, marks: Marks | None = None, why: str = "") -> None:
        """Say who took part: everybody, unless told otherwise."""
        rolls.mark(marks=marks or self.marks(), why=why, **self.common)

    def count(self, item: int, given: dict[str, str], why: str = "") -> None:
        """Enter totals."""
        tallies.enter(item_id=item, given=given, why=why, **self.common)

    def close(self, declared: frozenset[str] = VOWS) -> None:
        """Close it."""
        meetings.close(declared=declared, **self.common)


def ready(walker: Walker, *, yes: int = 8, no: int = 1) -> tuple[Assembly, int]:
    """Return a meeting of nine that has voted on one candidate, and the item; not yet closed."""
    assembly = Assembly(walker.county, walker.actors["branch"])
    item = assembly.put(walker)
    assembly.freeze()
    assembly.mark()
    assembly.count(item, totals(yes, no))
    return assembly, item


def member(assembly: Assembly, nth: int) -> Person:
    """Return the n-th member of the branch."""
    return assembly.county.members[nth]
