"""Why a closed file is still needed here, although its time of keeping may be over."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from xianfeng.recruitment.models import DrawnFile, Examination, Inquiry
from xianfeng.recruitment.vocab import ExaminationState


def of_cases(case_ids: Iterable[int]) -> dict[int, list[str]]:
    """Say, by case, what still needs it: three queries.

    A file stays as long as a matter of accountability rests on it, closed or not: it is the evidence.
    """
    wanted = list(case_ids)
    found: dict[int, list[str]] = defaultdict(list)
    about = Inquiry.objects.filter(Q(case__in=wanted) | Q(drawn_file__case__in=wanted))
    for pk, case, drawn in about.values_list("pk", "case_id", "drawn_file__case_id").order_by("pk"):
        found[case or drawn].append(f"责任追究第{pk}号以此为据")
    drawn_files = DrawnFile.objects.filter(case__in=wanted, verdict="").order_by("pk")
    for case, sample in drawn_files.values_list("case_id", "sample_id"):
        found[case].append(f"抽查第{sample}号尚未核查")
    if Examination.objects.filter(state=ExaminationState.RUNNING).exists():
        for case in wanted:
            found[case].append("档案体检正在进行")
    return dict(found)
