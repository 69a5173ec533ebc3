"""Proposal of a split among the organisations of a mean county, beside its floor of the same run.

    python benchmarks/split.py

Weights come from six criteria, every organisation has a floor and a ceiling.
The floor is what no split can do without: reading the values once and sorting
the organisations by plain whole-number weights.
"""

import argparse
import statistics
import time
from random import Random

from xianfeng.recruitment.rules import apportionment
from xianfeng.recruitment.rules.apportionment import Claimant
from xianfeng.recruitment.vocab.quotas import Method

CRITERIA = {"members": 40, "activists": 25, "blank": 10, "over_60": 10, "front": 10, "years": 5}


def main() -> None:
    """Measure each method and the floor in turn; print the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--organisations", type=int, default=1_850)
    parser.add_argument("--places", type=int, default=750)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    chance = Random(1)
    values = {
        n: {name: chance.randrange(0, 60) for name in CRITERIA}
        for n in range(options.organisations)
    }
    bounds = {n: (chance.random() < 0.1, chance.choice((None, 3, 5))) for n in values}

    def split(method: Method) -> int:
        weights = apportionment.weights(values, CRITERIA)
        rows = [
            Claimant(key=n, weight=weight, floor=int(bounds[n][0]), ceiling=bounds[n][1])
            for n, weight in weights.items()
        ]
        division = apportionment.divide(options.places, rows, method)
        return sum(share.places for share in division.shares)

    def floor() -> int:
        weighed = [(sum(k * row[c] for c, k in CRITERIA.items()), n) for n, row in values.items()]
        return len(sorted(weighed))

    spent: dict[str, list[float]] = {name: [] for name in (*Method, "floor")}
    for _round in range(options.rounds):
        for name in spent:
            started = time.perf_counter()
            done = floor() if name == "floor" else split(Method(name))
            spent[name].append(time.perf_counter() - started)
            assert done in {options.places, options.organisations}
    bare = statistics.median(spent.pop("floor"))
    print(
        f"{options.organisations} organisations, {options.places} places; floor {bare * 1000:.1f} ms"
    )
    for name, times in spent.items():
        ours = statistics.median(times)
        print(f"  {name}: {ours * 1000:.0f} ms, {ours / bare:.0f} times the floor")


if __name__ == "__main__":
    main()
