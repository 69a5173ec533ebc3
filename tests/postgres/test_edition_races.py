"""A county's editions are written, published and moved to at once: one wins, the other is told."""

import pytest

from tests import cast
from tests.county import County
from tests.postgres.racing import at_once, refused
from tests.walk import LATE, NOW, Walker
from xianfeng.casework.commands import editions, moving, steps
from xianfeng.casework.models import Case, CountyEdition, Entry
from xianfeng.casework.queries import editions as queries
from xianfeng.procedure import edits
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_draft_is_published_as_its_last_editor_left_it() -> None:
    office = cast.county_office()
    draft = editions.begin(actor=office, family=FAMILY, base=DEFAULT_EDITION, name="规程", at=NOW)
    more = edits.AskPaper(key="first-talk", title="谈话照片")

    results = at_once(
        lambda: editions.change(actor=office, draft_id=draft, edit=more, at=NOW, version=1),
        lambda: editions.publish(
            actor=office, draft_id=draft, valid_from=NOW.date(), at=NOW, version=1
        ),
    )

    row = CountyEdition.objects.get()
    gone = [r for r in results if isinstance(r, CountyEdition.DoesNotExist)]
    assert len(refused(results)) + len(gone) == 1
    assert row.version == 2
    assert ("谈话照片" in row.text) is (row.state == "draft")
    assert queries.broken() == []


@pytest.mark.parametrize("with_version", [True, False])
def test_a_signature_and_a_move_do_not_cross(with_version: bool) -> None:
    office = cast.county_office()
    draft = editions.begin(actor=office, family=FAMILY, base=DEFAULT_EDITION, name="规程", at=NOW)
    code = editions.publish(actor=office, draft_id=draft, valid_from=NOW.date(), at=NOW)
    walker = Walker(County()).until("first-talk")
    version = Case.objects.get(pk=walker.case_id).version if with_version else None

    def sign() -> int:
        return steps.sign_off(
            actor=walker.actors["branch"],
            case_id=walker.case_id,
            step="first-talk",
            submission=walker.right("first-talk").submission(reasons=LATE),
            at=NOW,
            version=version,
        )

    def move() -> None:
        moving.move(
            actor=walker.actors["county"],
            case_id=walker.case_id,
            edition=code,
            why="县里新规程已施行",
            at=NOW,
            version=version,
        )

    results = at_once(sign, move)

    case = Case.objects.get(pk=walker.case_id)
    kinds = set(Entry.objects.filter(case=case).values_list("kind", "step"))
    told = [r.verdict.checks() for r in refused(results)]
    if with_version:
        assert told == [("D-62",)]
        assert (case.edition == code) is not (("signed", "first-talk") in kinds)
    else:
        assert told == []
        assert case.edition == code
        assert ("signed", "first-talk") in kinds
    assert verification.verify().is_whole


def test_two_editions_of_one_day_leave_one() -> None:
    office = cast.county_office()
    drafts = [
        editions.begin(actor=office, family=FAMILY, base=DEFAULT_EDITION, name="规程", at=NOW)
        for _turn in range(3)
    ]

    results = at_once(
        *(
            lambda draft=draft: editions.publish(
                actor=office, draft_id=draft, valid_from=NOW.date(), at=NOW
            )
            for draft in drafts
        )
    )

    assert [r.verdict.checks() for r in refused(results)] == [("D-65",)] * 2
    assert CountyEdition.objects.filter(state="published").count() == 1
