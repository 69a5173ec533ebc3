"""Tables of casework, one file a subject. Entries are only ever added; undoing is an entry too."""

from xianfeng.casework.models.backentries import BackEntry, Confirmation
from xianfeng.casework.models.cases import Case, Claim, Duty, Entry, Evidence, Paper

__all__ = ["BackEntry", "Case", "Claim", "Confirmation", "Duty", "Entry", "Evidence", "Paper"]
