"""Values that only one case may use."""

from xianfeng.casework.models import Claim


def is_taken(value: str, case_id: int) -> bool:
    """Tell whether another case has claimed the value under any kind (check D-31)."""
    return Claim.objects.filter(value=value).exclude(case_id=case_id).exists()
