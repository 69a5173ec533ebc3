"""An archived case takes nothing more: every command that takes a case refuses one, in the words of D-65.

The commands are found, not listed: a new one is tried with arguments of the
table below, and one whose arguments the table does not know fails the test.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from tests import snapshot
from tests.county import County
from tests.meetings import Assembly
from tests.posted import CONTACT, RECORD
from tests.walk import LATE, NOW, Walker
from xianfeng.casework import commands as casework
from xianfeng.casework.commands import steps
from xianfeng.casework.commands.notices import NoticeText
from xianfeng.casework.commands.transfers import Going
from xianfeng.casework.models import Case, Entry, Evidence
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.recruitment import commands as recruitment

pytestmark = pytest.mark.django_db

# What changes nothing of the case, or opens it again by a reversal on record.
OTHERWISE = {
    "casework.commands.archives.export": "takes a copy out; tests/modules/casework/test_archives",
    "casework.commands.printouts.record": "prints papers; tests/modules/casework/test_printouts",
    "casework.commands.printouts.reveal": "prints papers; tests/modules/casework/test_printouts",
    "casework.commands.steps.reverse": "opens it again, for committee and county only; below",
}


def found() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every public command that acts on one case, by name."""
    for package in (casework, recruitment):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            loaded = importlib.import_module(module.name)
            for name, command in inspect.getmembers(loaded, inspect.isfunction):
                own = command.__module__ == module.name and not name.startswith("_")
                if (
                    own
                    and {"actor", "at", "case_id"} <= inspect.signature(command).parameters.keys()
                ):
                    yield f"{module.name}.{name}".removeprefix("xianfeng."), command


COMMANDS = dict(found())


@pytest.fixture
def walker() -> Walker:
    return Walker(County()).until("")


def given(command: Callable[..., Any], walker: Walker) -> dict[str, Any]:
    """Return arguments that an open case would take."""
    evidence = Evidence.objects.filter(case=walker.case_id).earliest("id")
    right = walker.right("archive-case")
    known: dict[str, Any] = {
        "case_id": walker.case_id,
        "at": NOW,
        "why": "归档后补充办理",
        "until": date(2027, 3, 1),
        "step": right.step,
        "submission": right.submission(reasons=LATE),
        "scans": {},
        "kind": evidence.kind,
        "facts": {"on": date(2026, 11, 1), "reviewer": "王书记", "opinion": "表现良好"},
        "evidence_id": evidence.pk,
        "person_id": walker.person.pk,
        "meeting_id": Assembly(walker.county, walker.actors["branch"]).id,
        "proposal": {},
        "year": 2026,
        "edition": "CPC-DEV-2026",
        "document": "武组函〔2026〕8号",
        "decided_on": date(2026, 11, 1),
        "record": "county_review" if command.__module__.endswith("reviews") else RECORD,
        "units": ("公安机关",),
        "asked_on": date(2026, 11, 1),
        "text": NoticeText(title="公示", body="公示", contact=CONTACT, places="公开栏", days=5),
        "going": Going(left_on=NOW.date(), outside="县外某支部"),
    }
    parameters = inspect.signature(command).parameters.values()
    needed = {p.name for p in parameters if p.default is p.empty} - {"actor"}
    unknown = needed - known.keys()
    assert not unknown, f"tell test_sealed what {sorted(unknown)} may be"
    return {name: known[name] for name in needed}


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - OTHERWISE.keys()))
def test_every_command_refuses_an_archived_case(name: str, walker: Walker) -> None:
    arguments = given(COMMANDS[name], walker)
    before, said = snapshot.whole(), set()
    for actor in walker.actors.values():
        with pytest.raises((Refused, NotAllowed)) as refusal, transaction.atomic():
            COMMANDS[name](actor=actor, **arguments)
        said.update((r.check, r.message) for r in refusal.value.verdict)
    assert snapshot.whole() == before
    assert ("D-65", "此件已归档，不能继续办理") in said


def test_the_exceptions_are_commands_that_exist() -> None:
    assert OTHERWISE.keys() <= COMMANDS.keys()
    assert len(COMMANDS) > 8


def _reverse(walker: Walker, role: str, why: str = "归档材料缺页，重新归档") -> None:
    entry = Entry.objects.filter(case=walker.case_id, is_active=True, kind="signed").latest("id")
    steps.reverse(
        actor=walker.actors[role], case_id=walker.case_id, entry_id=entry.pk, why=why, at=NOW
    )


def test_only_committee_and_county_open_it_again_and_say_why(walker: Walker) -> None:
    before = snapshot.whole()
    with pytest.raises(NotAllowed), transaction.atomic():
        _reverse(walker, "branch")
    with pytest.raises(Refused), transaction.atomic():
        _reverse(walker, "county", why="错")
    assert snapshot.whole() == before

    _reverse(walker, "county")

    assert Case.objects.get(pk=walker.case_id).state == "open"
    last = Entry.objects.filter(case=walker.case_id).latest("id")
    assert (last.kind, last.note) == ("reversed", "归档材料缺页，重新归档")
    walker.sign("archive-case", role="committee")
    assert Case.objects.get(pk=walker.case_id).state == "archived"
