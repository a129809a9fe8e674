"""From a body that is accepted, the bodies that somebody might send in its place."""

import copy
import json
import re
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any

from tests.fuzz.values import (
    EVERY,
    NUMBERS,
    ODD_DAYS,
    ODD_INSTANTS,
    ODD_TEXTS,
    OTHERS,
    TEXTS,
)

DAY = re.compile(r"\d{4}-\d\d-\d\d")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT.+")
Body = dict[str, Any]
Path = tuple[str | int, ...]


def mutant(body: Body, random: Random) -> bytes:
    """This body with one to three changes, as the bytes of a message; fewer if nothing is left."""
    changed = copy.deepcopy(body)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        if any(places(changed)):
            random.choice(CHANGES)(changed, random)
    return written(changed, random)


def odd(body: Body, random: Random) -> bytes:
    """This body with values that are rare, and admitted: most of these are recorded."""
    changed = copy.deepcopy(body)
    for _ in range(random.choice((1, 1, 2))):
        _admitted(changed, random)
    return written(changed, random)


def written(body: Body, random: Random) -> bytes:
    text = json.dumps(body)
    spoil = random.random()
    if spoil < 0.01:
        return text[: random.randrange(len(text))].encode()
    if spoil < 0.02:
        return text.encode().replace(b'"', b'"\xff', 1)
    if spoil < 0.03:
        return (text[:-1] + ', "message_id": "x"}').encode()
    return text.encode()


def places(value: Any, at: Path = ()) -> Iterator[Path]:
    """The path of each value of a body, those of objects and lists included."""
    parts: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
    for step, each in parts:
        if (*at, step) != ("message_id",):
            yield (*at, step)
            yield from places(each, (*at, step))


def found(body: Body, path: Path) -> Any:
    value: Any = body
    for step in path:
        value = value[step]
    return value


def put(body: Body, path: Path, value: Any) -> None:
    found(body, path[:-1])[path[-1]] = copy.deepcopy(value)


def _somewhere(body: Body, random: Random) -> Path:
    return random.choice(list(places(body)))


def _hostile(body: Body, random: Random) -> None:
    """A value of the same kind more often than another: it goes further."""
    path = _somewhere(body, random)
    kind = found(body, path)
    near = TEXTS if isinstance(kind, str) else NUMBERS if isinstance(kind, int | float) else OTHERS
    put(body, path, random.choice(near if random.random() < 0.7 else EVERY))


def _drop(body: Body, random: Random) -> None:
    path = _somewhere(body, random)
    del found(body, path[:-1])[path[-1]]
    if not body:
        body["message_id"] = None


def _add(body: Body, random: Random) -> None:
    holders = [path for path in places(body) if isinstance(found(body, path), dict)]
    holder = found(body, random.choice([(), *holders]))
    holder[random.choice(["inconnu", "", "\x00", "\ud800", "x" * 3000])] = copy.deepcopy(
        random.choice(EVERY)
    )


def _repeat(body: Body, random: Random) -> None:
    lists = [found(body, path) for path in places(body) if isinstance(found(body, path), list)]
    if not lists:
        return _hostile(body, random)
    held = random.choice(lists)
    held[:] = held * random.choice((0, 2, 300))


def _key(body: Body, random: Random) -> None:
    """Another name for a key: those of a dictionary are data too."""
    holders = [found(body, path) for path in places(body)]
    named = [each for each in (body, *holders) if isinstance(each, dict) and each]
    holder = random.choice(named)
    name = random.choice(list(holder))
    holder[random.choice([each for each in TEXTS if isinstance(each, str)])] = holder.pop(name)


def _admitted(body: Body, random: Random) -> None:
    path = _somewhere(body, random)
    value = found(body, path)
    if isinstance(value, bool):
        put(body, path, not value)
    elif isinstance(value, int):
        put(body, path, random.choice((0, 1, value + 1, 500)))
    elif isinstance(value, float):
        put(body, path, random.choice((0, 0.5, value + 1)))
    elif isinstance(value, str):
        put(body, path, _text(value, random))


def _text(value: str, random: Random) -> str:
    if INSTANT.fullmatch(value):
        return random.choice(ODD_INSTANTS)
    if DAY.fullmatch(value):
        return random.choice(ODD_DAYS)
    return random.choice(ODD_TEXTS)


CHANGES: tuple[Callable[[Body, Random], None], ...] = (
    *(_hostile,) * 6,
    *(_admitted,) * 4,
    *(_drop, _add, _repeat, _key),
)
