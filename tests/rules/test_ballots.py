"""The arithmetic of ballots against its definition, for every roll up to sixty; contradictions never pass."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from xianfeng.casework.rules import ballots
from xianfeng.casework.rules.ballots import Count, Turnout
from xianfeng.procedure.schema import Field, FieldKind, RecordKind

LARGEST = 60


def checks(turnout: Turnout, count: Count) -> set[str]:
    return {reason.check for reason in ballots.contradictions(turnout, count)}


def more_than_half(part: int, whole: int) -> bool:
    """Compare by taking one of each pair away, not by dividing."""
    while part and whole > 1:
        part, whole = part - 1, whole - 2
    return part > 0 and (whole <= 1)


def count_of(yes: int, written_yes: int = 0) -> Count:
    return Count(
        issued=yes, returned=yes, yes=yes, no=0, abstain=0, void=0, written_yes=written_yes
    )


def test_votes_with_more_than_half_of_those_entitled_in_the_room() -> None:
    for entitled in range(LARGEST + 1):
        for present in range(entitled + 1):
            told = ballots.may_vote(Turnout(entitled=entitled, present=present))
            assert (not told) is more_than_half(present, entitled), (entitled, present)
            assert [reason.check for reason in told] == ([] if not told else ["V-01"])


def test_passes_with_more_than_half_of_those_entitled_written_ones_counted() -> None:
    for entitled in range(LARGEST + 1):
        for approvals in range(entitled + 1):
            for written in range(min(approvals, 3) + 1):
                passed = ballots.passes(entitled, count_of(approvals - written, written))
                assert passed is more_than_half(approvals, entitled), (entitled, approvals)


def test_says_how_many_are_needed() -> None:
    for entitled in range(1, LARGEST + 1):
        need = ballots.majority(entitled)
        assert more_than_half(need, entitled) and not more_than_half(need - 1, entitled)
    assert (ballots.majority(16), ballots.majority(15)) == (9, 8)


def test_half_is_not_enough_and_absence_weighs_as_a_vote_against() -> None:
    assert not ballots.passes(16, count_of(8))
    assert ballots.passes(16, count_of(9))
    assert ballots.passes(16, count_of(8, written_yes=1))
    assert not ballots.passes(15, count_of(7))


figures = st.integers(0, LARGEST + 5)


@given(
    entitled=st.integers(0, LARGEST), present=figures, written=figures, issued=figures,
    returned=figures, yes=figures, no=figures, abstain=figures, void=figures,
    written_yes=figures, written_no=figures,
)  # fmt: skip
def test_finds_every_contradiction_and_nothing_else(
    entitled: int, present: int, written: int, **totals: int
) -> None:
    turnout = Turnout(entitled=entitled, present=present, written=written)
    count = Count(**totals)
    expected = set()
    if present + written > entitled:
        expected.add("V-03")
    if count.issued > present or count.returned > count.issued:
        expected.add("V-09")
    if count.yes + count.no + count.abstain + count.void != count.returned:
        expected.add("V-10")
    if count.written_yes + count.written_no > written:
        expected.add("V-07")
    assert checks(turnout, count) == expected


@st.composite
def true_votes(draw: st.DrawFn) -> tuple[Turnout, Count, int]:
    """Draw a vote as it really happens: each present member drops a ballot or none, and chooses."""
    ways = st.sampled_from(["yes", "no", "abstain", "void", "kept", "none"])
    present = draw(st.lists(ways, max_size=LARGEST))
    written = draw(st.lists(st.sampled_from(["yes", "no", "neither"]), max_size=6))
    absent = draw(st.integers(0, 10))
    boxes = {box: present.count(box) for box in ("yes", "no", "abstain", "void")}
    count = Count(
        issued=sum(way != "none" for way in present),
        returned=sum(boxes.values()),
        **boxes,
        written_yes=written.count("yes"),
        written_no=written.count("no"),
    )
    turnout = Turnout(
        entitled=len(present) + len(written) + absent, present=len(present), written=len(written)
    )
    return turnout, count, present.count("yes") + written.count("yes")


@given(vote=true_votes())
def test_accepts_whatever_can_really_happen(vote: tuple[Turnout, Count, int]) -> None:
    turnout, count, for_it = vote
    assert ballots.contradictions(turnout, count) == []
    assert ballots.passes(turnout.entitled, count) is (2 * for_it > turnout.entitled)


@given(vote=true_votes(), box=st.sampled_from(["yes", "no", "abstain", "void", "returned"]))
def test_one_ballot_too_many_in_any_box_is_found(
    vote: tuple[Turnout, Count, int], box: str
) -> None:
    turnout, count, _for_it = vote
    changed = replace(count, **{box: getattr(count, box) + 1})
    assert {"V-09", "V-10"} & checks(turnout, changed)


def test_puts_every_contradiction_at_its_field() -> None:
    turnout = Turnout(entitled=9, present=7, written=1)
    count = Count(issued=8, returned=9, yes=8, no=0, abstain=0, void=0, written_yes=2, written_no=0)
    found = [(r.check, r.field) for r in ballots.contradictions(turnout, count)]
    assert found == [
        ("V-09", "ballot.issued"), ("V-09", "ballot.returned"),
        ("V-10", "ballot.returned"), ("V-07", "ballot.written_yes"),
    ]  # fmt: skip


def test_keeps_no_names_beside_totals_that_tell_a_choice() -> None:
    def written(yes: int, no: int) -> Count:
        return replace(count_of(5), written_yes=yes, written_no=no)

    assert not ballots.betrays(0, [])
    assert ballots.betrays(1, [written(1, 0)])
    assert ballots.betrays(2, [written(1, 1)])
    assert ballots.betrays(3, [written(3, 0)])
    assert ballots.betrays(3, [written(2, 1), written(0, 3)])
    assert ballots.betrays(3, [written(0, 0)])
    assert not ballots.betrays(3, [written(2, 1), written(1, 2)])


@given(choices=st.lists(st.sampled_from(["yes", "no", "neither"]), min_size=1, max_size=8))
def test_whoever_is_named_could_have_decided_either_way(choices: list[str]) -> None:
    count = replace(count_of(1), written_yes=choices.count("yes"), written_no=choices.count("no"))
    if not ballots.betrays(len(choices), [count]):
        assert len(set(choices)) > 1
        assert len(choices) >= 3


KIND = RecordKind(
    key="meeting",
    title="支部大会",
    date_title="日期",
    fields=(
        Field(name="decision", title="决议", kind=FieldKind.CHOICE, is_required=True,
              choices=(("convert", "按期转正"), ("extend", "延长"))),
        Field(name="entitled", title="应到", kind=FieldKind.NUMBER, is_required=True),
        Field(name="yes", title="赞成", kind=FieldKind.NUMBER, is_required=True),
    ),
)  # fmt: skip


def test_parts_what_is_counted_from_what_is_proposed() -> None:
    assert [spec.name for spec in ballots.proposal(KIND).fields] == ["decision"]
    asked = [spec.name for spec in ballots.sheet(KIND).fields]
    assert asked == [
        "issued", "returned", "yes", "no", "abstain", "void", "written_yes", "written_no",
    ]  # fmt: skip


def test_announces_the_result_with_all_its_numbers() -> None:
    turnout = Turnout(entitled=9, present=7, written=1)
    count = Count(issued=7, returned=7, yes=5, no=1, abstain=1, void=0, written_yes=1)
    words = ballots.announced(turnout, count, name="申向党", matter="接收预备党员")
    assert "应到会有表决权的正式党员9人，实到7人" in words
    assert "赞成合计6，超过应到人数的半数（至少须5），表决通过。" in words
    failed = replace(count, yes=3, no=3)
    assert "未超过" in ballots.announced(turnout, failed, name="申向党", matter="接收预备党员")
