"""The catalogue of checks: ids, levels, official messages, sources.

Reads ``checks.toml`` once. Everything that refuses speaks through
:func:`reason`, so that a message is worded in one place only.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from xianfeng.kernel.verdict import Level, Reason

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, kw_only=True)
class Check:
    """One rule of the catalogue."""

    id: str
    area: str
    origin: str
    level: Level
    rule: str
    message: str
    source: str
    level_note: str = ""

    def worded(self, **facts: object) -> str:
        """Fill the message's placeholders; one without a fact keeps its own words.

        ``{30}`` or ``{支部}`` in the official text is both example and name,
        so an unknown placeholder reads naturally when its braces are dropped.
        """
        return _PLACEHOLDER.sub(lambda m: str(facts.get(m[1], m[1])), self.message)


@cache
def catalogue() -> dict[str, Check]:
    """Return every check by id, in the order of the catalogue."""
    text = resources.files("xianfeng.kernel").joinpath("checks.toml").read_text("utf-8")
    return {
        check_id: Check(id=check_id, **{**row, "level": Level(row["level"])})
        for check_id, row in tomllib.loads(text).items()
    }


def reason(
    check: str,
    /,
    *,
    level: Level | None = None,
    message: str = "",
    fact: str = "",
    remedy: str = "",
    clause: str = "",
    field: str = "",
    **facts: object,
) -> Reason:
    """Word one unmet check from the catalogue.

    :param level: overrides the catalogue where an edition is stricter or milder.
    :param message: replaces the catalogue's wording where a case needs plainer words.
    :raises KeyError: the check is not in the catalogue.
    """
    entry = catalogue()[check]
    return Reason(
        check=check,
        level=level or entry.level,
        message=message or entry.worded(**facts),
        fact=fact,
        remedy=remedy,
        clause=clause or entry.source,
        field=field,
    )
