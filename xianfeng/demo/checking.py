"""Looking the finished demo county over: do the counts agree, is the ledger whole."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from xianfeng.casework.queries import dockets
from xianfeng.casework.vocab import CaseState
from xianfeng.demo import stories
from xianfeng.recruitment.queries import class_audit
from xianfeng.registry.queries import organisations, standing
from xianfeng.registry.vocab import Category
from xianfeng.trust.queries import verification
from xianfeng.trust.vocab import system_actor


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at: what was found, whether it is right, how long it took."""

    words: str
    is_right: bool
    seconds: float


def findings(*, today: date) -> Iterator[Finding]:
    """Look at one thing after another."""
    for look in (_counts, lambda: _files(today), _classes, _ledger):
        begun = time.monotonic()
        words, is_right = look()
        yield Finding(
            words=words if is_right else f"{words}（不符）",
            is_right=is_right,
            seconds=time.monotonic() - begun,
        )


Look = Callable[[], tuple[str, bool]]


def _counts() -> tuple[str, bool]:
    """Compare the head counts of the tree with the people who are counted one by one."""
    actor = system_actor("演示县")
    top = organisations.tree(actor).node
    counted = dict(top.counts.people) if top else {}
    told = standing.by_category(actor)
    present = sum(told.get(c, 0) for c in (Category.FULL, Category.PROBATIONARY))
    return f"核对人数：党员{present}人，在册{sum(told.values())}人", counted == told


def _files(today: date) -> tuple[str, bool]:
    """Count open and closed files, and those that are late or had a warning answered."""
    seen = dockets.visible(system_actor("演示县"))
    running = seen.filter(state=CaseState.OPEN)
    late = running.filter(duties__due_on__lt=today).distinct().count()
    answered = running.filter(entries__reasons__has_key=stories.ANSWERED).distinct().count()
    words = f"核对档案：在办{running.count()}份，办结{seen.exclude(state=CaseState.OPEN).count()}份"
    return f"{words}，逾期{late}份，有说明的预警{answered}份", late > 0


def _classes() -> tuple[str, bool]:
    """Compare what came of the classes with what the files say that were signed since."""
    found = class_audit.audit(system_actor("演示县"))
    words = f"核对培训：{found.classes}个班、{found.results}人次结果"
    return words, found.results > 0 and not found.differing


def _ledger() -> tuple[str, bool]:
    found = verification.verify()
    return f"校验台账：{found.entries}条、{found.chains}条链", found.is_whole
