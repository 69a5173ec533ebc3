"""Entering one kind of repeated record for many cases, such as a branch's half-yearly reviews.

Each is judged and entered on its own by :func:`evidence.add`, in a transaction of
its own: the good ones are kept, those refused are named with every reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xianfeng.casework.commands import evidence
from xianfeng.casework.commands.batches import NotSigned, Outcome, Signed
from xianfeng.casework.models import Case
from xianfeng.casework.queries import dockets, rounds
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class Row:
    """What was filled in for one case, and the version on the page."""

    facts: Mapping[str, Any]
    version: int | None = None


def add_many(*, actor: Actor, kind: str, rows: Mapping[int, Row], at: datetime) -> Outcome:
    """Enter the record for these cases and tell what became of each.

    :param rows: by case id; what was left empty is not among them.
    :raises Case.DoesNotExist: no step repeats such a record, or a case is out of sight;
        nothing was entered.
    :raises Refused: nothing was filled in, or more than one form takes (D-64).
    """
    if kind not in rounds.kinds():
        raise Case.DoesNotExist(f"no record {kind}")
    if not rows or len(rows) > rounds.MOST:
        message = f"一次最多登记{rounds.MOST}人" if rows else "还没有填写任何人的考察"
        raise Refused(Verdict((reason("D-64", message=message),)))
    seen = dockets.visible(actor).filter(pk__in=rows).select_related("person", "organisation")
    known = {case.pk: case for case in seen}
    if known.keys() != rows.keys():
        raise Case.DoesNotExist(f"{len(rows) - len(known)} of {len(rows)} cases")
    entered, refused = [], []
    for case_id, row in rows.items():
        case = known[case_id]
        who = {
            "case_id": case_id,
            "person": case.person.name,
            "organisation": case.organisation.short_name,
        }
        try:
            evidence.add(
                actor=actor, case_id=case_id, kind=kind, facts=row.facts, at=at, version=row.version
            )
        except Refused as refusal:
            refused.append(NotSigned(verdict=refusal.verdict.without_hints(), **who))
        else:
            entered.append(Signed(**who))
    return Outcome(signed=tuple(entered), refused=tuple(refused))
