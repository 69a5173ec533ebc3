"""Several people of one branch, walked to the same step."""

from datetime import date

from tests.county import County, person
from tests.walk import Walker
from xianfeng.casework.models import Entry
from xianfeng.registry.vocab import Category


def walkers(*names: str, until: str, county: County | None = None) -> list[Walker]:
    """Walk people of one branch to the named step, each with a form number of their own."""
    county = county or County()
    made = []
    for number, name in enumerate(names):
        subject = person(name, county.branch, category=Category.OUTSIDER, since=date(2020, 1, 2))
        walker = Walker(county, person=subject)
        for right in walker.until("fill-form").rights:
            done = Entry.objects.filter(case=walker.case_id, step=right.step, is_active=True)
            if right.step == until:
                break
            if not done.exists():
                changes = {"volunteer_form": {"number": f"6205242024{number:04d}"}}
                walker.sign(right.step, **(changes if right.step == "fill-form" else {}))
        made.append(walker)
    return made
