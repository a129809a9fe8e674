"""Les partenaires additionnels, de la convention à l'annexe (A-049, A-050, A-051, INV-10)."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from hypothesis import given as pour
from hypothesis import strategies as st

from services.onboarding.application import Onboarding
from services.onboarding.convention.commands import EngagerPartenaire
from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.convention.domain.contenu_annexe import Portee
from services.onboarding.convention.domain.convention import ConventionDepartementale as Convention
from services.onboarding.convention.domain.convention import (
    PartenaireDuSocle,
    PorteeContradictoire,
    StructureMalDite,
)
from services.onboarding.convention.effects.mise_en_page import mettre_en_page
from services.onboarding.convention.rules.socle import charger_socle
from shared.clock import SimulatedClock
from shared.messages.actors import Acteur
from shared.messages.envelope import Envelope, Outcome
from shared.personal_data.key_ring import KeyRing
from shared.recording.provenance import acting
from shared.refusal import Refus
from tests.gwt import SOMEBODY, Fact, fact, specification
from tests.onboarding.annexes import MINIMALE
from tests.onboarding.test_annexes import DROIT, LABEL, LIENS, NEUF, apprendre, engager, enregistres

given = specification(Convention)

OUVERTE = fact(Convention.ConventionOuverte, departement="15")
SOCLE = charger_socle().en_vigueur(date(2020, 1, 1))
MAISON, AUTRE = LABEL.structure_id, UUID(int=7)
MISSION, REGIE = "Mission locale d'Aurillac", "Régie des eaux"
LE = "2019-11-14"


def partenaire(nom: str, structure_id: UUID | None = None) -> Fact:
    return fact(
        Convention.PartenaireEngage,
        departement="15",
        nom=nom,
        portee="STRUCTURE" if structure_id else "DEPARTEMENT",
        structure_id=structure_id,
        le=LE,
    )


def rejoint(nom: str, portee: Portee, structure_id: UUID | None = None, socle: Any = SOCLE) -> Any:
    return lambda convention: convention.engager_partenaire(nom, portee, structure_id, LE, socle)


def test_un_partenaire_s_engage_une_fois_dans_tout_le_departement_a049_a050() -> None:
    given(OUVERTE).when(rejoint(MISSION, "DEPARTEMENT")).then(partenaire(MISSION))
    deja = given(OUVERTE, partenaire(MISSION))
    deja.when(rejoint("MISSION LOCALE, D’AURILLAC", "DEPARTEMENT")).then_nothing()


def test_un_partenaire_s_engage_dans_chaque_structure_ou_il_est_present_a051() -> None:
    la = given(OUVERTE, partenaire(REGIE, MAISON))
    la.when(rejoint(REGIE, "STRUCTURE", MAISON)).then_nothing()
    la.when(rejoint(REGIE, "STRUCTURE", AUTRE)).then(partenaire(REGIE, AUTRE))


def test_un_partenaire_n_est_pas_a_la_fois_de_la_convention_et_d_une_structure_inv_10() -> None:
    """INV-10, A-051 : le refus nomme la portée à garder, quelle que soit l'écriture du nom."""
    given(OUVERTE, partenaire(REGIE, MAISON)).when(
        rejoint("REGIE DES EAUX", "DEPARTEMENT")
    ).then_refused(PorteeContradictoire, f"« {REGIE} »", "gardez la portée STRUCTURE")
    given(OUVERTE, partenaire(MISSION)).when(rejoint(MISSION, "STRUCTURE", MAISON)).then_refused(
        PorteeContradictoire, f"« {MISSION} »", "gardez la portée DEPARTEMENT"
    )


def test_une_structure_se_dit_si_et_seulement_si_la_portee_est_d_une_structure() -> None:
    """A-050, A-051."""
    given(OUVERTE).when(rejoint(REGIE, "STRUCTURE")).then_refused(StructureMalDite, "ajoutez")
    given(OUVERTE).when(rejoint(MISSION, "DEPARTEMENT", MAISON)).then_refused(
        StructureMalDite, "retirez"
    )


@pytest.mark.parametrize(
    "nom", sorted({nom for each in SOCLE for nom in (each.code, each.nom, *each.alias)})
)
def test_un_operateur_du_socle_n_est_pas_un_partenaire_additionnel_a049(nom: str) -> None:
    given(OUVERTE).when(rejoint(nom, "DEPARTEMENT")).then_refused(
        PartenaireDuSocle, f"« {nom} »", "EngagerOperateur"
    )


def test_qui_entre_au_socle_n_est_plus_un_partenaire_additionnel_a049() -> None:
    """A-046 : le socle est daté ; l'Urssaf n'en est qu'en 2025."""
    given(OUVERTE).when(rejoint("Urssaf", "DEPARTEMENT")).then(partenaire("Urssaf"))
    convention = given(OUVERTE, partenaire("Urssaf")).aggregate

    assert [each.nom for each in convention.partenaires_de(MAISON, SOCLE)] == ["Urssaf"]
    en_2025 = charger_socle().en_vigueur(date(2025, 1, 1))
    assert convention.partenaires_de(MAISON, en_2025) == ()


