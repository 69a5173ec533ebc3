"""Tables of the registry. Facts carry the days on which they are true."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from xianfeng.kernel import paths
from xianfeng.registry.vocab import (
    BatchKind,
    BatchState,
    Category,
    OrganisationKind,
    PlaceKind,
    SanctionKind,
    Sex,
    UnitKind,
)

NAME = 60
LONG_NAME = 120


def _choices(words: type) -> list[tuple[str, str]]:
    return [(word.value, word.label) for word in words]


def _valid(prefix: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
        name=f"{prefix}_valid_to_after_from",
    )


class Place(models.Model):
    """An administrative place under one code for a time: codes change when a township becomes a town."""

    code = models.CharField("区划代码", max_length=12)
    name = models.CharField("名称", max_length=NAME)
    kind = models.CharField(max_length=12, choices=_choices(PlaceKind))
    parent_code = models.CharField(max_length=12, blank=True, default="")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "registry_place"
        constraints = [
            models.UniqueConstraint(fields=["code", "name"], name="place_code_name_once"),
            _valid("place"),
        ]
        indexes = [models.Index(fields=["parent_code"], name="place_parent")]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A Party organisation in the tree; its path is its place and the unit of scope."""

    path = models.CharField(max_length=paths.LENGTH, unique=True)
    code = models.CharField("党组织代码", max_length=20, unique=True)
    name = models.CharField("党组织全称", max_length=LONG_NAME, unique=True)
    short_name = models.CharField("简称", max_length=NAME)
    kind = models.CharField("组织类别", max_length=20, choices=_choices(OrganisationKind))
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    township = models.CharField("所在乡镇", max_length=NAME, blank=True, default="")
    village = models.CharField("所在村（社区）", max_length=NAME, blank=True, default="")
    # Wording for search: full pinyin and initials of the short name.
    pinyin = models.CharField(max_length=200, blank=True, default="")
    initials = models.CharField(max_length=60, blank=True, default="")
    valid_from = models.DateField("成立日期", null=True, blank=True)
    valid_to = models.DateField("撤销日期", null=True, blank=True)
    batch = models.ForeignKey("ImportBatch", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        db_table = "registry_organisation"
        constraints = [_valid("organisation")]
        indexes = [
            models.Index(fields=["pinyin"], name="organisation_pinyin"),
            models.Index(fields=["initials"], name="organisation_initials"),
        ]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """A committee's term of office (届); check B-05 watches its end."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField("届次")
    starts_on = models.DateField("换届日期")
    ends_on = models.DateField("任期届满")

    class Meta:
        db_table = "registry_term"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="term_number_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="term_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} 第{self.number}届"


class Unit(models.Model):
    """A village, school, firm or office; the organisation that answers for it, if any."""

    name = models.CharField("单位名称", max_length=LONG_NAME)
    kind = models.CharField(max_length=20, choices=_choices(UnitKind))
    place_code = models.CharField(max_length=12, blank=True, default="")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="units"
    )
    org_path = models.CharField(max_length=paths.LENGTH)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "registry_unit"
        constraints = [
            models.UniqueConstraint(fields=["name", "org_path"], name="unit_once"),
            _valid("unit"),
        ]
        indexes = [models.Index(fields=["org_path", "kind"], name="unit_place")]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A person of the corps, or on the way to it.

    ``organisation``, ``org_path`` and ``category`` repeat the open membership,
    so that lists need no join; only :mod:`commands.standing` and the import
    write them, together with the membership.
    """

    name = models.CharField("姓名", max_length=NAME)
    sex = models.CharField("性别", max_length=1, choices=_choices(Sex))
    born_on = models.DateField("出生日期")
    ethnicity = models.CharField("民族", max_length=2)
    education = models.CharField("学历", max_length=2, blank=True, default="")
    occupation = models.CharField("工作岗位", max_length=30, blank=True, default="")
    id_number = models.BinaryField(max_length=64)
    id_index = models.BinaryField(max_length=16, unique=True)
    id_tail_index = models.BinaryField(max_length=16, db_index=True)
    phone = models.BinaryField(max_length=64, default=b"")
    address = models.CharField("家庭住址", max_length=LONG_NAME, blank=True, default="")
    is_floating = models.BooleanField("流动党员", default=False)
    floating_to = models.CharField("外出流向", max_length=NAME, blank=True, default="")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    org_path = models.CharField(max_length=paths.LENGTH)
    category = models.CharField("人员类别", max_length=12, choices=_choices(Category))
    joined_on = models.DateField("入党日期", null=True, blank=True)
    full_on = models.DateField("转正日期", null=True, blank=True)
    left_on = models.DateField("离开日期", null=True, blank=True)

    # Sorting and search by pinyin: "wang xiaoming" sorts before "wang xin".
    sort_key = models.CharField(max_length=120)
    pinyin = models.CharField(max_length=120)
    initials = models.CharField(max_length=20)
    given_name = models.CharField(max_length=NAME)
    batch = models.ForeignKey(
        "ImportBatch", null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    created_at = models.DateTimeField()

    class Meta:
        db_table = "registry_person"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="person_has_name"),
            models.CheckConstraint(
                condition=Q(full_on__isnull=True)
                | (Q(joined_on__isnull=False) & Q(full_on__gte=F("joined_on"))),
                name="person_full_after_joined",
            ),
            models.CheckConstraint(
                condition=Q(joined_on__isnull=True) | Q(joined_on__gt=F("born_on")),
                name="person_joined_after_birth",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="person_sorted"),
            models.Index(fields=["org_path", "sort_key", "id"], name="person_place"),
            models.Index(fields=["name"], name="person_name"),
            models.Index(fields=["given_name"], name="person_given_name"),
            models.Index(fields=["pinyin"], name="person_pinyin"),
            models.Index(fields=["initials"], name="person_initials"),
        ]

    def __str__(self) -> str:
        return self.name


