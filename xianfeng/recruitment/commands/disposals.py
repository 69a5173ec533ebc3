"""Emptying what recruitment keeps about a case that is disposed of; counts and days stay."""

from xianfeng.recruitment.models import (
    Breach,
    ClassResult,
    Consultation,
    DrawnFile,
    QuotaEntry,
    TrainingException,
)


def sweep(case_id: int) -> None:
    """Take words and answers about a case out of every table; called inside its disposal."""
    Consultation.objects.filter(case=case_id).delete()
    TrainingException.objects.filter(case=case_id).delete()
    ClassResult.objects.filter(case=case_id).update(exam=None, corrected_reason="")
    DrawnFile.objects.filter(case=case_id).update(words="")
    Breach.objects.filter(case=case_id).update(person_name="", message="", fact="", rows=[])
    QuotaEntry.objects.filter(case_ref=case_id).update(note="")
