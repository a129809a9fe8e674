"""An attempt, made while a structure is put forward and another partner asks."""

from dataclasses import dataclass

from tests.faults.checker import Findings
from tests.hostile.ground import Attempt, Ground
from tests.hostile.witness import LIMIT

MEMORY_LIMIT = 384 * 1024
"""Kilobytes: the limit of a process in docker-compose.yml."""


@dataclass(frozen=True)
class Seen:
    """`answer` is what the attacker saw; `wait`, in seconds, is the longest of the witness;
    `deaths` counts the processes that ended, and `memory` is the highest peak, in kilobytes.
    """

    attempt: Attempt
    answer: str
    wait: float
    findings: Findings
    deaths: int
    memory: int

    @property
    def held(self) -> bool:
        expected = self.answer in self.attempt.expected
        unnoticed = self.wait <= LIMIT and self.findings.parfait
        return expected and unnoticed and not self.deaths and self.memory <= MEMORY_LIMIT


def try_out(ground: Ground, attempt: Attempt) -> Seen:
    """Make the attempt; then check the whole life of the structure put forward meanwhile."""
    rig, client = ground.rig, ground.clients[attempt.account]
    mark, before = rig.commencer(), rig.processes.deaths.total()
    ground.witness.begin()
    answer = attempt.act(ground, client)
    rig.demander(1)
    wait = ground.witness.worst()
    findings = rig.finir(mark, rig.termine)
    deaths = rig.processes.deaths.total() - before
    return Seen(attempt, answer, wait, findings, deaths, max(rig.processes.peak_memory().values()))
