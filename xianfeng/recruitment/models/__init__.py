"""Tables of recruitment, one file a subject."""

from xianfeng.recruitment.models.accountability import DrawnFile, Inquiry, InquiryEntry, Sample
from xianfeng.recruitment.models.consultations import Consultation
from xianfeng.recruitment.models.examinations import Breach, Examination
from xianfeng.recruitment.models.plans import Plan, Target, Task, TaskEntry
from xianfeng.recruitment.models.programmes import ActivistAim, Effort, EffortEntry
from xianfeng.recruitment.models.quotas import (
    QuotaAccount,
    QuotaEntry,
    QuotaHold,
    QuotaRequest,
    QuotaYear,
    Split,
    SplitShare,
)
from xianfeng.recruitment.models.training import ClassResult, TrainingClass, TrainingException
from xianfeng.recruitment.models.years import YearNote

__all__ = [
    "ActivistAim",
    "Breach",
    "Consultation",
    "ClassResult",
    "DrawnFile",
    "Effort",
    "EffortEntry",
    "Examination",
    "Inquiry",
    "InquiryEntry",
    "Plan",
    "QuotaAccount",
    "QuotaEntry",
    "QuotaHold",
    "QuotaRequest",
    "QuotaYear",
    "Sample",
    "Split",
    "SplitShare",
    "Target",
    "Task",
    "TaskEntry",
    "TrainingClass",
    "TrainingException",
    "YearNote",
]
