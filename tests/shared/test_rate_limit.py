"""So many acts per key and per span of time, by a clock that the test moves."""

from shared.rate_limit import RateLimit


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_key_has_its_acts_then_waits_and_gets_them_back_one_by_one() -> None:
    seconds = Seconds()
    limit = RateLimit(3, 60, seconds)

    assert [limit.wait("a") for _ in range(4)] == [0, 0, 0, 20]
    assert limit.wait("b") == 0
    seconds.now = 20
    assert [limit.wait("a"), limit.wait("a")] == [0, 20]
    seconds.now = 1000
    assert [limit.wait("a") for _ in range(4)] == [0, 0, 0, 20]


def test_only_the_keys_used_last_are_remembered() -> None:
    limit = RateLimit(1, 60, Seconds(), most_keys=2)
    for key in ("a", "b", "c"):
        limit.wait(key)

    assert len(limit.buckets) == 2
    assert limit.wait("c") == 60 and limit.wait("a") == 0
