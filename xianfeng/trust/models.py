"""Tables of trust: accounts, grants, the ledger and evidence files."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from xianfeng.kernel import paths
from xianfeng.trust.vocab import EntryForm, ReadGrant, Role


class AccountManager(BaseUserManager):
    """Looks accounts up by name; commands create them."""


class Account(AbstractBaseUser):
    """Somebody who signs in. What they may do stands in their grants."""

    username = models.CharField("用户名", max_length=40, unique=True)
    display_name = models.CharField("姓名", max_length=40)
    # The person's file in the registry: a value, not a key, for trust lies below the registry.
    person_ref = models.BigIntegerField(null=True, blank=True, unique=True)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField()
    must_change_password = models.BooleanField(default=False)

    # The grants that were read together with the account; None where they were not.
    read_grants: "tuple[ReadGrant, ...] | None" = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []
    objects = AccountManager()

    class Meta:
        db_table = "trust_account"

    def __str__(self) -> str:
        return self.display_name


class Grant(models.Model):
    """A role held at one organisation for a time; the newest history of who could do what."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=[(r.value, r.label) for r in Role])
    org_path = models.CharField(max_length=paths.LENGTH)
    starts_on = models.DateField()
    # The first day on which it no longer holds, so that a revocation works at once.
    ends_on = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="grants_given"
    )

    class Meta:
        db_table = "trust_grant"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="grant_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["account", "role", "org_path"],
                condition=Q(ends_on__isnull=True),
                name="grant_once_while_open",
            ),
        ]
        indexes = [models.Index(fields=["org_path", "role"], name="grant_place")]

    def __str__(self) -> str:
        return f"{self.account_id}:{self.role}@{self.org_path}"


class LedgerChain(models.Model):
    """Head of one chain: the row that a writer locks, and how long the chain must be.

    ``head`` is the last entry's digest and, behind it, a keyed mark of name, length and digest.
    """

    name = models.CharField(max_length=80, primary_key=True)
    length = models.PositiveIntegerField(default=0)
    head = models.BinaryField(max_length=64, default=b"")

    class Meta:
        db_table = "trust_ledger_chain"

    def __str__(self) -> str:
        return self.name


class LedgerEntry(models.Model):
    """One thing somebody did. Written once, in the transaction that did it.

    ``detail`` and ``reason`` are its words. The chain covers their salted digest only, so that
    they can be erased when the time of keeping is over: ``words`` then holds that digest, and
    salt and words are gone (ADR 20). ``words`` is empty while they stand.
    """

    chain = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    event = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    # Canonical JSON as text: a jsonb column would reorder what the digest covers.
    detail = models.TextField(default="{}")
    reason = models.CharField(max_length=400, blank=True, default="")
    form = models.PositiveSmallIntegerField(
        choices=[(f.value, f.name) for f in EntryForm], default=EntryForm.WORDS_APART.value
    )
    # Unknown to whoever holds the digest alone: short words could be found by trying.
    salt = models.BinaryField(max_length=16, default=b"")
    words = models.BinaryField(max_length=32, default=b"")
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "trust_ledger_entry"
        constraints = [
            models.CheckConstraint(
                condition=Q(words=b"") | Q(detail="{}", reason="", salt=b""),
                name="ledger_erased_is_empty",
            ),
            models.UniqueConstraint(fields=["chain", "number"], name="ledger_chain_number"),
        ]
        indexes = [
            models.Index(fields=["subject", "id"], name="ledger_subject"),
            models.Index(fields=["event", "id"], name="ledger_event"),
            models.Index(fields=["account_ref", "id"], name="ledger_account"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.number} {self.event}"


class LedgerSeal(models.Model):
    """A root over all entries up to one id, chained to the seal before."""

    sealed_at = models.DateTimeField()
    last_entry_id = models.BigIntegerField()
    entries = models.PositiveIntegerField()
    root = models.BinaryField(max_length=32)

    class Meta:
        db_table = "trust_ledger_seal"

    def __str__(self) -> str:
        return f"seal {self.pk}"


class EvidenceFile(models.Model):
    """A file kept by the SHA-256 of its content; the same content is kept once."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    content_type = models.CharField(max_length=80)
    stored_at = models.DateTimeField()

    class Meta:
        db_table = "trust_evidence_file"
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_not_empty"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class EvidenceRemoval(models.Model):
    """Content that no row names any more and that is to leave the disk once its transaction is over."""

    sha256 = models.CharField(max_length=64, unique=True)

    class Meta:
        db_table = "trust_evidence_removal"

    def __str__(self) -> str:
        return self.sha256[:12]
