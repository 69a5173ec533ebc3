"""One split as its workshop shows it, and as a workbook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import F

from xianfeng.recruitment.models import Split, SplitShare
from xianfeng.recruitment.rules.apportionment import TIE_RULE
from xianfeng.recruitment.vocab.quotas import Criterion, Method, SplitState
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

HEADING = ("序号", "党组织", "权数", "应得名额（分数）", "应得名额", "余数或商数", "下一商数", "最少", "最多", "建议", "确定", "差", "调整原因")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ShareRow:
    """One organisation of a split: values, weight, quota, what was proposed and decided."""

    organisation_id: int
    name: str
    values: tuple[int, ...]
    weight: Fraction
    quota: Fraction
    decisive: Fraction
    following: Fraction | None
    floor: int
    ceiling: int | None
    proposed: int
    decided: int
    is_tied: bool
    why: str

    @property
    def change(self) -> int:
        """How many more or fewer than proposed."""
        return self.decided - self.proposed

    @property
    def weight_told(self) -> str:
        """The weight with three places."""
        return f"{float(self.weight):.3f}"

    @property
    def quota_told(self) -> str:
        """The exact share with three places."""
        return f"{float(self.quota):.3f}"

    @property
    def decisive_told(self) -> str:
        """Remainder or quotient with three places."""
        return f"{float(self.decisive):.3f}"


@dataclass(frozen=True, kw_only=True)
class SplitFile:
    """A split with its shares in the tree's order."""

    id: int
    year: int
    organisation_id: int
    organisation: str
    method: Method
    state: SplitState
    places: int
    as_of: date
    by: str
    published_on: date | None
    criteria: tuple[tuple[Criterion, int], ...]
    totals: tuple[int, ...]
    shares: tuple[ShareRow, ...]
    may_change: bool

    @property
    def proposed(self) -> int:
        """All places of the proposal."""
        return sum(share.proposed for share in self.shares)

    @property
    def decided(self) -> int:
        """All places as people decided."""
        return sum(share.decided for share in self.shares)

    @property
    def weight(self) -> str:
        """All weights together."""
        return f"{float(sum(share.weight for share in self.shares)):.3f}"

    def named(self, values: tuple[int, ...]) -> tuple[tuple[str, int], ...]:
        """Return a row's values by the names of their criteria."""
        labels = (criterion.label for criterion, _number in self.criteria)
        return tuple(zip(labels, values, strict=True))

    @property
    def changes(self) -> int:
        """In how many rows people decided otherwise."""
        return sum(share.change != 0 for share in self.shares)

    @property
    def held_back(self) -> int:
        """What stays with the organisation."""
        return self.places - self.decided

    @property
    def tie_rule(self) -> str:
        """How equal remainders or quotients are told apart."""
        return TIE_RULE


def split(actor: Actor, split_id: int) -> SplitFile:
    """Return a split in sight: two queries.

    :raises Split.DoesNotExist: out of sight.
    """
    seen = access.scoped(Split.objects.all(), actor, Action.VIEW_PLANS)
    found = seen.annotate(
        year=F("account__year__year"),
        place=F("account__organisation__short_name"),
        place_id=F("account__organisation_id"),
    ).get(pk=split_id)
    coefficients = {Criterion(key): number for key, number in found.coefficients.items()}
    shares = SplitShare.objects.filter(split=found).annotate(place=F("organisation__short_name"))
    rows = tuple(_share(share, coefficients) for share in shares.order_by("number"))
    state = SplitState(found.state)
    may = actor.may(Action.SPLIT_QUOTA, path=found.org_path)
    return SplitFile(
        id=found.pk,
        year=found.year,
        organisation_id=found.place_id,
        organisation=found.place,
        method=Method(found.method),
        state=state,
        places=found.places,
        as_of=found.as_of,
        by=found.actor_name,
        published_on=found.published_on,
        criteria=tuple(coefficients.items()),
        totals=tuple(sum(column) for column in zip(*(row.values for row in rows), strict=True)),
        shares=rows,
        may_change=may and state is SplitState.DRAFT,
    )


def _share(share: SplitShare, coefficients: Mapping[Criterion, int]) -> ShareRow:
    return ShareRow(
        organisation_id=share.organisation_id,
        name=share.place,
        values=tuple(share.values.get(criterion.value, 0) for criterion in coefficients),
        weight=Fraction(share.weight),
        quota=Fraction(share.quota),
        decisive=Fraction(share.decisive),
        following=Fraction(share.following) if share.following else None,
        floor=share.floor,
        ceiling=share.ceiling,
        proposed=share.proposed,
        decided=share.decided,
        is_tied=share.is_tied,
        why=share.why,
    )


def notes(found: SplitFile) -> tuple[str, ...]:
    """Say above the workbook's heading what it is and how it was computed."""
    weighed = "，".join(f"{criterion.label}{number}" for criterion, number in found.criteria)
    return (
        f"{found.organisation}{found.year}年度发展党员名额分配方案（{found.state.label}）",
        f"可分名额{found.places}，{found.method.label}：{found.method.meaning}",
        f"权数 = 各项占合计的比例 × 系数之和；系数：{weighed}。数据截至{found.as_of}",
        TIE_RULE,
    )


def heading(found: SplitFile) -> tuple[str, ...]:
    """Return the workbook's columns: the criteria stand between the name and the weight."""
    labels = tuple(criterion.label for criterion, _number in found.criteria)
    return (*HEADING[:2], *labels, *HEADING[2:])


def cells(found: SplitFile) -> Iterator[tuple[object, ...]]:
    """Yield the workbook's rows; fractions whole, so that they can be recomputed."""
    for number, row in enumerate(found.shares, start=1):
        yield (
            number, row.name, *row.values, str(row.weight), str(row.quota), float(row.quota),
            str(row.decisive), str(row.following or ""), row.floor,
            "" if row.ceiling is None else row.ceiling, row.proposed, row.decided, row.change,
            row.why,
        )  # fmt: skip
