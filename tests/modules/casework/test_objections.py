"""What people object to a notice: received, looked into, decided, and told to nobody who need not know."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests import cast, snapshot
from tests.county import County
from tests.posted import LAST, Poster, on
from tests.walk import Walker
from xianfeng.casework.commands import objections, publications
from xianfeng.casework.commands.objections import Told
from xianfeng.casework.models import Objection, Publication
from xianfeng.casework.queries import objections as reads
from xianfeng.casework.rules import objections as rules
from xianfeng.casework.vocab.notices import ObjectionChannel, ObjectionDecision, ObjectionState
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
MONDAY = on(date(2024, 7, 22))
WORDS = "此人在外务工，未参加学习"


@pytest.fixture
def poster() -> Poster:
    return Poster(Walker(County())).posted()


def refused(act: Any, **given: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        act(**given)
    return caught.value.verdict.checks()


def latest() -> Objection:
    return Objection.objects.latest("id")


def by(poster: Poster, **changes: Any) -> dict[str, Any]:
    return {"actor": poster.committee, "objection_id": latest().pk, "at": MONDAY, **changes}


def test_tells_whoever_it_is_about_nothing_whatever_post_they_hold(poster: Poster) -> None:
    poster.object()
    subject = replace(poster.committee, account_id=977, person_id=poster.walker.person.pk)
    before = snapshot.whole()

    seen = reads.one(subject, latest().pk).objection
    assert (seen.content, seen.has_source, seen.may_oversee, seen.may_decide) == (
        "",
        False,
        False,
        False,
    )
    given = by(poster, actor=subject)
    for act, words in (
        (objections.take_up, {"investigators": "罗成", "is_shared": True}),
        (objections.decide, {"finding": "情况不属实", "decision": ObjectionDecision.NO_EFFECT}),
        (objections.show_source, {"why": "核实反映情况"}),
    ):
        assert refused(act, **given, **words) == ("D-61",)
    assert snapshot.whole() == before


def test_gives_a_visitor_a_receipt_by_which_they_see_how_far_it_is(poster: Poster) -> None:
    receipt = poster.object()

    assert len(receipt) == 14 and receipt.count("-") == 2
    seen = reads.progress(receipt.lower().replace("-", " "))
    assert seen == reads.Progress(
        state=ObjectionState.RECEIVED, received_on=date(2024, 7, 22), notice="发展对象公示"
    )
    objections.take_up(investigators="罗成", is_shared=False, **by(poster))
    assert reads.progress(receipt).state is ObjectionState.INVESTIGATING
    objections.decide(finding="情况不属实", decision=ObjectionDecision.ADVERSE, **by(poster))
    assert reads.progress(receipt).state is ObjectionState.CLOSED


@pytest.mark.parametrize("typed", ["", "AAAA-BBBB-CCCC", "A" * 4000, "１２３４", "AAAA BBBB CCC"])
def test_tells_nothing_for_a_wrong_receipt(poster: Poster, typed: str) -> None:
    poster.object()

    assert reads.progress(typed) is None


def test_keeps_neither_words_nor_sender_nor_receipt_readable(poster: Poster) -> None:
    receipt = objections.receive(
        notice_id=poster.id, told=Told(content=WORDS, source="村民甲"), token="t", at=MONDAY
    )

    row = latest()
    stored = b"".join(bytes(v) for v in (row.content, row.source, row.receipt_index))
    assert WORDS.encode() not in stored and "村民甲".encode() not in stored
    assert receipt.encode() not in stored
    ledger = "".join(LedgerEntry.objects.values_list("detail", flat=True))
    assert WORDS not in ledger and "村民甲" not in ledger


def test_a_form_changed_and_sent_again_is_another_objection(poster: Poster) -> None:
    first = poster.object("此人在外务工，未参加学习")
    second = poster.object("此人还欠村里款项")

    assert first != second
    assert Objection.objects.count() == 2


def test_a_form_sent_twice_is_one_objection_with_one_receipt(poster: Poster) -> None:
    assert poster.object(token="same") == poster.object(token="same")
    assert Objection.objects.count() == 1
    assert poster.object(token="other") != poster.object(token="same")
    assert Objection.objects.count() == 2


def test_is_taken_from_the_public_only_while_the_notice_runs(poster: Poster) -> None:
    given = {"notice_id": poster.id, "told": Told(content=WORDS), "token": "t"}

    for day in (date(2024, 7, 18), date(2024, 7, 27)):
        with pytest.raises(Publication.DoesNotExist):
            objections.receive(at=on(day), **given)
    objections.receive(at=on(LAST), **given)
    publications.withdraw(actor=poster.branch, notice_id=poster.id, why="姓名有误重来", at=MONDAY)
    with pytest.raises(Publication.DoesNotExist):
        objections.receive(at=MONDAY, **{**given, "token": "u"})
    assert Objection.objects.count() == 1


@pytest.mark.parametrize("content", ["", "不行", "长" * 1001, " \u200b 　"])
def test_wants_words_and_not_too_many(poster: Poster, content: str) -> None:
    assert refused(poster.object, words=content) == ("D-64",)
    assert not Objection.objects.exists()


def test_a_flood_does_not_bury_a_case(poster: Poster) -> None:
    for n in range(rules.MOST_A_DAY):
        poster.object(token=f"{n}")

    assert refused(poster.object, token="one more") == ("X-20",)
    assert Objection.objects.count() == rules.MOST_A_DAY
    poster.enter()
    assert Objection.objects.count() == rules.MOST_A_DAY + 1


def test_branch_and_committee_write_down_what_came_by_telephone(poster: Poster) -> None:
    poster.enter()
    poster.enter(actor=poster.committee, channel=ObjectionChannel.LETTER, token="letter")

    assert list(Objection.objects.order_by("id").values_list("channel", "entered_by")) == [
        ("phone", "冉云"), ("letter", "罗成"),
    ]  # fmt: skip
    other = cast.branch_secretary(poster.walker.county.other_branch.path)
    with pytest.raises(poster.row.DoesNotExist):
        poster.enter(actor=other, token="x")


@pytest.mark.parametrize(
    ("day", "check"), [(date(2024, 7, 18), "D-64"), (date(2024, 7, 24), "D-60")]
)
def test_takes_no_impossible_day_of_receipt(poster: Poster, day: date, check: str) -> None:
    found = refused(
        objections.enter, actor=poster.branch, notice_id=poster.id, told=Told(content=WORDS),
        channel=ObjectionChannel.VISIT, received_on=day, token="t", at=on(date(2024, 7, 23)),
    )  # fmt: skip
    assert found == (check,)


def test_the_branch_reads_what_it_wrote_or_may_share_in_and_never_the_sender(
    poster: Poster,
) -> None:
    poster.object()
    sent = latest()
    poster.enter()
    called = latest()

    def seen(actor: Any, row: Objection) -> tuple[str, bool]:
        view = reads.one(actor, row.pk).objection
        return view.content, view.has_source

    assert seen(poster.branch, sent) == ("", False)
    assert seen(poster.branch, called) == ("来电反映邻里纠纷", False)
    assert seen(poster.committee, called) == ("来电反映邻里纠纷", True)
    assert reads.one(poster.branch, sent.pk).objection.channel == ""
    objections.take_up(
        actor=poster.committee,
        objection_id=sent.pk,
        investigators="罗成",
        is_shared=True,
        at=MONDAY,
    )
    assert seen(poster.branch, sent) == (WORDS, False)
    assert seen(poster.committee, sent) == (WORDS, False)


def test_names_the_sender_to_an_overseer_who_says_why(poster: Poster) -> None:
    poster.enter()

    assert refused(objections.show_source, why="看", **by(poster)) == ("X-19",)
    with pytest.raises(NotAllowed):
        objections.show_source(why="核实情况需要", **by(poster, actor=poster.branch))
    assert objections.show_source(why="核实情况需要", **by(poster)) == "村民甲"

    shown = LedgerEntry.objects.get(event="casework.objection.source_shown")
    assert (shown.actor_name, shown.reason) == ("罗成", "核实情况需要")


def test_is_decided_only_after_somebody_looked_into_it(poster: Poster) -> None:
    poster.object()
    no = ObjectionDecision.NO_EFFECT

    assert refused(objections.decide, finding="不属实情", decision=no, **by(poster)) == ("D-65",)
    objections.take_up(investigators="罗成、王书记", is_shared=False, **by(poster))
    assert refused(objections.decide, finding="", decision=None, **by(poster)) == ("D-64",)
    objections.decide(finding="经查不属实", decision=no, **by(poster))

    row = latest()
    assert (row.state, row.decision, row.decided_by) == ("closed", "no_effect", "罗成")
    assert refused(objections.decide, finding="再改一次", decision=no, **by(poster)) == ("D-65",)
    assert refused(objections.take_up, investigators="他人", is_shared=False, **by(poster)) == (
        "D-65",
    )


def test_a_suspension_is_decided_anew(poster: Poster) -> None:
    poster.object()
    objections.take_up(investigators="罗成", is_shared=False, **by(poster))
    objections.decide(finding="尚待核查", decision=ObjectionDecision.SUSPENDED, **by(poster))

    objections.decide(finding="经查不属实", decision=ObjectionDecision.NO_EFFECT, **by(poster))

    assert latest().decision == "no_effect"


def test_is_looked_into_by_the_committee_only(poster: Poster) -> None:
    poster.enter()

    with pytest.raises(NotAllowed):
        objections.take_up(
            investigators="王书记", is_shared=False, **by(poster, actor=poster.branch)
        )
    other = cast.committee_organiser(poster.walker.county.other_committee.path)
    with pytest.raises(Objection.DoesNotExist):
        objections.take_up(investigators="他人", is_shared=False, **by(poster, actor=other))
    assert latest().state == "received"


def test_tells_whoever_comes_second(poster: Poster) -> None:
    poster.object()
    objections.take_up(investigators="罗成", is_shared=False, **by(poster, version=1))

    with pytest.raises(Conflict):
        objections.take_up(investigators="别人", is_shared=False, **by(poster, version=1))

    assert latest().investigators == "罗成"


def test_hides_who_wrote_it_down_from_another_secretary_of_the_branch(poster: Poster) -> None:
    poster.enter()
    successor = replace(poster.branch, account_id=990, name="新书记")

    assert reads.one(successor, latest().pk).objection.content == ""
