"""The demo's meetings go through the public commands and leave results of both kinds."""

import pytest

from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.models import Entry, Meeting, Tally
from xianfeng.casework.queries import meetings as reads
from xianfeng.demo import meetings

pytestmark = pytest.mark.django_db


def test_holds_a_meeting_where_somebody_waits_for_a_vote() -> None:
    walker = Walker(County()).until("vote-admission")
    branch, actor = walker.county.branch.pk, walker.actors["branch"]

    assert meetings.hold([(branch, actor)], at=NOW) == 1

    view = reads.of(actor, Meeting.objects.get().pk)
    assert [(one.person, one.is_passed) for one in view.items] == [("申向党", True)]
    assert (Tally.objects.get().yes, view.turnout.entitled) == (8, 9)
    assert not Entry.objects.filter(step="vote-admission").exists()


def test_calls_a_meeting_off_where_nobody_waits() -> None:
    walker = Walker(County()).until("first-talk")

    held = meetings.hold([(walker.county.branch.pk, walker.actors["branch"])], at=NOW)

    assert held == 0
    assert Meeting.objects.get().state == "called_off"
