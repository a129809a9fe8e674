"""The guide: the past by the question, then the queue, each fact once."""

import subprocess
from collections.abc import Callable, Sequence

import pytest

from tests.contracts.clients.outsider import leave
from tests.contracts.clients.requests import put_forward
from tests.contracts.clients.waiting import until
from tests.contracts.npm import AMQPLIB, installed
from tests.contracts.pas_a_pas import Reader, line

CAUGHT_UP = "rattrapé\n"


@pytest.fixture
def with_node(reader: Reader) -> Reader:
    """The guide's folder, with the package that its blocks in Node need."""
    (reader.folder / "node_modules").symlink_to(installed(AMQPLIB) / "node_modules")
    return reader


@pytest.mark.usefixtures("services")
def test_the_past_then_the_queue_each_fact_once(reader: Reader) -> None:
    caught_up_then_heard_once(reader, "rattraper.py", essai)


@pytest.mark.usefixtures("services")
def test_a_client_that_asks_too(reader: Reader) -> None:
    caught_up_then_heard_once(reader, "client.py", left)


@pytest.mark.usefixtures("services")
def test_the_same_in_node(with_node: Reader) -> None:
    caught_up_then_heard_once(with_node, "client.mjs", left)


def essai(reader: Reader) -> None:
    reader.run("essai.py")


def left(reader: Reader) -> None:
    """A structure that no other test puts forward."""
    leave(reader.folder, put_forward(reader.folder.name, 1))


def caught_up_then_heard_once(
    reader: Reader, program: str, put_one_forward: Callable[[Reader], None]
) -> None:
    """Stopped and run again, it says nothing twice."""
    reader.run("essai.py")
    with reader.running(program) as catching_up:
        past = said_before_catching_up(catching_up)
        put_one_forward(reader)
        heard = line(catching_up)
        until(lambda: kept(reader, heard))
    with reader.running(program) as again:
        assert said_before_catching_up(again) == []

    assert past and all(each.startswith("StructureRemontée ") for each in (*past, heard))
    assert heard not in past and len(set(past)) == len(past)


def kept(reader: Reader, heard: str) -> bool:
    """True once the fact of this line is on the disk of the client: it says it, then keeps it."""
    identity = heard.split()[-1].encode()
    return any(identity in path.read_bytes() for path in reader.folder.glob("passe.*"))


def said_before_catching_up(process: "subprocess.Popen[str]") -> Sequence[str]:
    return [*iter(lambda: line(process), CAUGHT_UP)]
