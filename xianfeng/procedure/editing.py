"""Making a county's edition from another one: each function takes a document and returns a changed one.

Documents are what :func:`loader.documents` resolves. Nothing here decides
whether a change is lawful: the loader and D-00 (:mod:`variants`) judge every
result alike, wherever it comes from.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict
from datetime import date
from typing import Any

from xianfeng.procedure.limits import Limit
from xianfeng.procedure.schema import Condition, Edition, Gate

Row = dict[str, Any]
COUNTY_CLAUSE = "县级规定"


def begun(base: Mapping[str, Any], *, id: str, name: str, note: str = "") -> Row:
    """Return a complete document to work on, made from an edition that may amend another.

    Begun from a national edition, it follows that family and has no gates of its own.
    """
    row = deepcopy(dict(base))
    for key in ("digest", "file", "amends", "drop", "own_steps", "valid_from", "valid_to"):
        row.pop(key, None)
    if not row.get("follows"):
        row |= {"follows": row["family"], "family": f"{row['family']}-county", "gate": []}
    row |= {"id": id, "name": name, "note": note, "status": "县级版本"}
    before: list[str] = []
    for number, step in enumerate(row["step"], 1):
        step.setdefault("records", [step["key"]])
        step.setdefault("after", before)
        step.setdefault("national", [number])
        before = [step["key"]]
    return row


def dated(row: Mapping[str, Any], day: date) -> Row:
    """Return the document with its first day."""
    return {**row, "valid_from": day}


def renamed(row: Mapping[str, Any], *, name: str, note: str) -> Row:
    """Give the edition another name and note."""
    return {**row, "name": name, "note": note}


def with_step(
    row: Mapping[str, Any],
    *,
    title: str,
    after: str,
    actor: str,
    signed_by: Iterable[str],
    papers: Iterable[str] = (),
    clause: str = "",
) -> Row:
    """Add a step that is registered with day, note and papers; what came after that step comes after it now.

    :raises KeyError: there is no step ``after``.
    """
    changed = deepcopy(dict(row))
    position, before = _place(changed, after)
    number = _free(changed)
    key = f"county-step-{number}"
    record = f"county_record_{number}"
    for step in changed["step"]:
        step["after"] = [key if one == after else one for one in step["after"]]
    step = {
        "key": key, "stage": before["stage"], "title": title, "actor": actor,
        "signed_by": list(signed_by), "records": [record], "after": [after], "national": [],
        "extra": True, "cite": clause or COUNTY_CLAUSE,
    }  # fmt: skip
    changed["step"].insert(position + 1, step)
    kind = {
        "key": record,
        "title": title,
        "date": "办理日期",
        "field": [{"name": "note", "title": "办理情况", "kind": "long_text", "required": True}],
        "paper": [
            {"key": f"county_paper_{number}_{nth}", "title": paper}
            for nth, paper in enumerate(papers, 1)
        ],
    }
    changed["record"] = [*changed.get("record", ()), kind]
    return changed


def without_step(row: Mapping[str, Any], *, key: str) -> Row:
    """Take a step out, with the records that only it makes and the gates that rest on them.

    :raises KeyError: there is no such step.
    """
    changed = deepcopy(dict(row))
    position, gone = _place(changed, key)
    del changed["step"][position]
    for step in changed["step"]:
        after = [two for one in step["after"] for two in (gone["after"] if one == key else [one])]
        step["after"] = list(dict.fromkeys(after))
    left = {record for step in changed["step"] for record in _records(step)}
    lost = set(_records(gone)) - left
    changed["gate"] = [g for g in changed.get("gate", ()) if not lost & set(_named(g))]
    changed["record"] = [r for r in changed.get("record", ()) if r["key"] not in lost]
    changed["paper"] = [p for p in changed.get("paper", ()) if p["on"] not in lost]
    return changed


def with_words(row: Mapping[str, Any], *, key: str, title: str, actor: str, limit: str) -> Row:
    """Word a step anew: its title, who acts, its limit in words.

    :raises KeyError: there is no such step.
    """
    changed = deepcopy(dict(row))
    _position, step = _place(changed, key)
    step |= {"title": title, "actor": actor, "limit": limit}
    return changed


def with_paper(row: Mapping[str, Any], *, key: str, title: str) -> Row:
    """Ask for one more paper with a step's main record.

    :raises KeyError: there is no such step.
    """
    changed = deepcopy(dict(row))
    _position, step = _place(changed, key)
    number = _free(changed)
    paper = {"on": step["records"][-1], "key": f"county_paper_{number}", "title": title}
    changed["paper"] = [*changed.get("paper", ()), paper]
    return changed


def without_paper(row: Mapping[str, Any], *, paper: str) -> Row:
    """Ask no longer for a paper that the county added; national ones are not the document's to drop.

    :raises KeyError: the document adds no such paper.
    """
    changed = deepcopy(dict(row))
    kept = [one for one in changed.get("paper", ()) if one["key"] != paper]
    if len(kept) == len(changed.get("paper", ())):
        raise KeyError(paper)
    changed["paper"] = kept
    return changed


def with_rhythm(row: Mapping[str, Any], *, key: str, months: int) -> Row:
    """Set how often a step's repeated record is due, in months.

    :raises KeyError: there is no such step, or nothing is repeated in it.
    """
    changed = deepcopy(dict(row))
    _position, step = _place(changed, key)
    if not step.get("repeated"):
        raise KeyError(key)
    step["repeat_months"] = months
    return changed


def with_limit(row: Mapping[str, Any], *, limit: Limit, amount: int, clause: str = "") -> Row:
    """Set a number; a national gate stays as it is and the county's own stands beside it."""
    changed = deepcopy(dict(row))
    gate = _written(limit.gate)
    conditions = gate.get("any", [gate])
    conditions[limit.index][limit.column] = amount
    gate["cite"] = clause or (limit.gate.cite if limit.is_own else COUNTY_CLAUSE)
    old, new = f"{limit.amount}{limit.unit}", f"{amount}{limit.unit}"
    gate["remedy"] = gate.get("remedy", "").replace(old, new)
    gate["say"] = {
        name: str(amount) if source == str(limit.amount) else source
        for name, source in gate.get("say", {}).items()
    }
    rows = [_plain(one) for one in changed.get("gate", ())]
    before = _plain(_written(limit.gate))
    if limit.is_own and before in rows:
        changed["gate"][rows.index(before)] = gate
    else:
        changed["gate"] = [*changed.get("gate", ()), gate]
    for step in changed["step"]:
        if limit.gate.on in step["records"] and limit.unit:
            step["limit"] = step.get("limit", "").replace(old, new)
    return changed


