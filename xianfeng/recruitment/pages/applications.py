"""What the page of a new application shows."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.casework.sheets import StepSheet
from xianfeng.kernel.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class NewCasePage:
    """Taking an application: the applicant and the first step on one page."""

    template: ClassVar[str] = "recruitment/new.html"
    form: Form
    sheet: StepSheet
    verdict: Verdict
    step_title: str
    edition: str
    lost_files: bool
