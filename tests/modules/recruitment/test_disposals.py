"""What recruitment keeps about a case is emptied with it."""

from datetime import date

import pytest

from tests.due import WORDS, Due
from tests.walk import NOW
from xianfeng.recruitment.models import (
    Breach,
    ClassResult,
    Consultation,
    Examination,
    TrainingClass,
    TrainingException,
)
from xianfeng.trust import cipher

pytestmark = pytest.mark.django_db


def test_empties_answers_exceptions_results_and_findings() -> None:
    due = Due()
    case_id, other = due.ended("甲某"), due.ended("乙某")
    run = Examination.objects.create(
        source="cases", state="done", org_path="0001", actor_name="秦川", started_at=NOW,
        finished_at=NOW,
    )  # fmt: skip
    training = TrainingClass.objects.create(
        kind="candidate", title="2024年培训班", organiser=due.county.root, org_path="0001",
        starts_on=date(2024, 5, 6), ends_on=date(2024, 5, 8), days=3, hours=24,
        actor_name="秦川", entered_at=NOW,
    )  # fmt: skip
    for pk in (case_id, other):
        Consultation.objects.create(
            case_id=pk, unit="court", asked_on=date(2024, 5, 6), asked_by="秦川", asked_at=NOW,
            words=cipher.seal(WORDS, column="consultation.words"),
        )  # fmt: skip
        TrainingException.objects.create(
            case_id=pk, document="武组发〔2024〕3号", decided_on=date(2024, 5, 6),
            why=f"{WORDS}行动不便", actor_name="秦川", entered_at=NOW,
        )  # fmt: skip
        ClassResult.objects.create(
            training=training, case_id=pk, outcome="passed", hours=24, exam=88,
            actor_name="秦川", entered_at=NOW,
        )  # fmt: skip
        Breach.objects.create(
            examination=run, row=pk, case_id=pk, person_name="甲某", branch="周庄", org_path="0001",
            committee_path="0001", committee="山丹镇", year=2024, rule="D-12", level="block",
            edition="e", message=f"{WORDS}甲某", fact=f"{WORDS}", rows=["甲某"],
        )  # fmt: skip

    due.carried(case_id)

    assert list(Consultation.objects.values_list("case_id", flat=True)) == [other]
    assert list(TrainingException.objects.values_list("case_id", flat=True)) == [other]
    results = ClassResult.objects.order_by("case_id").values_list("outcome", "hours", "exam")
    assert list(results) == [("passed", 24, None), ("passed", 24, 88)]
    breach = Breach.objects.get(case_id=case_id)
    assert (breach.person_name, breach.message, breach.fact, breach.rows) == ("", "", "", [])
    assert (breach.rule, breach.year) == ("D-12", 2024)
