"""Le fil pendant que le service enregistre, annonce, met de côté et oublie."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from shared.contracts import Contract
from shared.log.contract_fields import envelope_of
from shared.log.relay import Relay
from shared.log.republish import republish
from shared.questions.asking import Refusee
from shared.rabbitmq.publisher import RabbitPublisher
from shared.runtime.component import Component, Settings
from shared.runtime.forgetting import Forgetting
from tests.bus.lecteur import HANDLERS
from tests.contracts.pas_a_pas import connected
from tests.observability.faits import RecordingBus
from tests.questions.faits.fil import Fil, ids
from tests.servers.addresses import Servers
from tests.servers.isolation import vhost
from tests.shared.address_book import ADRESSE, AUTRE, CONTACT, ECOLE, MAIRIE, Carnet, noter
from tests.shared.address_book import build as carnets
from tests.shared.atelier import AILLEURS, DEBUT, ICI, Atelier
from tests.shared.magasins import Magasin, sur_sqlite

QUEUE = "partner.essai.events"
TOURS = 60


@pytest.fixture
def atelier(durable: Magasin, tmp_path: Path) -> Atelier:
    return Atelier(durable, tmp_path)


@pytest.fixture
def fil(atelier: Atelier) -> Fil:
    """Celui d'un autre processus, sur la même base."""
    autre = Atelier(atelier.magasin, Path(atelier.magasin.options.get("DOCUMENTS", ".")))
    return Fil(autre.component)


def textes(faits: list[Any]) -> list[str]:
    return [fait["data"]["texte"] for fait in faits]


def annonces(atelier: Atelier) -> list[str]:
    """Les identités de tout ce qui fut annoncé, dans l'ordre, la première fois."""
    return [*dict.fromkeys(str(each.body.message_id) for each in atelier.bus.envelopes)]


def test_ce_que_le_relais_n_a_pas_encore_annonce_ne_se_lit_pas(atelier: Atelier, fil: Fil) -> None:
    atelier.lire(ICI, "un", "deux")

    avant = fil.page()
    assert (avant["faits"], avant["fin"], avant["lu"]) == ([], False, 0) and avant["tete"] > 0

    atelier.tourner()
    apres = fil.page()
    assert textes(apres["faits"]) == ["un", "deux"] and apres["fin"]


def test_un_journal_vide_a_une_fin_et_un_curseur(atelier: Atelier, fil: Fil) -> None:
    assert fil.page() == {"faits": [], "fin": True, "lu": 0, "tete": 0, "mis_de_cote": 0}

    atelier.lire(ICI, "un")
    atelier.tourner()

    assert textes(fil.lire()) == ["un"] and fil.lire() == []


def test_repris_d_un_curseur_il_ne_dit_que_la_suite(atelier: Atelier, fil: Fil) -> None:
    atelier.lire(ICI, "un", "deux")
    atelier.tourner()
    assert textes(fil.lire()) == ["un", "deux"]

    atelier.lire(AILLEURS, "trois")
    atelier.lire(ICI, "quatre")
    atelier.tourner()

    assert textes(fil.lire()) == ["trois", "quatre"]


def test_un_fait_mis_de_cote_se_lit_a_la_place_ou_il_fut_dit(atelier: Atelier, fil: Fil) -> None:
    """Qui lit pendant qu'il attend, et qui lit tout après coup, en lisent le même fil."""
    atelier.fautifs = {"secret"}
    atelier.lire(ICI, "avant", "secret", "suite")
    atelier.lire(AILLEURS, "là-bas")
    atelier.tourner()
    [pendant] = fil.pages()
    assert textes(pendant["faits"]) == ["avant", "là-bas"]
    assert (pendant["mis_de_cote"], pendant["fin"]) == (2, True)

    atelier.fautifs = set()
    atelier.essayer(1)
    atelier.lire(AILLEURS, "encore")
    atelier.tourner()

    apres = fil.lire()
    assert textes(apres) == ["secret", "suite", "encore"]
    assert fil.page()["mis_de_cote"] == 0
    lus = ids(pendant["faits"]) + ids(apres)
    assert lus == annonces(atelier)
    for limit in (1, 2, 500):
        assert ids(Fil(fil.component, limit).lire()) == lus


