"""What every browser test is given."""

from tests.chromium import chromium as chromium
from tests.chromium import today_is_fixed as today_is_fixed