STRUCTURES = [UUID(int=rang) for rang in range(1, 4)]
ENGAGEMENTS = st.lists(
    st.tuples(
        st.sampled_from([MISSION, MISSION.upper(), REGIE, "Regie des eaux", "Département"]),
        st.sampled_from([None, *STRUCTURES]),
    ),
    max_size=15,
)


@pour(ENGAGEMENTS)
def test_le_partenaire_d_une_structure_n_est_jamais_parmi_les_signataires_inv_10(
    engagements: list[tuple[str, UUID | None]],
) -> None:
    """INV-10, A-050, A-051 : quel que soit l'ordre des demandes, admises ou refusées."""
    convention = given(OUVERTE).aggregate
    with acting(SOMEBODY):
        for nom, structure in engagements:
            with suppress(Refus):
                rejoint(nom, "STRUCTURE" if structure else "DEPARTEMENT", structure)(convention)
    admis = [(e.nom.casefold(), e.structure_id) for e in convention.collect_events()]
    tous = {nom for nom, structure in admis if structure is None}

    for structure in STRUCTURES:
        partenaires = convention.partenaires_de(structure, SOCLE)
        page = mettre_en_page(replace(MINIMALE, partenaires=partenaires))
        signent = {each["organisme"].replace("’", "'").casefold() for each in page["signataires"]}
        ici = {nom for nom, lieu in admis if lieu == structure}
        assert {each.nom.casefold() for each in partenaires} == tous | ici
        assert tous <= signent and not ici & signent


@pytest.fixture
def onboarding(keys: KeyRing) -> Onboarding:
    return Onboarding({}, SimulatedClock(datetime(2019, 11, 15, 9, tzinfo=UTC)), keys, LIENS)


def demander(
    onboarding: Onboarding, nom: str, structure_id: UUID | None = None, de: str = "15"
) -> Outcome:
    command = EngagerPartenaire(
        message_id=uuid5(NAMESPACE_URL, f"{nom} {structure_id} {de}"),
        acteur=Acteur(role="PREFET", id="préfecture", departement=de),
        departement="15",
        nom=nom,
        portee="STRUCTURE" if structure_id else "DEPARTEMENT",
        structure_id=structure_id,
        le=date(2019, 11, 14),
    )
    return onboarding.receive(Envelope.starting(command))


def labelliser(onboarding: Onboarding, structure_id: UUID) -> None:
    """Une structure du Cantal, son label et son droit."""
    du_label = {"structure_id": structure_id, "label_id": uuid5(structure_id, "label")}
    for fait in (LABEL, DROIT):
        message = {"message_id": uuid5(structure_id, type(fait).__name__)}
        apprendre(onboarding, fait.model_copy(update={**du_label, **message}))


def mentions(onboarding: Onboarding) -> dict[UUID, list[tuple[str, str]]]:
    """Les partenaires que dit chaque annexe établie."""
    return {
        e.structure_id: [(p["nom"], p["portee"]) for p in e.contenu["partenaires"]]
        for e in enregistres(onboarding)
        if isinstance(e, AnnexeStructure.AnnexeEtablie)
    }


def test_chaque_annexe_dit_les_partenaires_du_departement_et_les_siens(
    onboarding: Onboarding,
) -> None:
    """A-049, A-050, A-051 : retenue ou à venir, toute annexe dit ceux du département."""
    labelliser(onboarding, MAISON)
    for nom, structure_id in ((MISSION, None), (REGIE, AUTRE)):
        assert demander(onboarding, nom, structure_id).accepted
    assert mentions(onboarding) == {}

    for operateur in NEUF:
        engager(onboarding, operateur)
    labelliser(onboarding, AUTRE)

    assert mentions(onboarding) == {
        MAISON: [(MISSION, "DEPARTEMENT")],
        AUTRE: [(MISSION, "DEPARTEMENT"), (REGIE, "STRUCTURE")],
    }


def test_une_annexe_etablie_ne_change_pas_quand_un_partenaire_s_engage_a049(
    onboarding: Onboarding,
) -> None:
    for operateur in NEUF:
        engager(onboarding, operateur)
    labelliser(onboarding, MAISON)
    assert demander(onboarding, MISSION).accepted

    assert mentions(onboarding) == {MAISON: []}
    assert isinstance(enregistres(onboarding)[-2], Convention.PartenaireEngage)
    assert enregistres(onboarding)[-2].provenance["regles"] == ["SOCLE"]


def test_un_prefet_n_engage_de_partenaire_que_dans_son_departement_a049(
    onboarding: Onboarding,
) -> None:
    outcome = demander(onboarding, MISSION, de="46")
    assert not outcome.accepted
    assert "15" in outcome.detail and "46" in outcome.detail
