"""Places under the codes and names that were true on a day."""

from collections import Counter
from datetime import date

import pytest

from tests import cast
from xianfeng.kernel.errors import NotAllowed
from xianfeng.registry.commands import places as place_commands
from xianfeng.registry.models import Place
from xianfeng.registry.queries import places
from xianfeng.registry.vocab import PlaceKind

pytestmark = pytest.mark.django_db


def test_places_of_the_article_year_and_of_today():
    actor = cast.county_office()
    made = place_commands.load_wushan(actor=actor, at=cast.NOON)
    assert place_commands.load_wushan(actor=actor, at=cast.NOON) == 0
    assert Place.objects.count() == made
    then = Counter(row.kind for row in places.on(date(2014, 6, 30)))
    assert then[PlaceKind.TOWN] + then[PlaceKind.TOWNSHIP] == 15
    assert (then[PlaceKind.TOWN], then[PlaceKind.VILLAGE], then[PlaceKind.COMMUNITY]) == (
        6,
        344,
        10,
    )
    now = Counter(row.kind for row in places.on(date(2023, 6, 30)))
    assert (now[PlaceKind.TOWN], now[PlaceKind.TOWNSHIP]) == (13, 2)
    assert (now[PlaceKind.VILLAGE], now[PlaceKind.COMMUNITY]) == (270, 87)


def test_codes_are_true_only_in_their_time():
    place_commands.load_wushan(actor=cast.county_office(), at=cast.NOON)
    assert places.named("620524207", day=date(2015, 9, 30)) == "温泉乡"
    assert places.named("620524107", day=date(2015, 9, 30)) == ""
    assert places.named("620524107", day=date(2023, 6, 30)) == "温泉镇"
    assert places.named("620524202", day=date(2015, 9, 30)) == "咀头乡"
    assert len(places.inside("620524106", day=date(2023, 6, 30))) == 22
    with pytest.raises(NotAllowed):
        place_commands.load_wushan(actor=cast.branch_secretary(), at=cast.NOON)
