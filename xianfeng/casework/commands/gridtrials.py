"""Judging a grid of a paper history: every row at once, each as the step would be judged alone.

Writes nothing. Serves :mod:`backentries`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from xianfeng.casework.commands import signing
from xianfeng.casework.commands.replays import Done, History, Replay, Seen
from xianfeng.casework.commands.signing import HandedIn, Submission
from xianfeng.casework.models import BackEntry
from xianfeng.casework.rules import grids, values
from xianfeng.casework.rules.grids import Told
from xianfeng.casework.vocab import SIGNER_LABELS, SIGNING_ROLES
from xianfeng.kernel import paths
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.procedure import board
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.registry.vocab import Category
from xianfeng.trust.vocab import Actor, Held

# Levels of the tree at which those sign whom nobody has asked yet, for the judgement before they confirm.
_LEVELS = {"committee": 2, "county": 1}


class GridRefused(Refused):
    """Some rows are against the rules; nothing but what was typed may be kept."""

    def __init__(self, judged: "Judged") -> None:
        """Keep every row's verdict for the grid."""
        super().__init__(judged.verdict)
        self.judged = judged


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A grid's verdicts: of the whole, and by row."""

    whole: Verdict
    rows: Mapping[str, Verdict]

    @property
    def verdict(self) -> Verdict:
        """Everything that was found."""
        found = [item for verdict in self.rows.values() for item in verdict]
        return Verdict.of([*self.whole, *found])

    @property
    def is_good(self) -> bool:
        """Tell whether nothing stands against it."""
        return bool(self.verdict.without_hints())


def judge(
    entry: BackEntry,
    signers: Mapping[str, Actor],
    *,
    actor: Actor,
    at: datetime,
    is_doubled: bool,
) -> Judged:
    """Judge the grid as it stands, with the powers of those who have signed it so far.

    :param is_doubled: the person has a case already.
    """
    told = happened(entry, signers, at=at)
    named = _named([one for one, _item in told])
    places, subjects = registry_reads.known_to(actor, named | {entry.person_id})
    if entry.person_id not in places:
        raise BackEntry.DoesNotExist(str(entry.person_id))
    place, seen = places[entry.person_id], named & places.keys()
    lookups = signing.lookups_of_the_past(entry.family)
    lookups.register.know(subjects)
    lookups.register.read_people(named, branch=place.organisation_id)
    replay = Replay(
        history_of(entry, [item for _row, item in told], signers, at),
        place,
        entry.family,
        lookups,
        lookups.calendar,
        strangers=lambda people: people - seen,
    )
    verdicts = replay.trial()
    rows = {
        one.last.key: _at_row(one, verdict)
        for (one, _item), verdict in zip(told, verdicts, strict=True)
        if not verdict
    }
    found = _whole(entry, place, replay.reached, is_empty=not told)
    whole = Verdict.of([*found, has_one()] if is_doubled else found)
    return Judged(whole=whole, rows=rows)


def _named(told: Sequence[Told]) -> frozenset[int]:
    """Return everybody whom the rows name, so that they are read at once."""
    kinds = [row.kind for one in told for row in one.rows]
    records, _problems = values.typed(kinds, {k: v for one in told for k, v in one.records.items()})
    return values.people(kinds, records)


def _whole(
    entry: BackEntry, place: registry_reads.Place, reached: Category, *, is_empty: bool
) -> list[Reason]:
    found = []
    if is_empty:
        found.append(reason("D-64", message="一行也没有填写", remedy="从第1环节起逐行填写"))
    if place.org_path != entry.org_path:
        message = f"{place.name}已不在原支部，不能在此补录"
        found.append(reason("D-65", message=message, remedy="由现所在支部重新开始补录"))
    standing = Category(place.category)
    if not is_empty and standing.is_member and reached.rank < standing.rank:
        message = f"{place.name}现为{standing.label}，所填环节只到{reached.label}"
        remedy = f"把纸质档案填到成为{standing.label}的环节再提交"
        found.append(reason("D-67", message=message, remedy=remedy))
    return found


def _at_row(one: Told, verdict: Verdict) -> Verdict:
    """Put the reasons at the cells of a repeated record's own row."""
    if not one.last.nth:
        return verdict
    kind, key = one.last.kind.key, one.last.key
    return Verdict.of(
        replace(item, field=item.field.replace(f"{kind}.", f"{key}.", 1)) for item in verdict
    )


def happened(
    entry: BackEntry, signers: Mapping[str, Actor], *, at: datetime
) -> list[tuple[Told, Done | Seen]]:
    """Return what the filled rows tell, each under the name of whoever answers for it."""
    family = board.family(entry.family)
    edition = family.edition(entry.edition)
    everywhere = grids.asked_everywhere(family.shipped.editions)
    found: list[tuple[Told, Done | Seen]] = []
    for one in grids.told(edition, entry.sheet, everywhere=everywhere):
        role = one.last.step.signed_by[0]
        actor = signers.get(role) or _supposed(role, entry.org_path)
        if one.last.nth:
            kind = one.last.kind.key
            found.append((one, Seen(kind=kind, actor=actor, at=at, facts=one.records[kind])))
        else:
            submission = Submission(
                records=one.records,
                papers=tuple(HandedIn(kind=kind) for kind in one.papers),
                reasons=one.reasons or {},
            )
            done = Done(step=one.last.step.key, actor=actor, at=at, submission=submission)
            found.append((one, done))
    return found


def _supposed(role: str, path: str) -> Actor:
    """Stand in for a signer who has not been asked yet, at the level of the tree where they sit."""
    root = path[: _LEVELS[role] * paths.WIDTH] if role in _LEVELS else path
    held = (Held(SIGNING_ROLES[role], root),)
    return Actor(account_id=None, name=SIGNER_LABELS[role], held=held)


def signers_of(entry: BackEntry) -> dict[str, Actor]:
    """Return those who have put their name to the history, as they held their role then."""
    return {
        row.signed_as: Actor(
            account_id=row.account_ref,
            name=row.actor_name,
            held=(Held(SIGNING_ROLES[row.signed_as], row.path),),
        )
        for row in entry.confirmations.order_by("id")
    }


def history_of(
    entry: BackEntry, happened: list[Done | Seen], signers: Mapping[str, Actor], at: datetime
) -> History:
    """Join what happened to the history of one case."""
    return History(
        person_id=entry.person_id,
        edition=entry.edition,
        opened_by=signers.get("branch") or _supposed("branch", entry.org_path),
        opened_at=at,
        happened=tuple(happened),
    )


def has_one() -> Reason:
    """Say that the person has a case already (check D-66)."""
    return reason("D-66", message="此人已有档案，不能再补录一件", remedy="在原件上继续办理")
