"""No body stops a service: each is answered, and each reader of the logs reaches their end."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from console.execution.services import applications
from tests.contracts.language import COMMANDS
from tests.fuzz.ground import Seen
from tests.fuzz.mutations import mutant, odd
from tests.fuzz.siege import besiege, on_servers
from tests.servers.addresses import Servers

HEARD = {kind.__name__ for each in applications() for kind in each.by_message}
SEED, EACH, STRUCTURES = 2, 3, 6


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    """Each unreadable body is logged: thousands of lines that say nothing here."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def checked(seen: Seen) -> None:
    """Nothing went wrong, and enough bodies of each fate were tried for that to mean something."""
    assert seen.faults == []
    assert seen.bodies > 500
    assert min(map(seen.total, ("ACCEPTE", "REFUSE", "ILLISIBLE"))) > 30
    assert {*COMMANDS, *HEARD} <= seen.answers.keys()


def test_no_body_stops_the_services_on_files(tmp_path: Path) -> None:
    checked(besiege(tmp_path, None, SEED, EACH, STRUCTURES))


def test_no_body_stops_the_services_on_postgresql(servers: Servers, tmp_path: Path) -> None:
    checked(on_servers(servers, tmp_path, SEED, EACH, STRUCTURES))


def test_a_seed_makes_the_same_bodies() -> None:
    body = {"message_id": "a", "fiche": {"nom": "Le Moulin", "rangs": [1, 2]}, "le": "2020-01-01"}

    one, other = (
        [change(body, Random(rank)) for rank in range(200) for change in (mutant, odd)]
        for _ in range(2)
    )

    assert one == other
    assert len(set(one)) > 100
    assert json.loads(json.dumps(body)) == body


def test_a_body_that_lost_its_last_field_is_sent_as_it_is() -> None:
    bodies = [mutant({"message_id": "m", "motif": "a"}, Random(seed)) for seed in range(300)]

    assert b'{"message_id": "m"}' in bodies
