"""Sur PostgreSQL, avec les rôles qu'`install` fait : le processus livre, et n'écrit que là."""

import json
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep
from unittest.mock import patch
from uuid import NAMESPACE_URL, uuid5

import psycopg
import pytest

from console.execution.services import BUILDERS
from console.imports.geographie import charger, lire_dossier
from services.notifications.questions import QUESTIONS
from services.notifications.webhooks.commands import AbonnerWebhook
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope
from shared.questions.asking import Reponse, ask
from shared.questions.rights import Asker
from shared.runtime.component import Component
from shared.runtime.migrations import started
from shared.runtime.settings import from_environment
from tests.faults.site import modele, remontee
from tests.journeys.parcours import ECHANTILLON
from tests.journeys.regularisation import regularisee
from tests.notifications.webhooks.atelier import ICI
from tests.notifications.webhooks.recepteur import Recepteur
from tests.observability.faits import RecordingBus
from tests.questions.bases import Bases, bases_lues
from tests.questions.serveur_http import ouvrir_les_comptes
from tests.servers.addresses import Servers
from tests.servers.children import Children

PATIENCE = 60.0
COMPTE = "observatoire"
COMPTES = {COMPTE: {"roles": ("OBSERVATOIRE",), "ecoute": ("labellisation",)}}
OBSERVATOIRE = Acteur(role="OBSERVATOIRE", id=COMPTE)


@pytest.fixture
def bases(servers: Servers) -> Iterator[Bases]:
    with bases_lues(servers) as lues:
        yield lues


@pytest.fixture
def environnement(bases: Bases, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Celui d'une installation ; ce que le processus reçoit en est une partie."""
    gardien = ouvrir_les_comptes(tmp_path, COMPTES)
    connu = bases.environnement(tmp_path) | {
        "COMPTES": str(gardien.comptes),
        "WEBHOOKS_RESEAUX": ICI,
        "WEBHOOKS_ESSAIS": "1,1,1",
    }
    with patch.dict("os.environ", connu):
        yield connu


@contextmanager
def ouvert(service: str) -> Iterator[Component]:
    with closing(started(BUILDERS[service], service, from_environment(service))) as component:
        yield component


def recevoir(component: Component, demande: Command, compte: str = "") -> Mapping[str, object]:
    outcome = component.service.receive(Envelope(demande, demande.message_id, sender=compte))
    assert outcome.accepted, outcome
    for reader in component.readers(RecordingBus()):
        while reader.run():
            pass
    return outcome.cree


def abonner(recepteur: Recepteur) -> None:
    demande = AbonnerWebhook(
        message_id=uuid5(NAMESPACE_URL, "abonner"),
        acteur=OBSERVATOIRE,
        adresse=recepteur.adresse,
        services=["labellisation"],
    )
    with ouvert("notifications") as chez:
        cree = recevoir(chez, demande, COMPTE)
        asker = Asker(COMPTE, ("OBSERVATOIRE",))
        question = {"webhook_id": str(cree["webhook_id"])}
        reponse = ask(chez, QUESTIONS, asker, "secrets_du_webhook", question)
    assert isinstance(reponse, Reponse), reponse
    recepteur.secrets = [each["secret"] for each in reponse.contenu["secrets"]]


def sans_les_mots_de_passe_des_autres(connu: Mapping[str, str]) -> dict[str, str]:
    """Ce que le conteneur a : de quatre services, la clé, sans leur rôle."""
    autres = tuple(f"{each.upper()}_POSTGRES_" for each in BUILDERS if each != "notifications")
    caches = ("USER", "PASSWORD")
    return {
        nom: valeur
        for nom, valeur in connu.items()
        if not (nom.startswith(autres) and nom.endswith(caches))
    }


def jusqu_a(condition: Callable[[], object], journal: Path) -> None:
    limite = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < limite, journal.read_text()[-3000:]
        sleep(0.05)


def test_il_livre_avec_son_role_et_celui_qui_ne_fait_que_lire(
    bases: Bases, environnement: dict[str, str], recepteur: Recepteur, tmp_path: Path
) -> None:
    """L'adresse refuse d'abord : le fait est retenu, puis livré, avec ce qui est personnel."""
    recepteur.repond = lambda fait: 503
    abonner(recepteur)
    with ouvert("labellisation") as labellisation:
        charger(labellisation, lire_dossier(ECHANTILLON, 2024))
        recevoir(labellisation, regularisee(remontee(modele(), 1)))
    journal = tmp_path / "log"
    mots = [sys.executable, "-m", "console", "webhooks"]
    with Children() as enfants:
        connu = sans_les_mots_de_passe_des_autres(environnement)
        processus = enfants.start(mots, journal, connu)
        jusqu_a(lambda: recepteur.refuses, journal)
        jusqu_a(lambda: compte(bases, "messages_retenus"), journal)
        recepteur.repond = lambda fait: 204
        jusqu_a(lambda: recepteur.pris and not compte(bases, "messages_retenus"), journal)
        processus.send_signal(signal.SIGTERM)
        assert processus.wait(PATIENCE) == 0, journal.read_text()

    assert modele().fiche.courriel and str(modele().fiche.courriel) in json.dumps(recepteur.pris)
    assert compte(bases, "webhooks_lus") == 1
    assert "Traceback" not in journal.read_text()


def compte(bases: Bases, table: str) -> int:
    """Les lignes de cette table, chez les notifications."""
    with psycopg.connect(bases.administree("notifications")) as session:
        [(lignes,)] = session.execute(f"SELECT count(*) FROM {table}".encode()).fetchall()
    return int(lignes)
