"""On ten real processes, a command makes one trace, in every service that reacts to it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from console.execution.boite_locale import BoiteLocale
from console.execution.services import BUILDERS
from tests.journeys.drivers import ten_processes
from tests.journeys.parcours import Parcours
from tests.observability.collecteur import Collecteur, Step, collecting
from tests.servers.addresses import Servers

LABEL = "process LabelliserStructure"
SIGNAL = "process SignalerStructure"
LAST = {
    ("notifications", "effect CourrielDemande"),
    ("onboarding", "effect AnnexeEtablie"),
    ("onboarding", "process DroitAuForfaitOuvert"),
    ("audit", "process StructureLabellisee"),
}


def steps(trace: Sequence[Step]) -> set[tuple[str, str]]:
    return {(step.service.removeprefix("france-services-"), step.name) for step in trace}


def services(trace: Sequence[Step]) -> set[str]:
    return {service for service, _ in steps(trace)}


def whole(collecteur: Collecteur) -> list[Sequence[Step]]:
    """The traces of labels that hold the last reactions."""
    return [trace for trace in collecteur.about(LABEL) if steps(trace) >= LAST]


def test_one_command_is_one_trace_in_every_service_that_reacts(
    servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sortie"
    with collecting() as collecteur, BoiteLocale(folder / "courriels") as boite:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collecteur.url)
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "200")
        with ten_processes(folder, boite.port, servers) as driver:
            parcours = Parcours(driver)
            parcours.preparer(tmp_path)
            parcours.jusqu_a(lambda: whole(collecteur))

        for trace in whole(collecteur):
            assert services(trace) == set(BUILDERS)
            assert {step.role for step in trace} == {"service", "worker"}
            assert continuous(trace)
        assert all("audit" in services(trace) for trace in collecteur.about(SIGNAL))


def continuous(trace: Sequence[Step]) -> bool:
    """True if the trace has one root, and the parent of each other step was exported."""
    spans = {step.span_id for step in trace}
    return [step.name for step in trace if step.parent not in spans] == [LABEL]
