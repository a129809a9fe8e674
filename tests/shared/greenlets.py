"""A process as nameko's: greenlets insert together, some are killed while they wait."""

# ruff: noqa: E402 - it patches before it imports
import eventlet

eventlet.monkey_patch()

import json
import sys

from shared.clock import SystemClock
from shared.personal_data.master_keys import new_master_key
from shared.recording.recorders.group_commit import GroupCommit
from shared.runtime.component import Settings
from tests.shared.address_book import build
from tests.shared.insertions import held_open, some_event, until

CALLERS, KILLED = 20, 5


def main(settings: str) -> None:
    known = json.loads(settings)
    options = {"MASTER_KEY": new_master_key()}
    component = build(Settings(known["store"], known["url"], options, SystemClock()))
    service, positions = component.service, list[int]()
    group: GroupCommit = vars(service.recorder)["_group"]

    def insert(number: int) -> None:
        positions.extend(service.recorder.insert_events([some_event(service, number)]))

    with held_open(service.recorder, some_event(service, 0)):
        callers = [eventlet.spawn(insert, number) for number in range(1, CALLERS + 1)]
        until(lambda: len(group._waiting) == CALLERS - 1, "not all of them run")
        for each in callers[1 : 1 + KILLED]:
            each.kill()
    for each in callers[:1] + callers[1 + KILLED :]:
        each.wait()
    print(json.dumps(positions))


if __name__ == "__main__":
    main(sys.argv[1])
