"""Un passage sur le journal : une page lue une fois, pour tous les lecteurs qui y sont."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from shared.clock import SystemClock
from shared.log.causes import Outage
from shared.log.log_pass import LogPass
from shared.log.pauses import Pauses
from shared.log.readers import Effect, EffectReader, Projection, ProjectionReader
from shared.log.relay import PublicationRefused, Relay
from shared.messages.envelope import Envelope
from shared.recording.store import EventMapper, MessageRecu
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from shared.statements import Statement
from tests.bus.emetteur import nouvelle
from tests.bus.harnais import FILE, OPTIONS
from tests.bus.lecteur import build as build_lecteur
from tests.observability.faits import RecordingBus
from tests.shared.registre import PROJECTION, Registre, Registres, composant, inscription, inscrire

AUTRES = Projection("autres", {"autres": "CREATE TABLE IF NOT EXISTS autres (nom TEXT NOT NULL)"})


@AUTRES.on(Registre.NomEcrit)
def autre(event: Registre.NomEcrit) -> Iterator[Statement]:
    yield "INSERT INTO autres VALUES (:nom)", {"nom": event.nom}


class Lus:
    """Ce qui fut lu et décodé : les positions de chaque page, et chaque événement."""

    def __init__(self, component: Component, patch: pytest.MonkeyPatch) -> None:
        self.pages: list[int] = []
        self.decodes: list[str] = []
        recorder: Any = component.service.recorder
        select, decode = recorder.select_notifications, EventMapper.still_sealed

        def lire(start: int, *args: Any, **kwargs: Any) -> Any:
            self.pages.append(start)
            return select(start, *args, **kwargs)

        def decoder(mapper: EventMapper, stored: Any) -> Any:
            self.decodes.append(stored.topic)
            return decode(mapper, stored)

        patch.setattr(recorder, "select_notifications", lire)
        patch.setattr(EventMapper, "still_sealed", decoder)


@pytest.fixture
def component(tmp_path: Path) -> Iterator[Component]:
    ouvert = composant(embedded("registres", tmp_path, SystemClock(), {}))
    yield ouvert
    ouvert.close()


def ecrire(component: Component, *noms: str) -> None:
    assert isinstance(component.service, Registres)
    inscrire(component.service, *noms)


def noms(component: Component, table: str = "noms") -> list[str]:
    return sorted(row["nom"] for row in component.model.query(f"SELECT nom FROM {table}"))


def positions(component: Component) -> dict[str, int]:
    rows = component.model.query("SELECT lecteur, position FROM lecture_position")
    return {row["lecteur"]: row["position"] for row in rows}


def lecteurs(component: Component, *projections: Projection) -> list[ProjectionReader]:
    return [ProjectionReader(component.service, component.model, each) for each in projections]


def test_une_page_est_lue_une_fois_et_chaque_evenement_decode_une_fois(
    component: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecrire(component, "Ada", "Grace")
    bus, lus = RecordingBus(), Lus(component, monkeypatch)
    passage = component.log_pass(bus)

    assert passage.run() > 0

    assert lus.pages == [0]
    assert sorted(lus.decodes) == ["essais.NomEcrit", "essais.NomEcrit", "essais.RegistreOuvert"]
    assert noms(component) == ["Ada", "Grace"] and len(bus.envelopes) == 2
    assert set(positions(component).values()) == {5}
    assert passage.run() == 0


def test_le_recu_d_une_demande_acceptee_n_est_pas_decode_celui_d_un_refus_est_dans_le_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Même si un texte du refus imite ce que disent les reçus acceptés."""
    options = {"DOCUMENTS": str(tmp_path), **OPTIONS}
    with closing(build_lecteur(embedded("lecteur", tmp_path, SystemClock(), options))) as lecteur:
        for texte in ("une", "INDIGNE", 'SI "statut":"ACCEPTE"'):
            lecteur.reception.hand_over(FILE, nouvelle(UUID(int=15), texte))
        lus = Lus(lecteur, monkeypatch)

        lecteur.log_pass(RecordingBus()).run()

        assert lus.decodes.count(MessageRecu.TOPIC) == 2
        rows = lecteur.model.query("SELECT evenement FROM journal ORDER BY enregistre_le")
    assert [row["evenement"] for row in rows] == [
        "LectureOuverte",
        "NouvelleLue",
        *["MessageRecu"] * 2,
    ]


