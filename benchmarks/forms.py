"""Official forms: milliseconds a form and the archive of a meeting, beside bare docxtpl of the same run.

    xianfeng demo --scale county --no-serve      # with XIANFENG_DATA_DIR set to the folder
    python benchmarks/forms.py --folder FOLDER

The floor renders the same templates with the same words by docxtpl alone, opened and
saved for each form as its documentation shows. Both run in this process.
"""

import argparse
import io
import os
import statistics
import time
from datetime import date


def main() -> None:
    """Measure forms and floor in turn; print the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", required=True, help="a county made by xianfeng demo")
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    os.environ["XIANFENG_DATA_DIR"] = options.folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianfeng.config.settings")
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from docxtpl import DocxTemplate

    from xianfeng.casework.models import Case
    from xianfeng.casework.printing import kinds, words
    from xianfeng.casework.queries import casewords, formtemplates, printouts
    from xianfeng.procedure import board
    from xianfeng.recruitment.vocab import FAMILY
    from xianfeng.trust.vocab import system_actor
    from xianfeng.ui import archive

    actor, today = system_actor("benchmark"), date(2026, 11, 23)
    ids = list(Case.objects.order_by("-id").values_list("pk", flat=True)[: options.cases])
    edition = board.family(FAMILY).shelf.editions[-1]
    wanted = f"{printouts.STAGE}{edition.maker_of('admission_meeting').stage}"
    keys = printouts.named_by(actor, ids[0], wanted)
    forms = [kinds.of(FAMILY).forms[key] for key in keys]

    def meeting() -> tuple[int, int]:
        files = list(printouts.filled(actor, ids, wanted, today=today))
        size = sum(map(len, archive.stream((f.name, f.content) for f in files)))
        return len(files), size

    vocabulary = casewords.vocabulary(FAMILY)
    told = casewords.of(actor, ids[:3], today=today)

    def floor() -> int:
        for form in forms:
            template = formtemplates.shipped(form)
            for case in told:
                document = DocxTemplate(io.BytesIO(template))
                document.render(words.padded(case.words, vocabulary, form.least), autoescape=True)
                document.save(io.BytesIO())
        return len(forms) * len(told)

    meeting()
    with CaptureQueriesContext(connection) as queries:
        count, size = meeting()
    spent: dict[str, list[float]] = {"ours": [], "floor": []}
    for _round in range(options.rounds):
        for name, act in (("ours", meeting), ("floor", floor)):
            started = time.perf_counter()
            made = act()
            made = made[0] if isinstance(made, tuple) else made
            spent[name].append((time.perf_counter() - started) / made * 1_000)
    ours, bare = (statistics.median(spent[name]) for name in ("ours", "floor"))
    print(
        f"{len(ids)} cases x {len(keys)} forms = {count} files, {size // 1024:,} kB, "
        f"{len(queries)} queries: {ours * count / 1_000:.2f} s; "
        f"{ours:.2f} ms a form, docxtpl alone {bare:.1f} ms, ratio {ours / bare:.3f}"
    )


if __name__ == "__main__":
    main()
