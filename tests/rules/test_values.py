"""Whatever comes in: typed, or named as missing or unreadable, and back from the database's JSON."""

from datetime import date
from typing import Any

import pytest

from xianfeng.casework.rules import values
from xianfeng.procedure.schema import Field, FieldKind, RecordKind

KIND = RecordKind(
    key="talk",
    title="谈话",
    date_title="谈话日期",
    fields=(
        Field(name="words", title="内容", kind=FieldKind.TEXT, is_required=True),
        Field(name="count", title="人数", kind=FieldKind.NUMBER),
        Field(name="way", title="方式", kind=FieldKind.CHOICE, choices=(("open", "公开"),)),
        Field(name="is_own", title="本单位", kind=FieldKind.YES_NO),
        Field(name="people", title="人员", kind=FieldKind.PEOPLE),
        Field(name="number", title="编号", kind=FieldKind.TEXT, is_unique=True),
    ),
    papers=(),
)
GIVEN = {"on": "2024-01-31", "words": " 谈了 "}


def typed(**changes: Any) -> tuple[dict[str, Any], list[str]]:
    records, reasons = values.typed((KIND,), {"talk": {**GIVEN, **changes}})
    assert {r.check for r in reasons} <= {"D-64"}
    return records["talk"], [r.field for r in reasons]


def test_strips_text_and_reads_a_date() -> None:
    assert typed() == ({"on": date(2024, 1, 31), "words": "谈了"}, [])


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        ("count", "12", 12),
        ("count", 0, 0),
        ("way", "open", "open"),
        ("is_own", "否", False),
        ("is_own", True, True),
        ("people", ["7", "3", 7], [3, 7]),
        ("people", 5, [5]),
    ],
)
def test_reads_what_people_and_callers_write(field: str, written: Any, value: Any) -> None:
    row, problems = typed(**{field: written})
    assert (row[field], problems) == (value, [])


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("on", "2024-02-30"),
        ("on", "1899-12-31"),
        ("on", ""),
        ("words", "   "),
        ("words", "字" * 4_001),
        ("count", "-1"),
        ("count", "１２"),
        ("count", True),
        ("count", "100000"),
        ("way", "secret"),
        ("is_own", "maybe"),
        ("people", ["x"]),
        ("people", [0]),
        ("people", [2**63]),
        ("number", "9" * 81),
    ],
)
def test_names_the_field_of_what_cannot_be_read(field: str, written: Any) -> None:
    row, problems = typed(**{field: written})
    assert problems == [f"talk.{field}"]
    assert field not in row


def test_drops_fields_that_the_record_does_not_have() -> None:
    assert "is_approved" not in typed(is_approved=True)[0]


def test_reads_back_what_it_wrote() -> None:
    records, _ = values.typed((KIND,), {"talk": {**GIVEN, "people": [2, 1]}})
    assert values.restored({"talk": KIND}, values.plain(records)) == records


def test_dates_a_step_by_the_latest_of_its_records() -> None:
    other = RecordKind(key="vote", title="表决", date_title="日期", fields=(), papers=())
    rows = {"talk": {"on": date(2024, 3, 2)}, "vote": {"on": date(2024, 2, 1)}}
    assert values.happened_on(rows, (KIND, other)) == date(2024, 3, 2)
    assert values.happened_on({}, (KIND,)) is None
