"""The words of disposing of files whose time of keeping is over."""

from enum import StrEnum


class DisposalState(StrEnum):
    """Where a list stands."""

    DRAWN_UP = "drawn_up"
    APPROVED = "approved"
    CARRIED = "carried"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "drawn_up": "待审批",
            "approved": "已批准",
            "carried": "已执行",
            "withdrawn": "已撤回",
        }[self.value]

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return {"drawn_up": "info", "approved": "warn", "carried": "ok"}.get(self.value, "neutral")


class ItemState(StrEnum):
    """What became of one file on a list."""

    WAITING = "waiting"
    DISPOSED = "disposed"
    REFUSED = "refused"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "waiting": "待销毁",
            "disposed": "已销毁",
            "refused": "未销毁",
            "dropped": "已撤下",
        }[self.value]

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return {"disposed": "ok", "refused": "danger", "waiting": "info"}.get(self.value, "neutral")


# What the ledger's events and details are called on its page.
LEDGER_EVENTS = {
    "casework.hold.set": "暂缓销毁",
    "casework.hold.lifted": "解除暂缓销毁",
    "casework.disposal.drawn_up": "开列销毁清册",
    "casework.disposal.approved": "批准销毁清册",
    "casework.disposal.withdrawn": "撤回销毁清册",
    "casework.disposal.carried": "执行销毁清册",
    "casework.case.disposed": "按保管期限销毁",
}
LEDGER_DETAILS = {
    "cases": "档案",
    "disposed": "已销毁",
    "refused": "未销毁",
    "papers": "材料",
    "scans": "扫描件",
    "words": "台账内容",
    "disposal": "销毁清册",
    "closed_on": "办结",
    "ended_on": "期满",
}
