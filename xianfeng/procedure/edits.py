"""What can be done to a draft in the pages: each edit knows its words and the document that it makes."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xianfeng.procedure import editing
from xianfeng.procedure.limits import Limit


class Edit(ABC):
    """One change of a draft."""

    @property
    @abstractmethod
    def words(self) -> str:
        """What is done, for the ledger."""

    @abstractmethod
    def made(self, row: Mapping[str, Any], limits: Iterable[Limit]) -> editing.Row:
        """Return the changed document.

        :raises KeyError: what is to be changed is not there.
        """


@dataclass(frozen=True, kw_only=True)
class AddStep(Edit):
    """Add a step that is registered with day, note and papers."""

    title: str
    after: str
    actor: str
    signed_by: tuple[str, ...]
    papers: tuple[str, ...] = ()
    clause: str = ""

    @property
    def words(self) -> str:
        """What is done."""
        return f"增设环节：{self.title}"

    def made(self, row: Mapping[str, Any], limits: Iterable[Limit]) -> editing.Row:
        """Return the document with the step."""
        return editing.with_step(
            row, title=self.title, after=self.after, actor=self.actor,
            signed_by=self.signed_by, papers=self.papers, clause=self.clause,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RemoveStep(Edit):
    """Take a step out."""

    key: str

    @property
    def words(self) -> str:
        """What is done."""
        return f"取消环节：{self.key}"

    def made(self, row: Mapping[str, Any], limits: Iterable[Limit]) -> editing.Row:
        """Return the document without the step."""
        return editing.without_step(row, key=self.key)


@dataclass(frozen=True, kw_only=True)
class WordStep(Edit):
    """Word a step anew."""

    key: str
    title: str
    actor: str
    limit: str

    @property
    def words(self) -> str:
        """What is done."""
        return f"改环节名称：{self.title}"

    def made(self, row: Mapping[str, Any], limits: Iterable[Limit]) -> editing.Row:
        """Return the document with the words."""
        return editing.with_words(
            row, key=self.key, title=self.title, actor=self.actor, limit=self.limit
        )


@dataclass(frozen=True, kw_only=True)
class AskPaper(Edit):
    """Ask for one more paper with a step."""

    key: str
    title: str

    @property
    def words(self) -> str:
        """What is done."""
        return f"增加材料：{self.title}"

    def made(self, row: Mapping[str, Any], limits: Iterable[Limit]) -> editing.Row:
        """Return the document that asks for it."""
        return editing.with_paper(row, key=self.key, title=self.title)


@dataclass(frozen=True, kw_only=True)
class DropPaper(Edit):
    """Ask no longer for a paper that the county added."""

    paper: str

    @property
    def words(self) -> str:
        """What is done."""
        return f"取消增加的材料：{self.paper}"

    def made(self, row: Mapping[str, Any], limits: Iterable[Limit]) -> editing.Row:
        """Return the document that does not ask for it."""
        return editing.without_paper(row, paper=self.paper)


@dataclass(frozen=True, kw_only=True)
class SetLimit(Edit):
    """Set a number of a gate."""

    ref: str
    amount: int
    clause: str = ""

    @property
    def words(self) -> str:
        """What is done."""
        return f"改期限或数值为{self.amount}"

    def made(self, row: Mapping[str, Any], limits: Iterable[Limit]) -> editing.Row:
        """Return the document with the number."""
        known = {limit.ref: limit for limit in limits}
        return editing.with_limit(
            row, limit=known[self.ref], amount=self.amount, clause=self.clause
        )


@dataclass(frozen=True, kw_only=True)
class SetRhythm(Edit):
    """Set how often a repeated record is due."""

    key: str
    months: int

    @property
    def words(self) -> str:
        """What is done."""
        return f"改定期登记为每{self.months}个月"

    def made(self, row: Mapping[str, Any], limits: Iterable[Limit]) -> editing.Row:
        """Return the document with the rhythm."""
        return editing.with_rhythm(row, key=self.key, months=self.months)


@dataclass(frozen=True, kw_only=True)
class Rename(Edit):
    """Give the edition another name and note."""

    name: str
    note: str = ""

    @property
    def words(self) -> str:
        """What is done."""
        return f"改名称：{self.name}"

    def made(self, row: Mapping[str, Any], limits: Iterable[Limit]) -> editing.Row:
        """Return the document with the name."""
        return editing.renamed(row, name=self.name, note=self.note)
