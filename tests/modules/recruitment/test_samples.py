"""Samples of files: drawn by seed, noted by their examiners, shown with each signature."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import cast, snapshot
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.recruitment.commands import samples
from xianfeng.recruitment.models import DrawnFile, Sample
from xianfeng.recruitment.queries import samples as reads
from xianfeng.recruitment.rules.sampling import Size
from xianfeng.recruitment.vocab.accountability import FileVerdict
from xianfeng.registry.models import Organisation
from xianfeng.trust.models import LedgerEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)


@pytest.fixture
def county() -> County:
    made = County()
    for number in range(6):
        Walker(made, name=f"申请{'甲乙丙丁戊己'[number]}").until("recommend-activist")
    return made


@pytest.fixture
def office(county):
    return cast.county_office(county.root.path)


def drawn(
    actor, place, *, seed: str = "20261123", size: Size | None = None, year: int = 2023
) -> int:
    return samples.draw(
        actor=actor,
        organisation_id=place.pk,
        year=year,
        size=size or Size(number=2),
        seed=seed,
        at=NOW,
    )


def files(sample_id: int) -> set[int]:
    return set(DrawnFile.objects.filter(sample=sample_id).values_list("case_id", flat=True))


def test_the_same_seed_draws_the_same_files_and_is_kept(county, office) -> None:
    one, two = drawn(office, county.root), drawn(office, county.root)

    assert files(one) == files(two)
    assert len(files(one)) == 2
    sample = Sample.objects.get(pk=one)
    assert (sample.seed, sample.population) == ("20261123", 6)
    assert sample.population_digest == Sample.objects.get(pk=two).population_digest
    entry = LedgerEntry.objects.filter(event="recruitment.sample.drawn").first()
    assert "20261123" in str(entry.detail)
    assert sample.population_digest in str(entry.detail)
    assert reads.one(office, one).is_redrawn_alike


def test_without_a_seed_eight_digits_are_made_and_shown(county, office) -> None:
    sheet = reads.one(office, drawn(office, county.root, seed=""))
    assert len(sheet.seed) == 8
    assert sheet.seed.isdigit()


def test_tells_when_the_urn_has_changed_since(county, office) -> None:
    one = drawn(office, county.root, size=Size(percent=100))
    Walker(county, name="后来人").until("first-talk")
    assert not reads.one(office, one).is_redrawn_alike


def test_a_year_without_files_and_a_size_without_sense_are_refused(county, office) -> None:
    before = snapshot.whole()
    for changes in (
        {"year": 1999}, {"size": Size()}, {"size": Size(number=1, percent=1)},
        {"size": Size(percent=101)}, {"size": Size(number=501)},
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            drawn(office, county.root, **changes)
        assert refused.value.verdict.checks() == ("A-05",)
    assert snapshot.whole() == before


def test_is_drawn_within_reach_only(county, office) -> None:
    with pytest.raises(Organisation.DoesNotExist):
        drawn(cast.committee_organiser(county.other_committee.path), county.committee)
    with pytest.raises(NotAllowed):
        drawn(cast.branch_secretary(county.branch.path), county.branch)
    one = drawn(office, county.root)
    organiser = cast.committee_organiser(county.committee.path)
    with pytest.raises(Sample.DoesNotExist):
        reads.one(organiser, one)


def test_the_database_keeps_a_file_from_being_drawn_twice(county, office) -> None:
    file = DrawnFile.objects.filter(sample=drawn(office, county.root)).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        DrawnFile.objects.create(sample=file.sample, case=file.case, org_path=file.org_path)


def test_the_examiner_writes_down_what_the_file_shows(county, office) -> None:
    file = DrawnFile.objects.filter(sample=drawn(office, county.root)).first()
    for verdict, opinion in ((None, ""), (FileVerdict.DEFECTIVE, "")):
        with pytest.raises(Refused):
            samples.note(
                actor=office, drawn_file_id=file.pk, verdict=verdict, opinion=opinion, at=NOW
            )
    samples.note(
        actor=office, drawn_file_id=file.pk, verdict=FileVerdict.DEFECTIVE,
        opinion="谈话记录无签名", at=NOW,
    )  # fmt: skip
    file.refresh_from_db()
    assert (file.verdict, file.words, file.examiner_name) == (
        "defective",
        "谈话记录无签名",
        "韩梅",
    )
    event = LedgerEntry.objects.get(event="recruitment.sample.examined")
    assert event.chain == f"case:{file.case_id}"


def test_the_sheet_shows_each_signature_with_the_rules_it_attested(county, office) -> None:
    file = DrawnFile.objects.filter(sample=drawn(office, county.root)).first()
    sheet = reads.drawn_sheet(office, file.pk, today=NOW.date())

    assert [one.step for one in sheet.attested] == ["递交入党申请书", "派人谈话"] or len(
        sheet.attested
    ) == 2
    talk = sheet.attested[1]
    assert (talk.signed_as, talk.name, talk.rules) == ("党支部", "冉云", "CPC-DEV-2014")
    assert "D-04" in {attested.check for attested in talk.checks}
    late = [a for one in sheet.attested for a in one.checks if a.check == "D-53"]
    assert all(a.answer == "纸质档案补录" for a in late)
    assert sheet.findings == ()


def test_pages_draw_show_note_and_lead_to_a_matter(county, office) -> None:
    client = cast.client_of(office)
    assert client.get("/samples/").status_code == 200
    answer = client.post(
        "/samples/", {"organisation": county.root.pk, "year": 2023, "number": 2, "seed": "7"}
    )
    sample = Sample.objects.get()
    assert answer["Location"] == f"/samples/{sample.pk}/"
    assert "结果相同" in client.get(answer["Location"]).content.decode()
    empty = client.post("/samples/", {"organisation": county.root.pk, "year": 2020, "number": 2})
    assert empty.status_code == 422
    file = sample.files.first()
    address = f"/samples/files/{file.pk}/"
    assert "D-04" in client.get(address).content.decode()
    assert client.post(address, {"verdict": "defective", "opinion": ""}).status_code == 422
    client.post(address, {"verdict": "defective", "opinion": "谈话记录无签名"})
    opening = client.get(f"/accountability/new/?drawn={file.pk}").content.decode()
    assert "谈话记录无签名" in opening
    assert client.get(f"/recruitment/cases/{file.case_id}/sheet/").status_code == 200


def test_a_sample_asks_no_more_for_many_files(county, office) -> None:
    client = cast.client_of(office)
    few, many = drawn(office, county.root), drawn(office, county.root, size=Size(percent=100))
    counted = []
    for sample in (few, many):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/samples/{sample}/")
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 12
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/samples/files/{DrawnFile.objects.first().pk}/")
    assert len(queries) <= 24