def test_beaucoup_de_faits_dits_en_retard_se_lisent_tous(
    atelier: Atelier, fil: Fil, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plus qu'un lot : la place de chacun est gardée, et rien n'est lu deux fois."""
    monkeypatch.setattr("shared.log.told.BATCH", 3)
    for rang in range(3):
        atelier.fautifs = {f"secret {rang}"}
        atelier.lire(ICI, "avant", f"secret {rang}", *(f"suite {n}" for n in range(5)))
        atelier.lire(AILLEURS, *(f"ailleurs {n}" for n in range(4)))
        atelier.tourner()
        atelier.fautifs = set()
        atelier.essayer(1)

    for limit in (1, 4, 500):
        assert ids(Fil(fil.component, limit).lire()) == annonces(atelier)


def test_un_fait_ecarte_pour_toujours_ne_se_lit_pas(atelier: Atelier, fil: Fil) -> None:
    atelier.fautifs = {"secret"}
    atelier.lire(ICI, "avant", "secret", "suite")
    atelier.tourner()
    atelier.decisions().skip(atelier.position("secret"), Relay.name)
    atelier.tourner()

    assert textes(fil.lire()) == ["avant", "suite"]
    assert ids(Fil(fil.component).lire()) == annonces(atelier)
    assert fil.page()["mis_de_cote"] == 0


def test_annoncer_de_nouveau_ne_change_ni_l_ordre_ni_les_curseurs(
    atelier: Atelier, fil: Fil
) -> None:
    atelier.fautifs = {"secret"}
    atelier.lire(ICI, "avant", "secret", "suite")
    atelier.lire(AILLEURS, "là-bas")
    atelier.tourner()
    atelier.fautifs = set()
    atelier.essayer(1)
    lus = ids(fil.lire())

    assert republish(atelier.component.service, atelier.component.model, DEBUT) > 0
    assert fil.page()["faits"] == []
    atelier.lire(ICI, "fin")
    atelier.tourner()

    apres = ids(fil.lire())
    assert lus + apres == ids(Fil(fil.component).lire()) == annonces(atelier)


def test_un_fait_annonce_que_cette_version_ne_sait_plus_dire_arrete_le_fil(
    atelier: Atelier, fil: Fil
) -> None:
    atelier.lire(ICI, "un", "deux")
    atelier.tourner()

    def perdu(event: Any) -> Contract | None:
        raise ValueError("ne se dit plus")

    rien = Fil(replace(fil.component, to_contract=perdu)).demander()

    assert isinstance(rien, Refusee) and rien.code == "FaitIllisible"
    assert "ne sait plus le redire" in rien.detail


def test_une_base_restauree_ne_suit_plus_un_curseur_d_avant(
    atelier: Atelier, fil: Fil, tmp_path: Path
) -> None:
    """Au même rang, le même agrégat y a vécu autre chose."""
    atelier.lire(ICI, "un", "deux")
    atelier.tourner()
    fil.lire()
    ailleurs = tmp_path / "restauree"
    ailleurs.mkdir()
    with sur_sqlite(ailleurs) as magasin:
        restauree = Atelier(magasin, tmp_path)
        restauree.clock.advance(DEBUT + timedelta(hours=1))
        restauree.lire(ICI, "un", "deux, autrement")
        restauree.tourner()
        reponse = Fil(restauree.component, curseur=fil.curseur).demander()

    assert isinstance(reponse, Refusee) and "restauration" in reponse.detail


class AdresseAnnoncee(Contract):
    courriel: str


def annuaire(settings: Settings) -> Component:
    """Un carnet d'adresses qui annonce celles qu'il note."""

    def annoncer(event: Any) -> Contract | None:
        if not isinstance(event, Carnet.AdresseNotee):
            return None
        return AdresseAnnoncee(**envelope_of(event), courriel=event.fiche["courriel"])

    return replace(carnets(settings), to_contract=annoncer)


def test_qui_fut_oublie_ne_se_relit_plus_dans_aucun_corps(durable: Magasin) -> None:
    component = durable.ouvrir(annuaire)
    noter(component, ADRESSE)
    noter(component, AUTRE, ECOLE)
    relais = Relay(component.service, component.model, component.to_contract, RecordingBus())
    relais.run()
    avant = Fil(component).lire()

    Forgetting(component, "délégué", "à sa demande").forget({CONTACT: MAIRIE})
    relais.run()

    for lecteur in (component, durable.ouvrir(annuaire)):
        apres = Fil(lecteur).lire()
        assert ids(apres) == ids(avant)
        assert [fait["data"]["courriel"] for fait in apres] == ["", AUTRE]
    assert [fait["data"]["courriel"] for fait in avant] == [ADRESSE, AUTRE]


class Annonceur(RecordingBus):
    """Confie les faits à RabbitMQ, et retient ceux qu'il a pris."""

    def __init__(self, uri: str) -> None:
        super().__init__()
        self.rabbit = RabbitPublisher(uri)

    def publish(self, publisher: str, envelopes: Any) -> None:
        told = list(envelopes)
        self.rabbit.publish(publisher, told)
        super().publish(publisher, told)


class Service(Thread):
    """Enregistre et annonce, pendant que d'autres lisent ; `entame` : il a commencé."""

    def __init__(self, atelier: Atelier) -> None:
        super().__init__(daemon=True)
        self.atelier, self.entame, self.fini = atelier, Event(), False

    def run(self) -> None:
        try:
            for tour in range(TOURS):
                self._tour(tour)
                if tour == TOURS // 6:
                    self.entame.set()
        finally:
            self.entame.set()
            self.fini = True

    def _tour(self, tour: int) -> None:
        """Un fait est mis de côté de temps en temps, puis annoncé après d'autres."""
        a_part = tour % 10 == 2
        self.atelier.fautifs = {f"{tour} b"} if a_part else set()
        self.atelier.lire(ICI, *(f"{tour} {each}" for each in "abc"))
        self.atelier.lire(AILLEURS, f"{tour} d", f"{tour} e")
        self.atelier.tourner()
        if a_part:
            self.atelier.fautifs = set()
            self.atelier.essayer(1)


def test_lu_pendant_que_le_service_enregistre_il_n_oublie_ni_ne_double_rien(
    atelier: Atelier, fil: Fil
) -> None:
    service = Service(atelier)
    lus: list[Any] = []

    service.start()
    while not service.fini:
        lus += fil.page()["faits"]
    service.join()
    lus += fil.lire()

    assert len(lus) == 5 * TOURS
    assert ids(lus) == annonces(atelier) == ids(Fil(fil.component, 7).lire())


def test_rattraper_puis_ecouter_ne_perd_ni_ne_double_rien(
    atelier: Atelier, fil: Fil, servers: Servers
) -> None:
    """Le compte est ouvert pendant que le service annonce : le passé par le fil, puis sa file."""
    with vhost(servers, [HANDLERS]) as uri, connected(uri) as lien:
        atelier.bus = annonceur = Annonceur(uri)
        atelier.ouvrir("1")
        service, traites = Service(atelier), dict[str, int]()
        service.start()
        service.entame.wait()
        canal = lien.channel()
        canal.queue_declare(QUEUE, durable=True, auto_delete=False)
        canal.queue_bind(QUEUE, "lecteur.events", "#")

        fil.rattraper(lambda fait: traites.setdefault(fait["id"], len(traites)))
        par_le_fil = len(traites)
        par_la_file = 0
        while not service.fini or canal.queue_declare(QUEUE, passive=True).message_count:
            if message := canal.basic_get(QUEUE, no_ack=True):
                par_la_file += message.headers["cloudEvents:id"] not in traites
                traites.setdefault(message.headers["cloudEvents:id"], len(traites))
        annonceur.rabbit.close()

    assert [*traites] == annonces(atelier) and len(traites) == 5 * TOURS
    assert par_le_fil and par_la_file
