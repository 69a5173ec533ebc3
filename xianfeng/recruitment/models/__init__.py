"""Tables of recruitment, one file a subject."""

from xianfeng.recruitment.models.examinations import Breach, Examination

__all__ = ["Breach", "Examination"]
