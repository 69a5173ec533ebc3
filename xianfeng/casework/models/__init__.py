"""Tables of casework, one file a subject. Entries are only ever added; undoing is an entry too."""

from xianfeng.casework.models.backentries import BackEntry, Confirmation
from xianfeng.casework.models.blanks import Blank, BlankBatch
from xianfeng.casework.models.cases import Case, Claim, Duty, Entry, Evidence, Paper
from xianfeng.casework.models.disposals import Disposal, DisposalItem, Hold
from xianfeng.casework.models.editions import CountyEdition
from xianfeng.casework.models.formtemplates import FormTemplate
from xianfeng.casework.models.meetings import AgendaItem, Attendance, Meeting, Reversal, Seat, Tally
from xianfeng.casework.models.notices import Notice, NoticeEntry, Objection, Publication
from xianfeng.casework.models.reviews import Review
from xianfeng.casework.models.transfers import Transfer

__all__ = [
    "AgendaItem",
    "Attendance",
    "BackEntry",
    "Blank",
    "BlankBatch",
    "Case",
    "Claim",
    "Confirmation",
    "CountyEdition",
    "Disposal",
    "DisposalItem",
    "Duty",
    "Entry",
    "Evidence",
    "FormTemplate",
    "Hold",
    "Meeting",
    "Notice",
    "NoticeEntry",
    "Objection",
    "Paper",
    "Publication",
    "Reversal",
    "Review",
    "Seat",
    "Tally",
    "Transfer",
]