def _place(row: Mapping[str, Any], key: str) -> tuple[int, Row]:
    for position, step in enumerate(row["step"]):
        if step["key"] == key:
            return position, step
    raise KeyError(key)


def _records(step: Mapping[str, Any]) -> tuple[str, ...]:
    return (*step["records"], *((step["repeated"],) if step.get("repeated") else ()))


def _free(row: Mapping[str, Any]) -> int:
    """Return a number that no key of the county's own bears yet."""
    taken = {step["key"] for step in row["step"]} | {p["key"] for p in row.get("paper", ())}
    taken |= {record["key"] for record in row.get("record", ())}
    number = 1
    while {f"county-step-{number}", f"county_paper_{number}", f"county_record_{number}"} & taken:
        number += 1
    return number


def _named(gate: Mapping[str, Any]) -> Iterator[str]:
    yield gate["on"]
    conditions = [*gate.get("any", [gate]), *gate.get("when", ())]
    conditions += [gate["unless"]] if "unless" in gate else []
    for condition in conditions:
        for key in ("fact", "other"):
            yield condition.get(key, "").split(".", 1)[0]


def _written(gate: Gate) -> Row:
    """Write a gate as a document has it."""
    row: Row = {"check": gate.check, "on": gate.on, "level": gate.level.value}
    if len(gate.any_of) == 1:
        row |= _condition(gate.any_of[0])
    else:
        row["any"] = [_condition(one) for one in gate.any_of]
    if gate.when:
        row["when"] = [_condition(one) for one in gate.when]
    if gate.unless:
        row["unless"] = _condition(gate.unless)
    if gate.say:
        row["say"] = dict(gate.say)
    return row | {"cite": gate.cite, "remedy": gate.remedy}


def _condition(condition: Condition) -> Row:
    return {
        key: value for key, value in asdict(condition).items() if value not in (None, "", 0)
    } | ({"value": condition.value} if condition.value is not None else {})


def _plain(gate: Mapping[str, Any]) -> Row:
    """Return what tells one gate from another, however it was written."""
    alternatives = gate.get("any") or [_bare(gate)]
    return {"check": gate["check"], "on": gate["on"], "any": [_bare(one) for one in alternatives]}


def _bare(one: Mapping[str, Any]) -> Row:
    columns = ("fact", "op", "value", "other", "months", "days", "workdays")
    return {key: one[key] for key in columns if one.get(key) not in (None, "") and key in one}


def own_keys(row: Mapping[str, Any], edition: Edition) -> frozenset[str]:
    """Return the steps of the document that make only records of its own."""
    own = {record["key"] for record in row.get("record", ())}
    return frozenset(step.key for step in edition.steps if set(step.records) <= own)
