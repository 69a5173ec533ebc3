"""One error of one row, worded from the catalogue of checks."""

from dataclasses import asdict, dataclass

from xianfeng.kernel.checks import catalogue, reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.registry.rules import identity


@dataclass(frozen=True)
class Problem:
    """What is wrong in a cell; ``column`` is the heading as the sheet has it."""

    row: int
    column: str
    check: str
    message: str

    def as_json(self) -> dict[str, object]:
        """Return the object of the report."""
        return asdict(self)


def problem(row: int, column: str, check: str, /, *, message: str = "", **facts: object) -> Problem:
    """Word one problem; ``message`` replaces the catalogue's wording.

    Messages are kept and printed as they are: whatever number somebody put into the wrong column
    is masked in them. The cell itself goes back sealed.
    """
    words = message or catalogue()[check].worded(**facts)
    return Problem(row, column, check, identity.mask_within(words))


class FileRefused(Refused):
    """The file as a whole cannot be taken; one sentence says why (checks I-12, I-16, I-17)."""

    def __init__(self, sentence: str, *, row: int = 0, column: str = "", check: str = "I-16"):
        """Keep the sentence and, where there is one, the cell that shows it."""
        super().__init__(Verdict((reason(check, message=sentence, 原因=sentence),)))
        self.sentence = sentence
        self.problem = Problem(row, column, check, sentence)
