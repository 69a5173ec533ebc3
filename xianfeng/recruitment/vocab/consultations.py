"""The words of the joint examination before a pre-review (联合审查, domain 2.3)."""

from enum import StrEnum


class Reply(StrEnum):
    """What a unit that was asked answers."""

    CLEAR = "clear"
    OBJECTS = "objects"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"clear": "无异议", "objects": "有异议"}[self.value]

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return {"clear": "ok", "objects": "danger"}[self.value]


# Who is usually asked; a committee may write any other.
UNITS = ("纪检监察机关", "公安机关", "人民法院", "人民检察院", "信访部门", "卫生健康部门")

# What the ledger's events and details are called on its page.
LEDGER_EVENTS = {
    "recruitment.consultation.asked": "联合审查：发函",
    "recruitment.consultation.answered": "联合审查：登记答复",
    "recruitment.consultation.withdrawn": "联合审查：撤回",
}
LEDGER_DETAILS = {"consultation": "联合审查", "units": "单位"}
