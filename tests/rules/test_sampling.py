"""Drawing a sample: deterministic, without doubles, within the urn, every committee served."""

from hypothesis import given
from hypothesis import strategies as st

from xianfeng.recruitment.rules.sampling import Size, draw, population_digest

URNS = st.dictionaries(
    st.sampled_from(["00010001", "00010002", "00010003", "00010004"]),
    st.lists(st.integers(1, 10**9), max_size=60),
    min_size=1,
)
SEEDS = st.text(min_size=1, max_size=20)
SIZES = st.one_of(
    st.builds(Size, number=st.integers(1, 30)), st.builds(Size, percent=st.integers(1, 100))
)


@given(URNS, SEEDS, SIZES)
def test_draws_nobody_twice_and_nobody_from_outside(urn, seed, size) -> None:
    for key, files in draw(urn, seed=seed, size=size).items():
        assert len(set(files)) == len(files)
        assert set(files) <= set(urn[key])


@given(URNS, SEEDS, SIZES)
def test_serves_every_stratum_with_its_size(urn, seed, size) -> None:
    drawn = draw(urn, seed=seed, size=size)
    assert drawn.keys() == {key for key, files in urn.items() if files}
    for key, files in drawn.items():
        assert len(files) == size.of(len(set(urn[key]))) >= 1


@given(URNS, SEEDS, SIZES, st.randoms(use_true_random=False))
def test_gives_the_same_however_the_urn_is_shaken(urn, seed, size, random) -> None:
    shaken = {key: random.sample(files, len(files)) for key, files in urn.items()}
    assert draw(shaken, seed=seed, size=size) == draw(urn, seed=seed, size=size)
    assert population_digest(shaken) == population_digest(urn)


@given(URNS, st.integers(1, 10**9))
def test_the_digest_tells_when_a_file_came_in(urn, file) -> None:
    more = {**urn, "00010009": [file]}
    assert population_digest(more) != population_digest(urn)


def test_another_seed_draws_others() -> None:
    urn = {"00010001": range(1, 101)}
    one = draw(urn, seed="20261123", size=Size(number=10))
    assert one != draw(urn, seed="20261124", size=Size(number=10))


def test_a_share_is_rounded_up() -> None:
    assert [Size(percent=10).of(n) for n in (1, 10, 11, 101)] == [1, 1, 2, 11]
    assert Size(number=5).of(3) == 3
