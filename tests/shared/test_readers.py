"""Les lecteurs du journal : après une panne, chacun reprend à sa position."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from shared.clock import SystemClock
from shared.log.causes import Outage
from shared.log.pauses import LONGEST, Pauses
from shared.log.readers import (
    Effect,
    EffectReader,
    Projection,
    ProjectionReader,
    joined,
    recorded_after,
)
from shared.log.relay import PublicationRefused, Relay
from shared.log.republish import republish
from shared.messages.commands import Command
from shared.messages.envelope import Envelope
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from shared.statements import Statement
from tests.shared.registre import (
    PROJECTION,
    Inscrire,
    Registre,
    Registres,
    composant,
    inscription,
    inscrire,
)


class Panne(Outage):
    pass


class Courtier:
    """Un courtier qui peut tomber en panne après avoir pris les messages."""

    def __init__(self) -> None:
        self.recus: list[Envelope] = []
        self.panne_apres = 0

    def publish(self, publisher: str, envelopes: Iterable[Envelope]) -> None:
        self.recus += envelopes
        if self.panne_apres:
            self.panne_apres -= 1
            raise Panne


@pytest.fixture
def ouvrir(tmp_path: Path) -> Iterator[Callable[..., Component]]:
    ouverts: list[Component] = []

    def ouvrir(effect: Effect | None = None) -> Component:
        ouverts.append(composant(embedded("registres", tmp_path, SystemClock(), {}), effect))
        return ouverts[-1]

    yield ouvrir
    for component in ouverts:
        component.close()


def ecrire(component: Component, *noms: str) -> None:
    assert isinstance(component.service, Registres)
    inscrire(component.service, *noms)


def noms(component: Component) -> list[str]:
    return [row["nom"] for row in component.model.query("SELECT nom FROM noms ORDER BY rang")]


def vider(*readers: Any) -> None:
    while sum(reader.run() for reader in readers):
        pass


LONGUEURS = Projection("longueurs", {"longueurs": "CREATE TABLE IF NOT EXISTS longueurs (n INT)"})


@LONGUEURS.on(Registre.NomEcrit)
def longueur(event: Registre.NomEcrit) -> Iterator[Statement]:
    yield "INSERT INTO longueurs VALUES (:n)", {"n": len(event.nom)}


def test_un_seul_lecteur_tient_les_tables_de_plusieurs_sujets(
    ouvrir: Callable[..., Component],
) -> None:
    component = ouvrir()
    model = component.model
    reader = ProjectionReader(component.service, model, joined("tout", PROJECTION, LONGUEURS))
    ecrire(component, "Ada", "Grace")

    vider(reader)

    assert noms(component) == ["Ada", "Grace"]
    assert model.query("SELECT n FROM longueurs ORDER BY n") == [{"n": 3}, {"n": 5}]
    assert model.position("projection.tout") == component.service.recorder.max_notification_id()
    assert model.position("projection.longueurs") == 0


def test_le_relais_republie_sous_la_meme_identite_ce_dont_il_ne_sait_rien(
    ouvrir: Callable[..., Component],
) -> None:
    """Une panne entre la publication et la position : les mêmes messages, pas d'autres."""
    component, courtier = ouvrir(), Courtier()
    ecrire(component, "Ada", "Grace")
    courtier.panne_apres = 1
    relais = Relay(component.service, component.model, component.to_contract, courtier)

    with pytest.raises(Panne):
        relais.run()
    vider(relais)

    dits = [(e.body.message_id, getattr(e.body, "nom", "")) for e in courtier.recus]
    assert [nom for _, nom in dits] == ["Ada", "Grace", "Ada", "Grace"]
    assert dits[:2] == dits[2:] and len(set(dits)) == 2


def test_un_relais_nouveau_reprend_apres_le_dernier_message_confirme(
    ouvrir: Callable[..., Component],
) -> None:
    courtier = Courtier()
    for nom in ("Ada", "Grace"):
        component = ouvrir()
        ecrire(component, nom)
        vider(Relay(component.service, component.model, component.to_contract, courtier))

    assert [getattr(e.body, "nom", "") for e in courtier.recus] == ["Ada", "Grace"]


def test_un_relais_refuse_s_espace_et_repart_quand_on_le_prend(
    ouvrir: Callable[..., Component],
) -> None:
    """Sans quoi ceux qui ont pris le lot l'entendraient de nouveau à chaque seconde."""
    component, temps, essais = ouvrir(), [0.0], []
    ecrire(component, "Ada")

    class Refuse(Courtier):
        plein = True

        def publish(self, publisher: str, envelopes: Iterable[Envelope]) -> None:
            essais.append(temps[0])
            if self.plein:
                raise PublicationRefused("file pleine")
            super().publish(publisher, envelopes)

    courtier, pauses = Refuse(), Pauses(elapsed=lambda: temps[0])
    relais = Relay(component.service, component.model, component.to_contract, courtier, pauses)
    for temps[0] in range(200):
        with suppress(PublicationRefused):
            relais.run()

    assert essais == [0, 1, 3, 7, 15, 31, 63, 123, 183]
    assert essais[-1] - essais[-2] == LONGEST
    courtier.plein, temps[0] = False, 243.0
    assert relais.run() > 0
    assert pauses.over() and [getattr(e.body, "nom", "") for e in courtier.recus] == ["Ada"]


