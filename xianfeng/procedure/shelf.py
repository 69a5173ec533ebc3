"""All editions at hand: which one is in force, which gates judge a step on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from xianfeng.procedure.schema import Edition, Gate, Step

EVERY_RECORD = "*"


# Compared by identity: a shelf is one loaded set of documents.
@dataclass(frozen=True, eq=False)
class Shelf:
    """The editions of one or several families, oldest first."""

    editions: tuple[Edition, ...]

    @classmethod
    def of(cls, editions: Iterable[Edition]) -> "Shelf":
        """Put editions on the shelf in the order of their first day."""
        return cls(tuple(sorted(editions, key=lambda e: (e.family, e.valid_from))))

    def edition(self, edition_id: str) -> Edition:
        """Return an edition by id.

        :raises KeyError: there is none of that id.
        """
        for edition in self.editions:
            if edition.id == edition_id:
                return edition
        raise KeyError(edition_id)

    def in_force(self, family: str, day: date) -> Edition:
        """Return the edition of a family that is the rule on that day.

        Before the first edition the first one judges, so that old paper can be
        entered; after the last, the last.

        :raises KeyError: the family has no edition.
        """
        return _in_force(self, family, day)

    def rules_on(self, edition: Edition, day: date) -> Edition:
        """Return the edition whose rules apply to a case of ``edition`` on that day."""
        return self.in_force(edition.follows or edition.family, day)

    def gates(self, edition: Edition, step: Step, day: date) -> tuple[Gate, ...]:
        """Return the gates that judge this step on that day: the edition's own and the national ones."""
        return _gates(self, edition.id, step.key, self.rules_on(edition, day).id)


@lru_cache(maxsize=20_000)
def _in_force(shelf: Shelf, family: str, day: date) -> Edition:
    members = [e for e in shelf.editions if e.family == family]
    if not members:
        raise KeyError(family)
    for edition in members:
        if edition.is_in_force(day):
            return edition
    return members[0] if day < members[0].valid_from else members[-1]


@lru_cache(maxsize=2048)
def _gates(shelf: Shelf, edition_id: str, step_key: str, rules_id: str) -> tuple[Gate, ...]:
    edition, rules = shelf.edition(edition_id), shelf.edition(rules_id)
    step = edition.step(step_key)
    wanted = {*step.records, EVERY_RECORD}
    sources = (rules,) if rules.id == edition.id else (edition, rules)
    return tuple(gate for source in sources for gate in source.gates if gate.on in wanted)
