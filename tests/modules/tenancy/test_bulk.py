"""Many rows at once: missing ones are added, standing ones changed, each to its own values."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests import given
from xianfeng.registry.models import Membership
from xianfeng.tenancy import bulk
from xianfeng.trust.models import LedgerChain

pytestmark = pytest.mark.django_db
_COLUMNS = ("name", "length", "head")


def _chains():
    return list(
        LedgerChain.objects.filter(name__startswith="try:").order_by("name").values_list(*_COLUMNS)
    )


def _bytes(rows):
    return [(name, length, bytes(head)) for name, length, head in rows]


def test_adds_what_is_missing_and_leaves_what_stands():
    bulk.add_missing(LedgerChain, _COLUMNS, [("try:a", 3, b"\x00\xff'")])
    bulk.add_missing(LedgerChain, _COLUMNS, [("try:a", 0, b""), ("try:b", 1, b"x")])
    bulk.add_missing(LedgerChain, _COLUMNS, [])
    assert _bytes(_chains()) == [("try:a", 3, b"\x00\xff'"), ("try:b", 1, b"x")]


def test_a_row_that_breaks_another_rule_is_not_passed_over():
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.add_missing(LedgerChain, _COLUMNS, [("try:a", -1, b"")])
    assert _chains() == []


def test_changes_each_row_to_its_own_values():
    bulk.add_missing(
        LedgerChain, _COLUMNS, [("try:a", 0, b""), ("try:b", 0, b""), ("try:c", 0, b"")]
    )
    bulk.bulk_change(LedgerChain, ("length", "head"), [(1, b"one", "try:a"), (2, b"two", "try:b")])
    bulk.bulk_change(LedgerChain, ("length", "head"), [])
    assert _bytes(_chains()) == [("try:a", 1, b"one"), ("try:b", 2, b"two"), ("try:c", 0, b"")]


def test_changes_dates_and_empties_them():
    place = given.county()
    one = given.person(place.branch, "王强", number=1)
    row = Membership.objects.get(person_id=one, ends_on__isnull=True)
    bulk.bulk_change(
        Membership, ("starts_on", "ends_on"), [(date(2001, 1, 2), date(2002, 3, 4), row.pk)]
    )
    row.refresh_from_db()
    assert (row.starts_on, row.ends_on) == (date(2001, 1, 2), date(2002, 3, 4))
    bulk.bulk_change(Membership, ("ends_on",), [(None, row.pk)])
    row.refresh_from_db()
    assert row.ends_on is None
