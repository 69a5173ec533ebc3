"""The list that a committee looks through before it pre-reviews, filled from what the case holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from xianfeng.casework.queries import casefacts
from xianfeng.casework.queries.casefacts import CaseFacts
from xianfeng.casework.queries.prepared import Prepared
from xianfeng.kernel import paths
from xianfeng.procedure import board
from xianfeng.procedure.gates import shown
from xianfeng.procedure.schema import Edition
from xianfeng.recruitment import catalogue
from xianfeng.recruitment.rules import checklists
from xianfeng.recruitment.rules.checklists import Item
from xianfeng.recruitment.vocab import FAMILY, ItemState
from xianfeng.trust.vocab import Actor

TITLE = "预审清单：按档案逐项核对"
# What a vouched fact is called beside an item; a record's own facts have their titles.
_NAMED = {"mentors_in_rights": "正式党员", "introducers_in_rights": "正式党员"}


@dataclass(frozen=True, kw_only=True)
class ItemView:
    """One item in words."""

    title: str
    state: ItemState
    facts: tuple[str, ...]
    paper: str


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """The whole list of one case."""

    case_id: int
    person: str
    organisation: str
    edition: str
    items: tuple[ItemView, ...]

    @property
    def open_items(self) -> int:
        """How many are missing or wrong."""
        return sum(item.state in {ItemState.MISSING, ItemState.WRONG} for item in self.items)


def of(actor: Actor, case_id: int, *, today: date) -> Checklist:
    """Fill the list from a case.

    :raises Case.DoesNotExist: out of sight, or the actor is its subject only.
    """
    case = casefacts.one(actor, case_id)
    items = catalogue.checklist()
    edition = board.family(FAMILY).shelf.edition(case.edition)
    lookups = board.family(FAMILY).lookups()
    named = {p for name, people in case.facts.items() if name.endswith(".people") for p in people}
    lookups.register.read_people(named)
    facts = {**case.facts, **_vouched(case, items, lookups, today)}
    return Checklist(
        case_id=case.case_id,
        person=case.person,
        organisation=case.organisation,
        edition=edition.name,
        items=tuple(
            ItemView(
                title=item.title,
                state=checklists.judged(item, facts, lookups.calendar),
                facts=tuple(_told(edition, item, facts)),
                paper=item.paper,
            )
            for item in items
        ),
    )


def _vouched(case: CaseFacts, items: tuple[Item, ...], lookups: Any, today: date) -> dict[str, Any]:
    file = board.CaseFile(
        case_id=case.case_id,
        subject_id=case.person_id,
        organisation_id=case.organisation_id,
        org_path=case.org_path,
        signing_path=case.org_path[: 2 * paths.WIDTH],
        on=today,
        today=today,
        facts=case.facts,
    )
    return board.gather(FAMILY, checklists.asked(items), file, lookups)


def _told(edition: Edition, item: Item, facts: Mapping[str, Any]) -> list[str]:
    words = []
    for name in item.show:
        value = facts.get(name)
        if value is None:
            continue
        kind, field = name.rsplit(".", 1)
        words.append(f"{_title(edition, kind, field)}：{shown(value)}")
    return words or ([item.later] if item.later and facts.get(item.has[0]) is None else [])


def _title(edition: Edition, kind: str, field: str) -> str:
    record = edition.records.get(kind)
    if record is None:
        return _NAMED.get(field, field)
    if field in {"on", "count"}:
        return record.date_title if field == "on" else "次数"
    return next((spec.title for spec in record.fields if spec.name == field), field)


def read(case: Any, _kind: Any) -> Prepared:
    """Lead from the form of the pre-review to its list; the list signs nothing."""
    return Prepared(title=TITLE, url=reverse("recruitment:checklist", args=[case.pk]))