def test_un_relais_qui_n_a_plus_la_main_ne_ramene_pas_la_position_en_arriere(
    ouvrir: Callable[..., Component],
) -> None:
    """Il s'est endormi en publiant ; un autre a pris la main, et il est allé plus loin."""
    component, nouveau = ouvrir(), Courtier()
    ecrire(component, "Ada")

    class Endormi(Courtier):
        def publish(self, publisher: str, envelopes: Iterable[Envelope]) -> None:
            super().publish(publisher, envelopes)
            ecrire(component, "Grace")
            vider(Relay(component.service, component.model, component.to_contract, nouveau))

    endormi = Endormi()
    Relay(component.service, component.model, component.to_contract, endormi).run()

    assert [getattr(e.body, "nom", "") for e in nouveau.recus] == ["Ada", "Grace"]
    assert component.model.position("relay") == component.service.recorder.max_notification_id()


def test_les_lignes_et_la_position_changent_ensemble_ou_pas_du_tout(
    ouvrir: Callable[..., Component],
) -> None:
    component, pannes = ouvrir(), ["Linus"]
    fragile = Projection(PROJECTION.name, PROJECTION.tables)

    @fragile.on(Registre.NomEcrit)
    def _rows(event: Registre.NomEcrit) -> Iterator[Statement]:
        if event.nom in pannes:
            raise Panne
        yield from PROJECTION.statements([(0, event)])

    projection = ProjectionReader(component.service, component.model, fragile)
    ecrire(component, "Ada")
    vider(projection)
    position = component.model.position(projection.name)
    ecrire(component, "Grace", "Linus")

    with pytest.raises(Panne):
        projection.run()

    assert noms(component) == ["Ada"]
    assert component.model.position(projection.name) == position
    pannes.clear()
    vider(projection)
    assert noms(component) == ["Ada", "Grace", "Linus"]


def test_refaire_une_table_donne_les_memes_lignes_et_dit_ou_elle_en_est(
    ouvrir: Callable[..., Component],
) -> None:
    component = ouvrir()
    [projection, *_] = component.projection_readers()
    ecrire(component, *(f"n° {rang}" for rang in range(300)))
    vider(projection)
    avant, lus = noms(component), [0]

    position = projection.rebuild(lus.append)

    assert noms(component) == avant and len(avant) == 300
    assert position == sum(lus) == component.model.position(projection.name)


def test_qui_a_lu_avant_une_reconstruction_n_ecrit_rien_apres_elle(
    ouvrir: Callable[..., Component], monkeypatch: pytest.MonkeyPatch
) -> None:
    component = ouvrir()
    [projection, *_] = component.projection_readers()
    ecrire(component, "Ada", "Grace")
    projection.rebuild(lambda lus: None)
    refaite = component.model.position(projection.name)
    monkeypatch.setattr(component.model, "position", lambda reader: 0)

    assert projection.run() == 0

    monkeypatch.undo()
    assert noms(component) == ["Ada", "Grace"]
    assert component.model.position(projection.name) == refaite


def faire(event: Registre.NomEcrit, faits: list[str], pannes: list[str]) -> Command:
    if event.nom in pannes:
        pannes.remove(event.nom)
        raise Panne
    faits.append(event.nom)
    fait = inscription(f"fait : {event.nom}").body
    assert isinstance(fait, Inscrire)
    return fait


def test_un_effet_en_panne_est_repris_sans_en_sauter_ni_refaire_les_autres(
    ouvrir: Callable[..., Component],
) -> None:
    faits: list[str] = []
    pannes = ["Grace"]
    effect = Effect(Registre.NomEcrit, lambda event, _: faire(event, faits, pannes))
    component = ouvrir(effect)
    ecrire(component, "Ada", "Grace", "Linus")
    reader = EffectReader(component.service, component.model, effect)

    with pytest.raises(Panne):
        reader.run()
    assert faits == ["Ada"]
    reader.run()

    assert faits[:3] == ["Ada", "Grace", "Linus"]


def test_l_issue_d_un_effet_revient_comme_un_message_dans_le_fil_de_sa_cause(
    ouvrir: Callable[..., Component],
) -> None:
    effect = Effect(Registre.NomEcrit, lambda event, _: faire(event, [], []))
    component = ouvrir(effect)
    ecrire(component, "Ada")

    EffectReader(component.service, component.model, effect).run()

    assert isinstance(component.service, Registres)
    registre = component.service.load_or_refuse(Registre, Registre.create_id())
    assert registre.noms == ["Ada", "fait : Ada"]
    fils = {event.provenance["correlation"] for _, event in recorded_after(component.service, 0)}
    assert len(fils) == 1


def test_ce_qui_est_prepare_d_avance_arrive_avec_son_evenement(
    ouvrir: Callable[..., Component],
) -> None:
    recus: list[tuple[str, str]] = []

    def perform(event: Any, prepare: str) -> Command:
        recus.append((event.nom, prepare))
        return faire(event, [], [])

    effect = Effect(Registre.NomEcrit, perform, lambda event: f"pour {event.nom}")
    component = ouvrir(effect)
    ecrire(component, *(f"n° {rang}" for rang in range(50)))

    EffectReader(component.service, component.model, effect).run()

    assert recus == [(f"n° {rang}", f"pour n° {rang}") for rang in range(50)]


def test_ce_qui_fut_annonce_depuis_un_instant_l_est_de_nouveau(
    ouvrir: Callable[..., Component],
) -> None:
    """Sous les mêmes identités ; ce qui précède l'instant n'est pas redit."""
    component, courtier = ouvrir(), Courtier()
    relais = Relay(component.service, component.model, component.to_contract, courtier)
    ecrire(component, "avant")
    instant = SystemClock().now()
    ecrire(component, "après", "puis")
    vider(relais)
    annonces = [envelope.body.message_id for envelope in courtier.recus]

    relus = republish(component.service, component.model, instant)
    vider(relais)

    redits = [envelope.body.message_id for envelope in courtier.recus[len(annonces) :]]
    assert (len(annonces), redits) == (3, annonces[1:])
    assert relus >= len(redits)
    assert republish(component.service, component.model, SystemClock().now()) == 0
