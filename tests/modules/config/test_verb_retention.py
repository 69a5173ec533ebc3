"""The verb ``xianfeng retention``: lists what is due, carries out what two hands have signed."""

from pathlib import Path
from typing import Any

import pytest

from tests.due import LONG_AGO, TODAY, Due
from xianfeng.casework.commands import holds
from xianfeng.casework.models import Case, Disposal
from xianfeng.config import command
from xianfeng.config.verbs import retention_

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILES_DIR = tmp_path / "files"
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: TODAY)


def run(*words: str) -> int:
    return retention_.run(command.parser().parse_args(["retention", *words]))


def test_lists_terms_and_lists(capsys: Any) -> None:
    due = Due()
    due.drawn_up(due.ended())
    assert run("list") == 0
    out = capsys.readouterr().out
    assert "终止：未成为党员的，自终止之日起保存二年；已办结1件，到期1件。" in out
    assert "：待审批，1件，已销毁0件。" in out


def test_carries_out_an_approved_list_and_says_what_went(capsys: Any) -> None:
    due = Due()
    made = due.approved(due.furnished(), due.ended("甲某", LONG_AGO))
    assert run("dispose", str(made)) == 0
    out = capsys.readouterr().out
    assert out == f"清册{made}：已销毁2件，未销毁0件，删除扫描件2个。\n"
    assert run("dispose", str(made)) == 0


def test_refuses_what_nobody_approved_and_what_is_not_there(capsys: Any) -> None:
    due = Due()
    case_id = due.ended()
    made = due.drawn_up(case_id)
    assert run("dispose", str(made)) == 1
    assert "销毁清册须经另一人批准后才能执行" in capsys.readouterr().err
    assert run("dispose", str(made + 99)) == 1
    assert Case.objects.get(pk=case_id).disposed_on is None


def test_names_what_was_kept_after_all(capsys: Any) -> None:
    due = Due()
    case_id = due.ended()
    made = due.approved(case_id)
    holds.hold(actor=due.first, case_id=case_id, why="涉及信访，待结论", at=TODAY)
    assert run("dispose", str(made)) == 1
    assert f"{case_id}：暂缓销毁：涉及信访，待结论" in capsys.readouterr().err
    assert Disposal.objects.get().state == "carried"


def test_says_in_its_help_what_it_needs(capsys: Any) -> None:
    with pytest.raises(SystemExit):
        command.parser().parse_args(["retention", "dispose", "--help"])
    assert "须两人分别开列、批准" in "".join(capsys.readouterr().out.split())


def test_clears_what_workbooks_left_behind(capsys: Any, tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    assert run("clear") == 0
    assert capsys.readouterr().out == "已清除导入明细0行、体检内容0条、遗留工作簿0个。\n"
