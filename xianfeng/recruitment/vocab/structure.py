"""The words of structure: whose sources are counted."""

from enum import StrEnum


class Circle(StrEnum):
    """Among whom it is counted where people were found: the register does not keep it of members."""

    TRAINING = "training"
    ADMITTED = "admitted"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"training": "在培养的人", "admitted": "当年发展的党员"}[self.value]
