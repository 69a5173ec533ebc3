"""What the ledger says of official forms."""

LEDGER_EVENTS = {
    "casework.forms.printed": "打印表格",
    "casework.forms.exported": "成批打印表格",
    "casework.form.replaced": "更换表格模板",
    "casework.form.restored": "恢复自带模板",
}
LEDGER_DETAILS = {"form": "表格", "forms": "表格", "template": "模板"}
