"""The words of the demo county."""

CHAIN, BUILT = "demo", "demo.county.built"

LEDGER_EVENTS = {BUILT: "建立演示县"}
LEDGER_DETAILS = {"seed": "随机种子", "members": "党员"}
