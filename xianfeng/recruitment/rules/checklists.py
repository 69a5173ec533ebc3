"""The list that a committee looks through before it pre-reviews: each item 有, 无 or 不合格 (domain 2.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xianfeng.kernel.dates import WorkCalendar
from xianfeng.procedure import gates
from xianfeng.procedure.schema import Condition
from xianfeng.recruitment.vocab import ItemState


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item: what must be there, what must hold of it, what is told beside it.

    ``when`` names the fact without which the item does not arise; ``later``
    says who fills it in where it cannot be there yet.
    """

    title: str
    has: tuple[str, ...]
    right: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    show: tuple[str, ...] = ()
    paper: str = ""
    when: str = ""
    later: str = ""

    @property
    def facts(self) -> frozenset[str]:
        """Every fact that the item asks for."""
        conditions = (*self.right, *self.any_of)
        named = {c.fact for c in conditions} | {c.other for c in conditions if c.other}
        return frozenset({*self.has, *self.show, *named})


def judged(item: Item, facts: Mapping[str, Any], calendar: WorkCalendar) -> ItemState:
    """Tell how an item stands: missing before wrong, wrong before right."""
    if item.when and not _is_there(facts.get(item.when)):
        return ItemState.NOT_NEEDED
    if not all(_is_there(facts.get(name)) for name in item.has):
        return ItemState.LATER if item.later else ItemState.MISSING
    holds = all(gates.holds(condition, facts, calendar) for condition in item.right)
    if item.any_of:
        holds = holds and any(gates.holds(c, facts, calendar) for c in item.any_of)
    return ItemState.THERE if holds else ItemState.WRONG


def asked(items: Iterable[Item]) -> frozenset[str]:
    """Return every fact that the items ask for."""
    return frozenset(name for item in items for name in item.facts)


def _is_there(value: Any) -> bool:
    # "No" is an answer, none of something is nothing.
    return value is False or (value is not None and value not in ("", (), 0))
