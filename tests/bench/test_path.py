"""The end of a path is the receipt that the other service keeps of the fact."""

from contextlib import closing
from pathlib import Path

from bench.services import Demandes, receipt_of_the_fact, signalement
from console.execution.embedded import Programme
from console.imports.geographie import charger, lire_dossier
from shared.clock import SystemClock
from shared.log.entries import readable
from shared.recording.store import MessageRecu
from tests.journeys.parcours import ECHANTILLON


def test_the_receipt_that_a_path_waits_for_is_the_one_that_audit_keeps(tmp_path: Path) -> None:
    demande = next(Demandes().remontees())
    with closing(Programme(tmp_path, SystemClock(), {})) as programme:
        charger(programme.components["labellisation"], lire_dossier(ECHANTILLON, 2024))
        for command in (demande, signalement(demande)):
            assert programme.send(command).accepted
        programme.settle()

        audit = readable(programme.components["audit"].service)
        kept = [each.originator_id for each in audit if isinstance(each, MessageRecu)]

    assert kept == [receipt_of_the_fact(signalement(demande))]
