"""The agenda of a simulated programme: what is due, in the order of its dates."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from console.execution.embedded import Programme
from shared.clock import SimulatedClock
from shared.messages.commands import Command
from shared.messages.envelope import Outcome

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(order=True)
class Due:
    """A command to send at a date; those of one date keep the order in which they were planned."""

    at: datetime
    rank: int
    command: Command = field(compare=False)


class Agenda:
    """Sends each command at its date, and lets the consequences follow before the next date."""

    def __init__(self, programme: Programme, clock: SimulatedClock, until: datetime) -> None:
        self.programme, self.clock, self.until = programme, clock, until
        self.dues: list[Due] = []
        self.planned = 0
        self.refused: list[tuple[Command, Outcome]] = []

    def plan(self, at: datetime, command: Command) -> None:
        self.planned += 1
        heapq.heappush(self.dues, Due(at, self.planned, command))

    def run(self, progress: Callable[[datetime], None]) -> None:
        """Until nothing is due before the end of the simulated time."""
        while (now := self._next()) <= self.until:
            self.clock.advance(now)
            commands = [due.command for due in self._due(now)]
            answered = zip(commands, self.programme.send_all(commands), strict=True)
            self.refused += [each for each in answered if not each[1].accepted]
            self.programme.settle()
            progress(now)
        self.clock.advance(self.until)
        progress(self.until)

    def _due(self, now: datetime) -> Iterator[Due]:
        while self.dues and self.dues[0].at <= now:
            yield heapq.heappop(self.dues)

    def _next(self) -> datetime:
        """The next date of the agenda, or of the services' own deadlines and retries."""
        planned = [self.dues[0].at] if self.dues else []
        awaited = self.programme.next_due()
        return min([*planned, *([awaited] if awaited else [])], default=NEVER)
