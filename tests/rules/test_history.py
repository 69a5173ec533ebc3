"""The present of a case as a fold over its signatures."""

from datetime import date

from xianfeng.casework.rules import history
from xianfeng.casework.rules.history import Kept, Signed, Standing
from xianfeng.recruitment.catalogue import shelf

EDITION = shelf().edition("CPC-DEV-2014")
FIRST, SECOND = EDITION.steps[0], EDITION.steps[1]
CONVERSION = next(step for step in EDITION.steps if any(o.restart for o in step.outcomes))
EXTENDING = next(outcome for outcome in CONVERSION.outcomes if outcome.restart)
AGAIN = EDITION.step(EXTENDING.restart)


def signed(key: str, on: date, *, round_: int = 1, **records: dict[str, object]) -> Signed:
    return Signed(step=key, round=round_, on=on, records=records)


def fold(
    entries: list[Signed], papers: list[Kept] | None = None, **evidence: list[date]
) -> Standing:
    return history.fold(
        EDITION, entries, papers=papers or [], evidence=evidence, subject={"name": "申向党"}
    )


def extending(on: date) -> Signed:
    record, field = CONVERSION.decided_by.split(".")
    return signed(CONVERSION.key, on, **{record: {"on": on, field: EXTENDING.value}})


def test_knows_nothing_but_the_subject_before_the_first_signature() -> None:
    assert fold([]) == Standing(signed={}, facts={"subject.name": "申向党"})


def test_names_facts_by_record_and_field_and_counts_repeated_ones() -> None:
    present = fold(
        [signed(FIRST.key, date(2024, 1, 2), application={"on": date(2024, 1, 2)})],
        [Kept(step=FIRST.key, round=1, kind="application_letter")],
        review=[date(2024, 9, 1), date(2024, 3, 1)],
    )
    assert present.signed == {FIRST.key: date(2024, 1, 2)}
    assert present.facts == {
        "subject.name": "申向党",
        "application.on": date(2024, 1, 2),
        "paper.application_letter": True,
        "review.dates": (date(2024, 3, 1), date(2024, 9, 1)),
        "review.count": 2,
    }


def test_supersedes_every_later_step_when_a_probation_is_extended() -> None:
    earlier = signed(FIRST.key, date(2023, 1, 2), application={"on": date(2023, 1, 2)})
    again = signed(AGAIN.key, date(2025, 1, 2), **{AGAIN.records[-1]: {"on": date(2025, 1, 2)}})
    papers = [
        Kept(step=FIRST.key, round=1, kind="application_letter"),
        Kept(step=AGAIN.key, round=1, kind="probation_book"),
    ]

    present = fold([earlier, again, extending(date(2025, 2, 1))], papers)

    assert present.signed == {FIRST.key: date(2023, 1, 2)}
    assert present.rounds == 2
    assert present.facts[f"previous.{AGAIN.records[-1]}.on"] == date(2025, 1, 2)
    assert f"{AGAIN.records[-1]}.on" not in present.facts
    assert present.facts["paper.application_letter"] is True
    assert "paper.probation_book" not in present.facts


def test_opens_what_rests_on_signed_steps_only() -> None:
    assert history.open_steps(EDITION, {}) == (FIRST,)
    assert SECOND in history.open_steps(EDITION, {FIRST.key: date(2024, 1, 2)})
    done = {step.key: date(2024, 1, 2) for step in EDITION.steps}
    assert history.open_steps(EDITION, done) == ()


def test_has_no_effect_for_a_decision_that_the_step_does_not_know() -> None:
    outcome = history.outcome_of(CONVERSION, {CONVERSION.decided_by: "something else"})
    assert (outcome.standing, outcome.close, outcome.restart) == ("", "", "")
