"""What every browser test is given."""

from tests.browser.world import entered as entered
from tests.browser.world import world as world
from tests.chromium import chromium as chromium
from tests.chromium import today_is_fixed as today_is_fixed
