"""The words of recruitment."""

FAMILY = "member_development"
TITLE = "发展党员"
# The edition under which new cases are opened, unless the county names another.
DEFAULT_EDITION = "WUSHAN-29"
