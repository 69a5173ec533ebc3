"""What other modules put on the first page: every source's lines, and no empty title."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests import cast
from xianfeng.casework.queries import reminders
from xianfeng.casework.queries.reminders import Line, Reminder

TODAY = date(2026, 11, 23)


@pytest.fixture
def sources() -> Iterator[None]:
    before = list(reminders._sources)
    yield
    reminders.install(before)


def test_stand_in_the_order_of_their_sources_and_without_lines_not_at_all(sources) -> None:
    due = Reminder(title="某事", lines=(Line(label="1 件到期", url="/x/", is_late=True),))
    later = Reminder(title="另一事", lines=(Line(label="2 件", url="/y/"),))
    reminders.install([lambda *_: due, lambda *_: Reminder(title="无事"), lambda *_: later])

    assert reminders.of(cast.stranger(), today=TODAY) == (due, later)
