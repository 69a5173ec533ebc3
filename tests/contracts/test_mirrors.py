"""Every file of commands, queries and rules has a test file of its name, or says here where it is tried.

The list below may only shrink: a file that gains its mirror must leave it.
"""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS = ("commands", "queries", "rules")
FILES = sorted(
    path.relative_to(ROOT / "xianfeng").with_suffix("").as_posix()
    for layer in LAYERS
    for pattern in (f"*/{layer}.py", f"*/{layer}/*.py")
    for path in (ROOT / "xianfeng").glob(pattern)
    if path.stem != "__init__"
)

# What is tried through what it serves, and where.
ELSEWHERE = {
    "casework/queries/pools": "modules/recruitment/test_pool.py",
    "casework/queries/asides": "modules/recruitment/test_pages_training.py",
    "casework/queries/waiting": "modules/recruitment/test_classes.py",
    "recruitment/queries/trained": "modules/recruitment/test_pages_training.py",
    "casework/commands/cases": "modules/casework/test_steering.py",
    "casework/commands/evidence": "modules/casework/test_steering.py",
    "casework/commands/gridtrials": "modules/casework/test_backentries.py",
    "casework/commands/replays": "modules/casework/test_histories.py",
    "casework/commands/noticing": "modules/casework/test_notices.py",
    "casework/commands/signing": "modules/casework/test_steps.py",
    "casework/commands/submitting": "modules/casework/test_pages_case.py",
    "casework/commands/upkeep": "modules/casework/test_steering.py",
    "casework/queries/casefiles": "modules/casework/test_pages_case.py",
    "casework/queries/cases": "modules/casework/test_pages_lists.py",
    "casework/queries/attestations": "modules/recruitment/test_samples.py",
    "casework/queries/casefacts": "modules/recruitment/test_live_files.py",
    "casework/queries/caseviews": "modules/casework/test_pages_case.py",
    "casework/queries/claims": "modules/casework/test_gates.py",
    "casework/queries/desks": "modules/casework/test_pages_case.py",
    "casework/queries/dockets": "modules/casework/test_gates.py",
    "casework/queries/effects": "modules/recruitment/test_bookings.py",
    "casework/queries/examinations": "modules/recruitment/test_examinations.py",
    "casework/queries/hands": "modules/casework/test_pages_case.py",
    "casework/queries/keyset": "modules/casework/test_pages_lists.py",
    "casework/queries/sittings": "modules/casework/test_meetings.py",
    "casework/queries/votes": "modules/casework/test_agendas.py",
    "casework/queries/notice_board": "modules/casework/test_publications.py",
    "casework/queries/notice_lists": "modules/casework/test_pages_notices.py",
    "casework/queries/papers": "modules/casework/test_pages_case.py",
    "casework/queries/stages": "modules/casework/test_pages_lists.py",
    "casework/queries/start": "modules/casework/test_pages_lists.py",
    "casework/queries/todo": "modules/casework/test_pages_lists.py",
    "casework/queries/wording": "modules/casework/test_pages_case.py",
    "recruitment/commands/applications": "modules/recruitment/test_pages_applications.py",
    "recruitment/commands/booking": "modules/recruitment/test_bookings.py",
    "recruitment/queries/applicants": "modules/recruitment/test_pages_applications.py",
    "recruitment/queries/checks": "modules/recruitment/test_pages_procedures.py",
    "recruitment/queries/criteria": "modules/recruitment/test_splits.py",
    "recruitment/queries/findings": "modules/recruitment/test_examinations.py",
    "recruitment/queries/subjects": "modules/recruitment/test_programmes.py",
    "recruitment/queries/groups": "modules/recruitment/test_years.py",
    "recruitment/queries/openings": "modules/recruitment/test_inquiries.py",
    "recruitment/queries/paper_files": "modules/recruitment/test_examinations.py",
    "recruitment/queries/procedures": "modules/recruitment/test_pages_procedures.py",
    "recruitment/queries/recipients": "modules/recruitment/test_splits.py",
    "recruitment/queries/statements": "modules/recruitment/test_pages_plans.py",
    "registry/commands/counts": "modules/registry/test_standing.py",
    "registry/commands/exports": "modules/registry/test_people_list.py",
    "registry/commands/filters": "modules/registry/test_people_list.py",
    "registry/commands/newcomers": "modules/registry/test_registrations.py",
    "registry/commands/returning": "modules/registry/test_imports.py",
    "registry/commands/roster_loads": "modules/registry/test_imports.py",
    "registry/commands/tree_loads": "modules/registry/test_imports.py",
    "registry/commands/uploads": "modules/recruitment/test_examined.py",
    "registry/commands/unmasking": "modules/registry/test_person_page.py",
    "registry/queries/figures": "modules/recruitment/test_years.py",
    "registry/queries/coverage": "modules/recruitment/test_programmes.py",
    "registry/queries/filters": "modules/registry/test_people_list.py",
    "registry/queries/history": "modules/registry/test_people_list.py",
    "registry/queries/links": "modules/registry/test_person_page.py",
    "registry/queries/matching": "modules/registry/test_search.py",
    "registry/queries/naming": "modules/trust/test_views.py",
    "registry/queries/sheets": "modules/recruitment/test_examinations.py",
    "registry/queries/tallies": "modules/recruitment/test_splits.py",
    "trust/queries/milestones": "modules/demo/test_county.py",
}


def mirrors(name: str) -> list[Path]:
    """Return the test files named after the file, or after it and what of it they try."""
    module, layer = name.split("/")[:2]
    noun = name.split("/")[2] if name.count("/") == 2 else f"{module}_{layer}"
    folders = [ROOT / "tests" / "modules" / module]
    folders += [ROOT / "tests" / "rules"] if layer == "rules" else []
    return [
        path
        for folder in folders
        for path in folder.glob("test_*.py")
        if path.stem == f"test_{noun}" or path.stem.startswith(f"test_{noun}_")
    ]


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_tried_under_its_name_or_where_it_says(name: str) -> None:
    assert bool(mirrors(name)) is not (name in ELSEWHERE)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_every_place_named_exists(name: str) -> None:
    assert name in FILES
    assert (ROOT / "tests" / ELSEWHERE[name]).is_file()
