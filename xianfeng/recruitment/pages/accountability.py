"""Pages of samples and accountability."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.recruitment.queries.inquiries import Counts, InquiryRow, InquirySheet
from xianfeng.recruitment.queries.openings import Opening
from xianfeng.recruitment.queries.samples import FileSheet, SampleRow, SampleSheet
from xianfeng.recruitment.vocab.accountability import InquiryAct


@dataclass(frozen=True, kw_only=True)
class InquiriesPage:
    """The matters in sight, counted and listed."""

    template: ClassVar[str] = "recruitment/inquiries.html"
    counts: Counts
    rows: tuple[InquiryRow, ...]
    found: int
    form: Form
    is_filtered: bool
    may_open: bool
    may_sample: bool
    previous_url: str
    next_url: str


@dataclass(frozen=True, kw_only=True)
class NewInquiryPage:
    """Opening a matter."""

    template: ClassVar[str] = "recruitment/inquiry_new.html"
    form: Form
    opening: Opening


@dataclass(frozen=True, kw_only=True)
class InquiryPage:
    """One matter with its entries; ``forms`` holds a form for each act that the actor may do now."""

    template: ClassVar[str] = "recruitment/inquiry.html"
    sheet: InquirySheet
    forms: tuple[tuple[InquiryAct, Form], ...]


@dataclass(frozen=True, kw_only=True)
class NoticePage:
    """The notice 《发展党员责任追究通知书》, to print."""

    template: ClassVar[str] = "recruitment/inquiry_notice.html"
    sheet: InquirySheet


@dataclass(frozen=True, kw_only=True)
class SamplesPage:
    """Samples in reach, and drawing another."""

    template: ClassVar[str] = "recruitment/samples.html"
    rows: tuple[SampleRow, ...]
    form: Form
    next_url: str


@dataclass(frozen=True, kw_only=True)
class SamplePage:
    """One sample with its files."""

    template: ClassVar[str] = "recruitment/sample.html"
    sheet: SampleSheet


@dataclass(frozen=True, kw_only=True)
class FileSheetPage:
    """The examination sheet of a file; ``form`` where an examiner may write."""

    template: ClassVar[str] = "recruitment/file_sheet.html"
    sheet: FileSheet
    form: Form | None
    may_open: bool
    is_whole: bool
