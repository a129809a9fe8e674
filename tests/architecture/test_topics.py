"""Every stored event can be read by a process that has just started."""

from tests.architecture.house import python

UNRESOLVED = """
from eventsourcing.utils import TopicError, resolve_topic
from console.execution.services import applications
from shared.recording.aggregates import Event

def below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from below(each)

def unknown(topic):
    try:
        resolve_topic(topic)
    except TopicError:
        return True

applications()
topics = {kind.TOPIC for kind in below(Event) if vars(kind).get("TOPIC")}
assert len(topics) > 20
print(sorted(filter(unknown, topics)))
"""


def test_a_new_process_reads_every_stored_event() -> None:
    read = python(UNRESOLVED)

    assert (read.returncode, read.stdout.strip()) == (0, "[]"), read.stdout + read.stderr
