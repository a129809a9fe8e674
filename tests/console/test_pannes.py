"""Ce que `doctor` et `status` disent quand ce qui tournait ne tourne plus."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

import psycopg
import pytest
from kombu import Connection
from psycopg import sql
from sqlalchemy.engine import make_url

from console.execution.services import BUILDERS
from console.exploitation.doctor import examiner
from console.exploitation.documents import Bilan
from console.exploitation.examen import Constat, Etat, pire
from console.exploitation.marche import du_service
from console.exploitation.releve import Suivi
from console.exploitation.serveur_sql import etat_sql
from shared.clock import SimulatedClock, SystemClock
from shared.contracts.labellisation import StructureLabellisee
from shared.log.causes import Outage
from shared.log.readers import Projection
from shared.messages.envelope import Envelope
from shared.read_model import ReadModel
from shared.recording.aggregates import Event
from shared.runtime.component import Component
from shared.runtime.probes.collector import ServiceCollector
from shared.runtime.settings import from_environment
from tests.console.conftest import Commande
from tests.console.marche import lues, menes
from tests.journeys.drivers import process_environment
from tests.observability.faits import RecordingBus
from tests.observability.processus import PATIENCE, TURN, Processus
from tests.servers.addresses import Servers
from tests.servers.children import ROOT, Children
from tests.servers.faits import NEEDS_PACKAGES
from tests.servers.isolation import accounts, databases, sqlalchemy_url, vhost
from tests.servers.packages import Postgres

FILE = "funding.labellisation.events"
TROP = 1_001


@pytest.fixture(scope="module")
def site(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Les réglages d'un seul service installé, dont rien ne tourne encore."""
    with (
        databases(servers, ["funding"]) as urls,
        vhost(servers) as uri,
        accounts(servers, uri) as comptes,
    ):
        known = process_environment(tmp_path_factory.mktemp("d"), 25, urls, comptes["funding"])
        yield known | {"COURTIER": uri, "BASE": urls["funding"]}


