"""Un événement qu'une table ne peut contenir, sous de vrais processus : vu, tué, réparé."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy.engine import make_url

from console.execution.opened import opened
from console.execution.remote import Listener
from console.execution.services import applications
from console.exploitation.doctor import examiner
from console.exploitation.examen import Etat
from shared.clock import SystemClock, paris_date
from shared.contracts.funding import DroitAuForfaitOuvert, DroitAuForfaitRefuse, DroitEnAttente
from shared.log.set_aside import Aside
from shared.log.set_aside_decisions import set_aside
from shared.observability.metrics import PREFIX
from shared.rabbitmq.rights import CONSOLE
from shared.runtime.component import Component
from tests.console.conftest import Commande
from tests.funding.anciens import (
    INCONNU,
    LARGE,
    NUL,
    apprendre,
    enregistrer,
    labellisee,
    structure,
)
from tests.journeys.drivers import process_environment
from tests.observability.processus import TURN, Processus, labelled
from tests.servers.addresses import Servers
from tests.servers.children import Children, kill_group
from tests.servers.isolation import accounts, databases, vhost

DROITS, SUITE = "projection.droits", 2
TOUS = (NUL, LARGE, INCONNU)
SAINE = UUID(int=0xB0001)
EFFET = paris_date(SystemClock().now()).replace(month=1, day=1)
"""De cette année : aucun droit n'en suit un autre pendant l'essai."""
DECISION = ("--motif", "essai", "--auteur", "exploitation")
VITE, LENT = {"RETRY_LATER": "0.1,0.1"}, {"RETRY_LATER": ",".join(["0.1"] * 500)}
ANCIENNE, NOUVELLE = ({"FRANCE_SERVICES_REVISION": each} for each in ("ancienne", "nouvelle"))
ETROITE, PLUS_LARGE = (
    f"ALTER TABLE droits ALTER COLUMN montant_centimes TYPE {each}"
    for each in ("integer", "bigint")
)


@dataclass
class Site:
    """Le financement sur ses serveurs ; le travailleur est un vrai processus."""

    folder: Path
    environment: Mapping[str, str]
    component: Component
    listener: Listener
    owner: str
    labels: list[UUID] = field(default_factory=list)

    @contextmanager
    def travailleur(self, **variables: str) -> Iterator[Processus]:
        with Children() as children:
            environment = {**self.environment, **variables}
            yield Processus(children, self.folder, environment, "funding", "worker")

    def rattrape(self, travailleur: Processus) -> None:
        """Attend que chaque lecteur soit au bout du journal."""
        head = self.component.service.recorder.max_notification_id()
        names = self.component.reader_names()
        travailleur.until(lambda: {self.component.model.position(name) for name in names} == {head})

    def attendre(self, travailleur: Processus, condition: Callable[[], Any]) -> None:
        self.rattrape(travailleur)
        travailleur.until(condition)

    def de_cote(self, lecteur: str = "") -> list[Aside]:
        return list(set_aside(self.component.model, lecteur))

    def essaye(self, fois: int) -> bool:
        """Vrai quand la table a essayé l'événement autant de fois."""
        return sum(row["tentatives"] for row in self.de_cote(DROITS)) >= fois

    def etats(self, lecteur: str) -> list[str]:
        return [row["etat"] for row in self.de_cote(lecteur)]

    def droits(self, structure_id: UUID) -> int:
        rows = self.component.model.query("SELECT structure_id FROM droits")
        return [row["structure_id"] for row in rows].count(str(structure_id))

    def entendus(self) -> list[UUID]:
        """Les labels dont un fait a été annoncé, dans l'ordre."""
        if (fait := self.listener.next(TURN)) is not None:
            assert isinstance(fait, DroitAuForfaitOuvert | DroitAuForfaitRefuse | DroitEnAttente)
            self.labels.append(fait.label_id)
        return self.labels

    def changer(self, table: str) -> None:
        """La table devient plus large, comme une version nouvelle la ferait, ou plus étroite."""
        with psycopg.connect(self.owner, autocommit=True) as session:
            session.execute(table.encode())