class NameReading(models.Model):
    """Another way to read a person's name aloud: 单 is a surname Shan and a word dan."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="readings", db_index=False
    )
    pinyin = models.CharField(max_length=120)
    initials = models.CharField(max_length=20)

    class Meta:
        db_table = "registry_name_reading"
        constraints = [
            models.UniqueConstraint(fields=["person", "pinyin"], name="reading_once"),
        ]
        indexes = [
            models.Index(fields=["pinyin"], name="reading_pinyin"),
            models.Index(fields=["initials"], name="reading_initials"),
        ]

    def __str__(self) -> str:
        return self.pinyin


class Membership(models.Model):
    """What a person was, in which organisation, from day to day; the last day is not included.

    The open row (no ``ends_on``) is the present; a person has at most one
    (check F-08: one formal relation at a time).
    """

    # Both keys lead an index of their own below; a second one would only slow imports.
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", db_index=False
    )
    category = models.CharField(max_length=12, choices=_choices(Category))
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "registry_membership"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ends_on__isnull=True), name="membership_one_open"
            ),
            models.UniqueConstraint(
                fields=["person", "starts_on", "category"], name="membership_starts_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "category", "starts_on"], name="membership_roll"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.category} {self.starts_on}"


class Sanction(models.Model):
    """A measure that suspends a member's rights for a time (V-05, D-19)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sanctions")
    kind = models.CharField(max_length=30, choices=_choices(SanctionKind))
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    document = models.CharField("文号", max_length=NAME)

    class Meta:
        db_table = "registry_sanction"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="sanction_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class HeadCount(models.Model):
    """How many people of a category an organisation itself holds; kept by the commands that move people."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="head_counts"
    )
    org_path = models.CharField(max_length=paths.LENGTH)
    category = models.CharField(max_length=12, choices=_choices(Category))
    people = models.PositiveIntegerField()

    class Meta:
        db_table = "registry_head_count"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "category"], name="head_count_once"),
        ]
        indexes = [models.Index(fields=["org_path", "category", "people"], name="head_count_place")]

    def __str__(self) -> str:
        return f"{self.org_path} {self.category}: {self.people}"


class CalendarDay(models.Model):
    """A day on which people work or not, where it differs from Monday to Friday, with its notice."""

    day = models.DateField(unique=True)
    is_workday = models.BooleanField()
    source = models.CharField(max_length=NAME)
    is_provisional = models.BooleanField(default=False)

    class Meta:
        db_table = "registry_calendar_day"

    def __str__(self) -> str:
        return f"{self.day} {'班' if self.is_workday else '休'}"


class CalendarYear(models.Model):
    """A year whose holidays are known; without an official notice it is provisional (N-05)."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=NAME)
    is_provisional = models.BooleanField()

    class Meta:
        db_table = "registry_calendar_year"

    def __str__(self) -> str:
        return str(self.year)


class ImportBatch(models.Model):
    """One workbook brought in: what became of it; since ``cleared_on`` its kept rows are gone."""

    kind = models.CharField(max_length=20, choices=_choices(BatchKind))
    state = models.CharField(max_length=10, choices=_choices(BatchState))
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    # Where the import may put people: the actor's reach when the file was handed in.
    org_path = models.CharField(max_length=paths.LENGTH, blank=True, default="")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True, default="")
    undone_at = models.DateTimeField(null=True)
    cleared_on = models.DateField(null=True)

    class Meta:
        db_table = "registry_import_batch"
        indexes = [models.Index(fields=["org_path", "-id"], name="batch_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"


class ImportRow(models.Model):
    """A row that was refused (with its cells and reasons) or that changed somebody (with what was before)."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="kept_rows")
    number = models.PositiveIntegerField("行号")
    # Cells of a refused row and former values of a changed one hold personal numbers: sealed JSON.
    sealed = models.BinaryField()
    errors = models.JSONField(default=list)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE)

    class Meta:
        db_table = "registry_import_row"
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.number}"


class SavedFilter(models.Model):
    """A list's address that somebody keeps under a name, for themselves."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=NAME)
    query = models.CharField(max_length=500)

    class Meta:
        db_table = "registry_saved_filter"
        constraints = [
            models.UniqueConstraint(fields=["account", "page", "name"], name="saved_filter_once"),
        ]

    def __str__(self) -> str:
        return self.name
