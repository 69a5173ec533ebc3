"""A verdict tells what is alike as one reason, and keeps apart what stands for itself."""

from xianfeng.kernel.verdict import Level, Reason, Verdict


def _blank(what: str, **changes: str) -> Reason:
    given = {"field": what, "remedy": "填写后再提交", **changes}
    return Reason(check="D-64", level=Level.BLOCK, message=f"请填写：{what}", **given)


def test_tells_fields_left_empty_as_one() -> None:
    other = Reason(check="V-02", level=Level.BLOCK, message="赞成未过半数", field="赞成")
    told = Verdict((_blank("赞成"), other, _blank("弃权"), _blank("无效"))).condensed()
    assert [reason.message for reason in told] == ["请填写：赞成、弃权、无效", "赞成未过半数"]


def test_keeps_apart_what_has_a_fact_another_remedy_or_no_field() -> None:
    reasons = (
        _blank("赞成"),
        _blank("弃权", fact="现在为空"),
        _blank("无效", remedy="请重新计票"),
        _blank("监票人", field=""),
    )
    assert Verdict(reasons).condensed() == Verdict(reasons)
