"""The guide: the past by the question, then the queue, each fact once."""

import shutil
import subprocess
from collections.abc import Sequence

import pytest

from tests.contracts.pas_a_pas import Reader, line

INSTALL = ("npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "amqplib@0.10")
PATIENCE = 120
CAUGHT_UP = "rattrapé\n"


@pytest.fixture
def with_node(reader: Reader) -> Reader:
    """The guide's folder, with the package that its block in Node needs."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Neither node nor npm here: the guide's block in Node is not run.")
    try:
        subprocess.run(
            INSTALL, cwd=reader.folder, check=True, capture_output=True, timeout=PATIENCE
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("npm could not install amqplib: the guide's block in Node is not run.")
    return reader


@pytest.mark.usefixtures("services")
def test_the_past_then_the_queue_each_fact_once(reader: Reader) -> None:
    caught_up_then_heard_once(reader, "rattraper.py")


@pytest.mark.usefixtures("services")
def test_the_same_in_node(with_node: Reader) -> None:
    caught_up_then_heard_once(with_node, "rattraper.mjs")


def caught_up_then_heard_once(reader: Reader, program: str) -> None:
    """Stopped and run again, it says nothing twice."""
    reader.run("essai.py")
    with reader.running(program) as catching_up:
        past = said_before_catching_up(catching_up)
        reader.run("essai.py")
        heard = line(catching_up)
    with reader.running(program) as again:
        assert said_before_catching_up(again) == []

    assert past and all(each.startswith("StructureRemontée ") for each in (*past, heard))
    assert heard not in past and len(set(past)) == len(past)


def said_before_catching_up(process: "subprocess.Popen[str]") -> Sequence[str]:
    return [*iter(lambda: line(process), CAUGHT_UP)]
