"""The pages of a meeting: what they offer, print and cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County, person
from tests.meetings import Assembly, ready, totals
from tests.walk import NOW, Walker

pytestmark = pytest.mark.django_db
MOST = 12


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)


@pytest.fixture
def walker() -> Walker:
    return Walker(County()).until("vote-admission")


@pytest.fixture
def client(walker: Walker) -> Client:
    return cast.client_of(walker.actors["branch"], username="shuji")


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_costs_the_same_for_few_and_for_many(walker: Walker, client: Client) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    item = assembly.put(walker)
    for nth in range(20):
        person(f"早{nth}", walker.county.branch)
    assembly.freeze()
    costs = [_costs(client, assembly, item)]
    large = Assembly(walker.county, walker.actors["branch"])
    for nth in range(180):
        person(f"多{nth}", walker.county.branch)
    large.freeze()

    costs.append(_costs(client, large, item=None))

    few, many = costs
    assert many["/"] <= few["/"] <= MOST
    assert many["/roll"] <= few["/roll"] <= MOST
    assert max(few.values()) <= MOST
    assert max(many.values()) <= MOST


def _costs(client: Client, assembly: Assembly, item: int | None) -> dict[str, int]:
    ends = ["/", "/roll", "/agenda", "/print/roll", "/print/ballots"]
    ends += [f"/items/{item}/"] if item else []
    found = {}
    for end in ends:
        with CaptureQueriesContext(connection) as seen:
            text(client, f"/meetings/{assembly.id}{end}")
        found[end] = len(seen)
    with CaptureQueriesContext(connection) as seen:
        text(client, "/meetings/")
    return found | {"list": len(seen)}


def test_begins_with_everybody_ticked(walker: Walker, client: Client) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    assembly.freeze()
    page = text(client, f"/meetings/{assembly.id}/roll")
    assert page.count(" checked>") == 9


def test_shows_what_was_marked(walker: Walker, client: Client) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    assembly.freeze()
    writer = walker.county.members[8].pk
    assembly.mark(assembly.marks(absent=2, written={writer: "2024-11-06"}))
    page = text(client, f"/meetings/{assembly.id}/roll")
    assert page.count(" checked>") == 7
    assert f'name="written.{writer}" value="2024-11-06"' in page


def test_gives_everything_typed_back_with_what_is_wrong(walker: Walker, client: Client) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    assembly.freeze()
    members = [member.pk for member in walker.county.members]
    sent = {"present": members[:7], f"written.{members[8]}": "2024-11-09", "scrutineer": members[4]}
    answer = client.post(f"/meetings/{assembly.id}/roll", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(" checked>") == 7
    assert f'name="written.{members[8]}" value="2024-11-09"' in page
    assert "会后提交的书面意见不能计入票数" in page


def test_asks_about_written_opinions_only_where_some_came_in(
    walker: Walker, client: Client
) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    item = assembly.put(walker)
    assembly.freeze()
    assembly.mark()
    address = f"/meetings/{assembly.id}/items/{item}/"
    assert "ballot.written_yes" not in text(client, address)
    assert 'name="ballot.issued" value="9"' in text(client, address)
    assembly.mark(assembly.marks(written={walker.county.members[8].pk: "2024-11-06"}))
    assert "ballot.written_yes" in text(client, address)


def test_prints_a_ballot_for_everybody_there(walker: Walker, client: Client) -> None:
    assembly, _item = ready(walker)
    address = f"/meetings/{assembly.id}/print/"
    ballots = text(client, address + "ballots")
    assert ballots.count('<article class="ballot">') == 1
    assert ballots.count('<article class="ballot print-only">') == 8
    assert text(client, address + "roll").count('<td class="sign">') == 9
    assert client.get(address + "report").status_code == 404
    assembly.close()
    report = text(client, address + "report")
    assert "赞成合计8，超过应到人数的半数（至少须5），表决通过。" in report


def test_names_no_writer_who_could_be_found_out(walker: Walker, client: Client) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    item = assembly.put(walker)
    assembly.freeze()
    assembly.mark(assembly.marks(written={walker.county.members[8].pk: "2024-11-05"}))
    assembly.count(item, totals(8, written_yes=1))
    assembly.close()
    page = text(client, f"/meetings/{assembly.id}/")
    assert "到会和书面意见只存人数，不存姓名" in page
    assert "<small>书面</small>" not in page
    assert "<small>到会</small>" not in page
    assert '<td class="sign">' in text(client, f"/meetings/{assembly.id}/print/roll")


def test_tells_whoever_works_on_an_older_page(walker: Walker, client: Client) -> None:
    assembly, item = ready(walker)
    sent = {f"ballot.{name}": value for name, value in totals(9).items()} | {"version": "1"}
    answer = client.post(f"/meetings/{assembly.id}/items/{item}/", sent)
    assert answer.status_code == 409
    assert "此件刚由冉云办理过" in answer.content.decode()


def test_offers_nothing_to_those_who_only_look(walker: Walker) -> None:
    assembly, _item = ready(walker)
    organiser = cast.client_of(walker.actors["committee"], username="zuzhiyuan")
    page = text(organiser, f"/meetings/{assembly.id}/")
    assert "赞成合计8" in page
    assert "结束会议，确定结果" not in page
    assert f"/meetings/{assembly.id}/roll" not in page
    assert "召集会议" not in text(organiser, "/meetings/")