@pytest.fixture
def site(servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with (
        databases(servers, ["funding"]) as urls,
        vhost(servers) as uri,
        accounts(servers, uri) as allowed,
        closing(Listener(allowed[CONSOLE], applications())) as listener,
    ):
        known = process_environment(tmp_path, 25, urls, allowed["funding"])
        for name, value in known.items():
            monkeypatch.setenv(name, value)
        base = make_url(urls["funding"]).database
        owner = make_url(servers.postgres).set(database=base).render_as_string(False)
        with opened(["funding"], None) as [component]:
            place = Site(tmp_path, known, component, listener, owner)
            place.changer(ETROITE)
            yield place


def ecrire(site: Site, *anciens: str) -> dict[str, int]:
    """Ces événements, puis leur suite, et une structure que rien ne gêne ; rend leurs places."""
    positions = {nom: enregistrer(site.component, nom, EFFET.year) for nom in anciens}
    for nom in anciens:
        apprendre(site.component, structure(nom), SUITE, EFFET)
    apprendre(site.component, SAINE, effet=EFFET)
    return positions


def label(nom: str) -> UUID:
    """Le label que suit cet événement."""
    return labellisee(structure(nom), SUITE).label_id


def test_ce_qu_une_version_ne_sait_pas_utiliser_n_arrete_pas_les_autres_et_se_voit(
    site: Site, france_services: Commande
) -> None:
    ecrire(site, *TOUS)
    with site.travailleur(**VITE, **ANCIENNE) as travailleur:
        site.attendre(travailleur, lambda: "EN_ATTENTE" not in site.etats(""))
        mesure = travailleur.metrics()[f"{PREFIX}events_set_aside"]
        [vu] = [e for e in examiner(["funding"]) if e.examen == "événements mis de côté"]
        etat = france_services("status")
        travailleur.until(lambda: labellisee(SAINE).label_id in site.entendus())

    assert [site.droits(each) for each in (SAINE, *map(structure, TOUS))] == [1, 0, 0, 0]
    assert site.etats(DROITS) == ["A_DECIDER"] * 3 + ["DERRIERE"] * 3
    assert mesure[labelled(service="funding", tail=DROITS, state="A_DECIDER")] == 3
    assert mesure[labelled(service="funding", tail=DROITS, state="DERRIERE")] == 3
    dit = f"{DROITS} : 3, et 3 derrière"
    assert (vu.etat, dit in vu.constat, dit in etat.sortie) == (Etat.A_SURVEILLER, True, True)
    assert label(INCONNU) not in site.labels


def test_ce_qui_est_de_cote_se_repare_par_une_decision_ou_par_une_version_nouvelle(
    site: Site, france_services: Commande
) -> None:
    positions = ecrire(site, *TOUS)
    with site.travailleur(**VITE, **ANCIENNE) as travailleur:
        site.attendre(travailleur, lambda: "EN_ATTENTE" not in site.etats(""))
    for nom in (NUL, INCONNU):
        ecarte = france_services("events", "skip", f"funding/{positions[nom]}", *DECISION)
        assert ecarte.code == 0, ecarte.erreur
    site.changer(PLUS_LARGE)

    with site.travailleur(**VITE, **NOUVELLE) as travailleur:
        site.attendre(travailleur, lambda: not site.de_cote())
        travailleur.until(lambda: set(map(label, TOUS)) <= set(site.entendus()))
    rejoue = france_services("replay", "funding")

    assert (rejoue.code, site.de_cote()) == (0, [])
    assert [site.droits(each) for each in (SAINE, *map(structure, TOUS))] == [1, 1, 2, 1]
    assert len(site.labels) == len(set(site.labels))


def test_un_travailleur_tue_entre_deux_essais_ne_perd_ni_ne_double_rien(site: Site) -> None:
    ecrire(site, LARGE)
    for tentatives in (1, 3):
        with site.travailleur(**LENT, **ANCIENNE) as travailleur:
            site.attendre(travailleur, partial(site.essaye, tentatives))
            kill_group(travailleur.process)
        assert site.etats(DROITS) == ["EN_ATTENTE", "DERRIERE"]
    site.changer(PLUS_LARGE)
    with site.travailleur(**LENT, **ANCIENNE) as travailleur:
        site.attendre(travailleur, lambda: not site.de_cote())
        travailleur.until(lambda: label(LARGE) in site.entendus())

    assert [site.droits(each) for each in (SAINE, structure(LARGE))] == [1, 2]
    assert site.labels.count(label(LARGE)) == 1