def test_les_positions_de_ceux_qui_avancent_ensemble_le_font_dans_une_transaction(
    component: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecrire(component, "Ada")
    transactions = []
    original = component.model.transaction

    @contextmanager
    def comptee() -> Iterator[Any]:
        avant = positions(component)
        with original() as connection:
            yield connection
        apres = positions(component)
        transactions.append({name for name in apres if apres[name] != avant.get(name)})

    passage = component.log_pass(RecordingBus())
    monkeypatch.setattr(component.model, "transaction", comptee)
    passage.run()

    moved = [each for each in transactions if each]
    assert moved == [{"relay", "projection.noms", "projection.journal"}]


def test_qui_est_en_retard_rattrape_les_autres_puis_lit_avec_eux(
    component: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    premier, second = lecteurs(component, PROJECTION, AUTRES)
    ecrire(component, "Ada")
    LogPass(component.service, component.model, [premier]).run()
    ecrire(component, "Grace")
    lus = Lus(component, monkeypatch)
    passage = LogPass(component.service, component.model, [premier, second])

    passage.run()
    assert lus.pages == [0, 3] and noms(component, "autres") == ["Ada", "Grace"]
    ecrire(component, "Linus")
    passage.run()
    passage.run()

    assert lus.pages == [0, 3, 5, 7]
    assert noms(component) == noms(component, "autres") == ["Ada", "Grace", "Linus"]
    assert len(set(positions(component).values())) == 1


def test_l_echec_d_un_lecteur_n_arrete_que_lui(component: Component) -> None:
    malade, en_panne, failures = Projection("malade", {}), [True], []

    @malade.on(Registre.NomEcrit)
    def _rows(event: Registre.NomEcrit) -> Iterator[Statement]:
        if en_panne:
            raise Outage
        yield from AUTRES.statements([(0, event)])

    sain, casse = lecteurs(component, PROJECTION, malade)
    component.model.create(list(AUTRES.tables.values()))
    passage = LogPass(
        component.service,
        component.model,
        [casse, sain],
        failed=lambda name, error: failures.append((name, type(error))),
    )
    ecrire(component, "Ada")

    assert passage.run() > 0
    assert failures == [("projection.malade", Outage)]
    assert noms(component) == ["Ada"] and noms(component, "autres") == []

    en_panne.clear()
    while passage.run():
        pass
    assert noms(component, "autres") == ["Ada"]


def test_un_relais_refuse_n_avance_pas_et_les_autres_si(component: Component) -> None:
    temps, failures, bus = [0.0], [], RecordingBus()

    class Plein(RecordingBus):
        def publish(self, publisher: str, envelopes: Iterable[Envelope]) -> None:
            if temps[0] < 1:
                raise PublicationRefused("file pleine")
            bus.publish(publisher, envelopes)

    pauses = Pauses(elapsed=lambda: temps[0])
    relais = Relay(component.service, component.model, component.to_contract, Plein(), pauses)
    passage = LogPass(
        component.service,
        component.model,
        [relais, *lecteurs(component, PROJECTION)],
        failed=lambda name, error: failures.append(name),
    )
    ecrire(component, "Ada")

    passage.run()
    assert failures == ["relay"] and noms(component) == ["Ada"]
    assert passage.pause() == 1.0 and passage.run() == 0 and bus.envelopes == []
    temps[0] = 1.0
    assert passage.run() > 0
    assert passage.pause() is None and len(bus.envelopes) == 1
    assert len(set(positions(component).values())) == 1


def test_ce_qu_une_reconstruction_a_deplace_n_est_pas_ecrit_deux_fois(
    component: Component,
) -> None:
    """Entre la lecture des places et l'écriture, une table est refaite par un autre processus."""
    premier, second = lecteurs(component, PROJECTION, AUTRES)
    ecrire(component, "Ada", "Grace")

    class Entretemps(RecordingBus):
        def publish(self, publisher: str, envelopes: Iterable[Envelope]) -> None:
            premier.rebuild(lambda lus: None)
            super().publish(publisher, envelopes)

    relais = Relay(component.service, component.model, component.to_contract, Entretemps())
    passage = LogPass(component.service, component.model, [relais, premier, second])
    passage.run()

    assert noms(component) == noms(component, "autres") == ["Ada", "Grace"]
    assert len(set(positions(component).values())) == 1


def test_les_effets_lisent_la_meme_page_et_avancent_seuls(
    component: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    faits: list[str] = []

    def perform(event: Registre.NomEcrit, ready: Any) -> Any:
        faits.append(event.nom)
        return inscription(f"fait : {event.nom}").body

    effets = EffectReader(component.service, component.model, Effect(Registre.NomEcrit, perform))
    passage = LogPass(component.service, component.model, lecteurs(component, PROJECTION), [effets])
    ecrire(component, "Ada", "Grace")
    lus = Lus(component, monkeypatch)

    passage.run()

    assert faits == ["Ada", "Grace"] and lus.pages == [0]
    assert noms(component) == ["Ada", "Grace"]


def test_une_page_ne_fait_qu_une_partie_des_effets_et_le_reste_vient_ensuite(
    component: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.log.readers.PERFORMED", 2)
    faits: list[str] = []

    def perform(event: Registre.NomEcrit, ready: Any) -> Any:
        faits.append(event.nom)
        return inscription("Ada", 9).body

    effets = EffectReader(component.service, component.model, Effect(Registre.NomEcrit, perform))
    passage = LogPass(component.service, component.model, [], [effets])
    ecrire(component, "Ada", "Grace", "Linus")

    passage.run()
    assert faits == ["Ada"]
    while passage.run():
        pass
    assert faits == ["Ada", "Grace", "Linus"]


def test_une_projection_ne_decode_pas_ce_dont_elle_ne_fait_rien(
    component: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecrire(component, "Ada")
    lus = Lus(component, monkeypatch)
    [reader] = lecteurs(component, PROJECTION)

    reader.run()

    assert lus.decodes == ["essais.NomEcrit"]
