"""Whether something that happens once has happened, as the ledger knows it."""

from xianfeng.trust.models import LedgerEntry


def has_happened(event: str, *, chain: str) -> bool:
    """Tell whether the chain holds such an entry."""
    return LedgerEntry.objects.filter(chain=chain, event=event).exists()