@pytest.fixture
def installe(site: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    for name, value in site.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("RABBITMQ_API", raising=False)
    return site


def fautes() -> dict[tuple[str, str], Constat]:
    vus = {(each.sujet, each.examen): each for each in examiner(["funding"])}
    return {nom: each for nom, each in vus.items() if each.etat not in (Etat.OK, Etat.NON_VU)}


@contextmanager
def processus(site: Mapping[str, str], folder: Path, role: str) -> Iterator[Processus]:
    with Children() as children:
        lance = Processus(children, folder, site, "funding", role)
        lance.until(lance.ready)
        yield lance


def test_un_processus_arrete_se_dit_avec_sa_page(
    installe: Mapping[str, str], tmp_path: Path, france_services: Commande
) -> None:
    with processus(installe, tmp_path, "service"):
        with processus(installe, tmp_path, "worker") as travailleur:
            travailleur.until(lambda: not fautes())
        [(nom, meneur)] = fautes().items()
    arrete = fautes()["funding", "files lues"]
    dit = france_services("doctor", "funding")

    assert (nom, meneur.etat) == (("funding", "meneur"), Etat.EN_PANNE)
    assert meneur.conduite == "Voir docs/exploitation/alertes.md#personnenemene."
    assert arrete.constat == "le processus du service est arrêté : ses 5 files sont sans lecteur"
    assert arrete.conduite == "Voir docs/exploitation/alertes.md#processusarrete."
    assert (dit.code, "FAUTE funding : files lues : le processus" in dit.sortie) == (2, True)


def test_une_file_sans_lecteur_est_nommee(installe: Mapping[str, str]) -> None:
    urls = {"funding": installe["BASE"]}
    with menes(urls), lues(installe["COURTIER"], ["funding"], sauf="funding.inbox"):
        [(nom, vue)] = fautes().items()

    assert (nom, vue.constat) == (("funding", "files lues"), "personne ne lit funding.inbox")


def test_une_file_qui_grossit_se_dit(
    installe: Mapping[str, str],
) -> None:
    with Connection(installe["COURTIER"]) as opened:
        channel = opened.default_channel
        for _ in range(TROP):
            channel.basic_publish(channel.prepare_message(b"{}"), routing_key=FILE)
        longue = fautes()["funding", "longueur"]
        channel.queue_purge(FILE)

    assert (longue.etat, longue.constat) == (Etat.A_SURVEILLER, f"{FILE} ({TROP} messages)")


def test_le_document_de_doctor_dit_son_code(
    installe: Mapping[str, str], france_services: Commande
) -> None:
    dit = france_services("doctor", "funding", "--format", "json")

    vu = Bilan.model_validate(json.loads(dit.sortie))
    assert (vu.code, vu.etat, dit.erreur) == (dit.code, pire(vu.constats), "")
    non_vu = [each.sujet for each in vu.constats if each.etat is Etat.NON_VU]
    assert (dit.code, non_vu) == (2, ["RabbitMQ"])


def labellisee(annee: int) -> Envelope:
    """De cette année : aucun droit n'en attend un autre, déjà échu."""
    path = ROOT / "console" / "donnees" / "faits" / "StructureLabellisee.v1.json"
    fait = StructureLabellisee.read(json.loads(path.read_text()))
    effet = fait.date_effet.replace(year=annee)
    return Envelope.starting(fait.model_copy(update={"date_effet": effet}))


@pytest.fixture
def arriere(
    servers: Servers, site: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Component]:
    """Un service neuf, où un fait est venu il y a une heure, et que rien n'a lu depuis."""
    with databases(servers, ["funding"]) as urls:
        for name, value in process_environment(Path("."), 25, urls, site["AMQP_URI"]).items():
            monkeypatch.setenv(name, value)
        heure = SimulatedClock(SystemClock().now() - timedelta(hours=1))
        component = BUILDERS["funding"](replace(from_environment("funding"), clock=heure))
        with closing(component):
            component.reception.hand_over(FILE, labellisee(heure.now().year))
            yield component


def casse(projection: Projection) -> Projection:
    """La même, dont chaque ligne attend un serveur absent."""
    autre = Projection(projection.name, projection.tables)

    @autre.on(Event)
    def _echouer(event: Any) -> Iterator[Any]:
        raise Outage(event)

    return autre


class Muet(RecordingBus):
    """Un courtier en alarme : rien n'est confirmé."""

    def publish(self, publisher: str, envelopes: Any) -> None:
        raise TimeoutError(publisher)


def lire(component: Component, bus: RecordingBus) -> set[str]:
    """Une passe de chaque lecteur, comme le travailleur ; les noms de qui a échoué."""
    echecs = set()
    for reader in component.readers(bus):
        try:
            reader.run()
        except (Outage, TimeoutError):
            echecs.add(reader.name)
    return echecs


def a_lire(component: Component) -> int:
    """Tout le journal."""
    return component.service.recorder.max_notification_id() or 0


def du_journal() -> dict[str, Constat]:
    vus = [each.constat("funding") for each in du_service(Suivi("funding"))]
    return {
        each.examen: each for each in vus if each.etat is not Etat.OK and each.examen != "meneur"
    }


def test_une_table_qui_echoue_sans_cesse_est_nommee(arriere: Component) -> None:
    premiere, *autres = arriere.projections
    malade = replace(arriere, projections=[casse(premiere), *autres])
    assert lire(malade, RecordingBus()) == {f"projection.{premiere.name}"}

    [arretee] = du_journal().values()
    assert (arretee.examen, arretee.etat) == ("lecteurs arrêtés", Etat.EN_PANNE)
    assert arretee.constat.startswith(f"projection.{premiere.name} : {a_lire(arriere)} à lire")
    assert arretee.conduite == "Voir docs/exploitation/alertes.md#lecteurenretard."


def test_un_relais_bloque_se_dit(arriere: Component) -> None:
    assert lire(arriere, Muet()) == {"relay"}

    [bloque] = du_journal().values()
    assert (bloque.examen, bloque.etat) == ("relais", Etat.EN_PANNE)
    dit = f"relay : {a_lire(arriere)} à lire, le plus ancien depuis 1\N{NO-BREAK SPACE}h"
    assert bloque.constat == dit
    assert bloque.conduite == "Voir docs/exploitation/alertes.md#relaisenretard."


def ecrit(component: Component) -> float:
    """Ce que Prometheus relève."""
    mesures = {each.name: each for each in ServiceCollector(component).collect()}
    [vue] = mesures["france_services_database_writable"].samples
    return vue.value


@pytest.mark.parametrize(
    "reglage, dit",
    [
        ("default_transaction_read_only = on", "lecture seule"),
        ("temp_file_limit = 0", "plus de place : temporary file size exceeds temp_file_limit"),
    ],
    ids=["lecture seule", "plus un octet"],
)
def test_une_base_qui_n_ecrit_plus_se_dit_et_se_mesure(
    servers: Servers, arriere: Component, reglage: str, dit: str
) -> None:
    lire(arriere, RecordingBus())
    assert ecrit(arriere) == 1
    base = make_url(str(arriere.model.engine.url)).database or ""
    with psycopg.connect(servers.postgres, autocommit=True) as admin:
        change = sql.SQL("ALTER DATABASE {} SET " + reglage)
        admin.execute(change.format(sql.Identifier(base)))
    arriere.model.engine.dispose()

    [fautive] = du_journal().values()
    assert (fautive.examen, fautive.etat) == ("écriture", Etat.EN_PANNE)
    assert fautive.constat.startswith(f"la base n'accepte plus d'écriture ({dit}")
    assert fautive.conduite == "Voir docs/exploitation/disque-plein.md."
    assert ecrit(arriere) == 0


@NEEDS_PACKAGES
def test_un_archivage_qui_echoue_se_voit_sans_droit() -> None:
    with TemporaryDirectory(prefix="fs-archives-") as folder:
        Path(folder).chmod(0o755)
        server = Postgres(Path(folder, "postgres"))
        server.options += " -c archive_mode=on -c archive_command=false"
        server.start()
        with closing(server), closing(ReadModel(sqlalchemy_url(server.url))) as model:
            model.query("SELECT pg_switch_wal()")
            limite = monotonic() + PATIENCE
            while not (vu := etat_sql(model)) or not vu.archivage_en_echec:
                assert monotonic() < limite
                sleep(TURN)

    assert (vu.sans_ecriture, vu.a_archiver) == (None, None)
