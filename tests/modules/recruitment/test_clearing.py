"""Emptying the findings of examined workbooks: after their days, on record, counts stay."""

from datetime import timedelta
from typing import Any

import pytest

from tests import cast
from tests.modules.recruitment.test_examinations import organisations
from tests.modules.recruitment.test_examined import handed_in
from xianfeng.kernel.errors import NotAllowed
from xianfeng.recruitment.commands import clearing
from xianfeng.recruitment.models import Breach, Examination
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.vocab import system_actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisations")]
# Imported for pytest, which finds fixtures by name.
_ = organisations
ACTOR = system_actor("到期清除")


@pytest.fixture
def examination(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Examination:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: cast.NOON)
    settings.DATA_DIR = tmp_path
    return handed_in(cast.client_of(cast.county_office()))


def clear(days: int) -> int:
    return clearing.clear(actor=ACTOR, kept_days=365, at=cast.NOON + timedelta(days=days))


def test_empties_names_and_words_after_their_days_and_keeps_the_counts(
    examination: Examination,
) -> None:
    rules = list(Breach.objects.order_by("id").values_list("rule", "branch", "year"))
    assert clear(365) == 0
    assert Breach.objects.exclude(person_name="").exists()

    assert clear(366) == len(rules)

    assert list(Breach.objects.order_by("id").values_list("rule", "branch", "year")) == rules
    left = Breach.objects.values_list("person_name", "message", "fact").distinct().order_by()
    assert list(left) == [("", "", "")]
    assert Examination.objects.get().cleared_on is not None
    entry = LedgerEntry.objects.latest("id")
    assert entry.event == "recruitment.examination.cleared"
    assert entry.detail == f'{{"breaches":{len(rules)}}}'
    assert clear(400) == 0


def test_leaves_the_findings_about_cases_to_their_cases(examination: Examination) -> None:
    Examination.objects.update(source="cases", sha256="")
    assert clear(366) == 0


def test_shows_that_the_words_are_gone(examination: Examination) -> None:
    clear(366)
    client = cast.client_of(cast.county_office(), username="other")
    page = client.get(f"/examinations/{examination.pk}/").content.decode()
    assert "内容已到期清除" in page
    assert "（内容已清除）" in page
    assert "就此立项" not in page
    taken = client.post(f"/examinations/{examination.pk}/report", {"form": "xlsx"})
    assert taken.status_code == 200


def test_is_done_for_the_whole_county_only(examination: Examination) -> None:
    with pytest.raises(NotAllowed):
        clearing.clear(actor=cast.committee_organiser(), kept_days=0, at=cast.NOON)
    assert Examination.objects.get().cleared_on is None
