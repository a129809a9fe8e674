"""The acts on a batch: what waits in the queues of three services is read at once, then trouble."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.rig import Rig
from tests.faults.site import CHARGE

LISENT = ("funding", "onboarding", "notifications")
LOT = 3 * CHARGE


@contextmanager
def en_attente(rig: Rig) -> Iterator[None]:
    """What happens before the facts of many structures, which wait in their queues, are read."""
    for service in LISENT:
        rig.processes.stop((service, "service", 0))
    rig.demander(LOT)
    rig.attendre(lambda: rig.labels() == rig.structures)
    yield
    for service in LISENT:
        rig.processes.start((service, "service", 0))


def tuer_en_plein_lot(rig: Rig) -> None:
    """Kill each of the three after the third message that it decides in a batch."""
    with en_attente(rig):
        rig.armer(LISENT, "service", "pendant-lot", 3)
    rig.attendre(lambda: not any(rig.arms.iterdir()))


def empoisonner_un_lot(rig: Rig) -> None:
    """Make one message fail in each of the three, until it waits for a retry; then mend it."""
    pannes = [rig.arms / f"{service}.service.panne" for service in LISENT]
    with en_attente(rig):
        for panne in pannes:
            panne.touch()
    rig.attendre(lambda: len({component.name for component, _ in rig.retenus()}) == len(LISENT))
    for panne in pannes:
        panne.unlink()


def geler_en_plein_lot(rig: Rig) -> None:
    """Freeze a reader amid a batch; another handles the same messages; the first goes on."""
    with en_attente(rig):
        rig.armer(LISENT, "service", "gel-en-lot", 3)
    rig.attendre(lambda: not any(rig.arms.iterdir()))
    for service in LISENT:
        rig.processes.start((service, "service", 1))
    rig.proxies[1].cut()
    rig.proxies[1].restore()
    rig.attendre(rig.termine)
    for service in LISENT:
        rig.processes.send((service, "service", 0), signal.SIGCONT)
        rig.processes.stop((service, "service", 1))
