"""The demo's accounts: one for each role, with a password that everybody may know."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xianfeng.trust.commands import accounts, grants
from xianfeng.trust.commands.accounts import ShownPassword
from xianfeng.trust.vocab import Actor, Held, Role, server_operator

# No secret: it opens synthetic people only, and the sign-in page of the demo shows it.
PASSWORD = ShownPassword("Xianfeng-Demo-29")


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A role at a place, and who sits there."""

    role: Role
    username: str
    name: str
    path: str
    place: str
    person_id: int | None = None


def seats(
    *,
    root: tuple[str, str],
    committee: tuple[str, str],
    branch: tuple[str, str],
    secretary: str,
    member: tuple[int, str],
) -> list[Seat]:
    """Return the seats of the demo; places are (path, name), the member is (id, name)."""
    return [
        Seat(role=Role.COUNTY_OFFICE, username="zuzhibu", name="韩梅", path=root[0], place=root[1]),
        Seat(
            role=Role.COMMITTEE_ORGANISER,
            username="zuzhiyuan",
            name="罗成",
            path=committee[0],
            place=committee[1],
        ),
        Seat(
            role=Role.BRANCH_SECRETARY,
            username="shuji",
            name=secretary,
            path=branch[0],
            place=branch[1],
        ),
        Seat(
            role=Role.MEMBER,
            username="dangyuan",
            name=member[1],
            path=branch[0],
            place=branch[1],
            person_id=member[0],
        ),
        Seat(role=Role.AUDIT_ADMINISTRATOR, username="shenji", name="严明", path="", place="全县"),
        Seat(role=Role.SYSTEM_ADMINISTRATOR, username="xitong", name="邓工", path="", place="全县"),
        Seat(
            role=Role.SECURITY_ADMINISTRATOR, username="anquan", name="安宁", path="", place="全县"
        ),
    ]


def make(chosen: Sequence[Seat], *, at: datetime) -> dict[Role, Actor]:
    """Make the accounts with their grants; return who acts under each role."""
    operator = server_operator("演示县")
    actors = {}
    for seat in chosen:
        made = accounts.create_account(
            actor=operator,
            username=seat.username,
            display_name=seat.name,
            person_id=seat.person_id,
            password=PASSWORD,
            at=at,
        )
        grants.grant(
            actor=operator, account_id=made.account_id, role=seat.role, path=seat.path, at=at
        )
        actors[seat.role] = Actor(
            account_id=made.account_id,
            name=seat.name,
            held=(Held(seat.role, seat.path),),
            person_id=seat.person_id,
        )
    return actors


def write_down(chosen: Sequence[Seat], *, file: Path) -> None:
    """Leave the accounts where the sign-in page looks for them, readable for the owner only."""
    rows = [
        {
            "role": seat.role.label,
            "username": seat.username,
            "password": PASSWORD,
            "place": seat.place,
        }
        for seat in chosen
    ]
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        json.dump(rows, target, ensure_ascii=False, indent=1)
