"""What the weekly digest shows."""

from dataclasses import dataclass
from typing import ClassVar

from xianfeng.casework.queries.digests import Digest


@dataclass(frozen=True, kw_only=True)
class DigestPage:
    """What is late or due within seven days, by the organisation that must act."""

    template: ClassVar[str] = "casework/digest.html"
    digest: Digest
