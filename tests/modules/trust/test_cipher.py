"""Sealing personal numbers, finding them by index, keeping them out of logs and of strangers' hands."""

import json
import logging
import stat

import pytest
from cryptography.exceptions import InvalidTag

from xianfeng.trust import cipher, keyfile
from xianfeng.trust.redaction import RedactingFilter

NUMBER = "999999199001010015"


def test_opens_what_it_sealed():
    sealed = cipher.seal(NUMBER, column="person.id")
    assert NUMBER.encode() not in sealed
    assert cipher.unseal(sealed, column="person.id") == NUMBER


def test_seals_the_same_number_differently_each_time():
    assert cipher.seal(NUMBER, column="a") != cipher.seal(NUMBER, column="a")


def test_opens_no_value_that_was_moved_or_changed():
    sealed = cipher.seal(NUMBER, column="person.id")
    with pytest.raises(InvalidTag):
        cipher.unseal(sealed, column="person.phone")
    for at in (1, 20, len(sealed) - 1):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(InvalidTag):
            cipher.unseal(changed, column="person.id")


def test_leaves_empty_values_empty():
    assert cipher.seal("", column="a") == b""
    assert cipher.unseal(b"", column="a") == ""
    assert cipher.blind_index("", purpose="a") == b""


def test_finds_a_number_by_an_index_of_its_purpose():
    index = cipher.blind_index(NUMBER, purpose="id")
    assert len(index) == 16
    assert index == cipher.blind_index(NUMBER, purpose="id")
    assert index != cipher.blind_index(NUMBER, purpose="phone")


@pytest.mark.parametrize(
    "line", [f"person {NUMBER} seen", "call 19900001234", "x=99999919900101001X;"]
)
def test_masks_numbers_in_a_log_line(line):
    record = logging.LogRecord("x", logging.INFO, "f", 1, "%s", (line,), None)
    assert RedactingFilter().filter(record)
    assert "［已隐去］" in record.getMessage()
    assert "1990" not in record.getMessage()


def test_leaves_other_numbers_in_a_log_line():
    record = logging.LogRecord("x", logging.INFO, "f", 1, "GET /people/12345/ 200", (), None)
    RedactingFilter().filter(record)
    assert record.getMessage() == "GET /people/12345/ 200"


def test_makes_a_key_file_once_for_its_owner_only(tmp_path):
    path = tmp_path / "deep" / "keys.json"
    assert keyfile.create(path)
    first = path.read_text()
    assert not keyfile.create(path)
    assert path.read_text() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keys = keyfile.load(path)
    assert (len(keys.cipher), len(keys.index), len(keys.ledger)) == (16, 32, 32)
    assert keys.session not in repr(keys)


@pytest.mark.parametrize("text", ["", "{}", "no json", '{"session": "x", "cipher": "zz"}'])
def test_refuses_keys_that_are_missing_or_damaged(tmp_path, text):
    path = tmp_path / "keys.json"
    path.write_text(text)
    with pytest.raises(keyfile.KeysMissing):
        keyfile.load(path)


def test_refuses_keys_of_the_wrong_length():
    row = {"session": "x", "cipher": "00" * 8, "index": "11" * 32, "ledger": "22" * 32}
    with pytest.raises(keyfile.KeysMissing):
        keyfile.load("nowhere", inline=json.dumps(row))
