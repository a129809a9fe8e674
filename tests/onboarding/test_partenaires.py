"""Les partenaires additionnels, de la convention à l'annexe (A-049, A-050, A-051, INV-10)."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

import pytest
from hypothesis import given as pour
from hypothesis import strategies as st

from services.onboarding.convention.commands import EngagerPartenaire
from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.convention.domain.convention import ConventionDepartementale as Convention
from services.onboarding.convention.domain.convention import (
    PartenaireDuSocle,
    PorteeContradictoire,
    StructureMalDite,
)
from services.onboarding.convention.effects.mise_en_page import mettre_en_page
from shared.messages.envelope import Outcome
from shared.recording.application import Service
from shared.recording.provenance import acting
from shared.refusal import Refus
from tests.gwt import SOMEBODY, Fact, When, fact, specification
from tests.onboarding.contenus import MINIMALE
from tests.onboarding.faits import (
    DROIT,
    LABEL,
    MAISON,
    NEUF,
    PREFET,
    SOCLE,
    apprendre,
    demander,
    engager,
    enregistres,
)

given = specification(Convention)

OUVERTE = fact(Convention.ConventionOuverte, departement="15")
EXIGES = SOCLE.en_vigueur(date(2020, 1, 1))
AUTRE = UUID(int=7)
MISSION, REGIE = "Mission locale d'Aurillac", "Régie des eaux"
LE = date(2019, 11, 14)


def partenaire(nom: str, structure_id: UUID | None = None) -> Fact:
    return fact(
        Convention.PartenaireEngage,
        departement="15",
        nom=nom,
        portee="STRUCTURE" if structure_id else "DEPARTEMENT",
        structure_id=structure_id,
        le=LE.isoformat(),
    )


def quand_rejoint(nom: str, structure_id: UUID | None, *faits: Fact) -> When:
    """L'engagement demandé d'un partenaire : d'une structure, ou du département."""
    portee = "STRUCTURE" if structure_id else "DEPARTEMENT"
    convention = given(OUVERTE, *faits)
    return convention.when(Convention.engager_partenaire, nom, portee, structure_id, LE, SOCLE)


def test_un_partenaire_s_engage_une_fois_dans_tout_le_departement_a049_a050() -> None:
    quand_rejoint(MISSION, None).then(partenaire(MISSION))
    quand_rejoint("MISSION LOCALE, D’AURILLAC", None, partenaire(MISSION)).then_nothing()


def test_un_partenaire_s_engage_dans_chaque_structure_ou_il_est_present_a051() -> None:
    present = partenaire(REGIE, MAISON)
    quand_rejoint(REGIE, MAISON, present).then_nothing()
    quand_rejoint(REGIE, AUTRE, present).then(partenaire(REGIE, AUTRE))


def test_un_partenaire_n_est_pas_a_la_fois_de_la_convention_et_d_une_structure_inv_10() -> None:
    """INV-10, A-051 : le refus nomme la portée à garder, quelle que soit l'écriture du nom."""
    quand_rejoint("REGIE DES EAUX", None, partenaire(REGIE, MAISON)).then_refused(
        PorteeContradictoire, f"« {REGIE} »", "gardez la portée STRUCTURE"
    )
    quand_rejoint(MISSION, MAISON, partenaire(MISSION)).then_refused(
        PorteeContradictoire, f"« {MISSION} »", "gardez la portée DEPARTEMENT"
    )


@pytest.mark.parametrize(
    ("portee", "structure_id", "remede"),
    [("STRUCTURE", None, "ajoutez"), ("DEPARTEMENT", MAISON, "retirez")],
)
def test_une_structure_se_dit_si_et_seulement_si_la_portee_est_d_une_structure(
    portee: str, structure_id: UUID | None, remede: str
) -> None:
    """A-050, A-051."""
    given(OUVERTE).when(
        Convention.engager_partenaire, REGIE, portee, structure_id, LE, SOCLE
    ).then_refused(StructureMalDite, remede)


@pytest.mark.parametrize(
    "nom", sorted({nom for each in EXIGES for nom in (each.code, each.nom, *each.alias)})
)
def test_un_operateur_du_socle_n_est_pas_un_partenaire_additionnel_a049(nom: str) -> None:
    quand_rejoint(nom, None).then_refused(PartenaireDuSocle, f"« {nom} »", "EngagerOperateur")


def test_qui_entre_au_socle_n_est_plus_un_partenaire_additionnel_a049() -> None:
    """A-046 : le socle est daté ; l'Urssaf n'en est qu'en 2025."""
    quand_rejoint("Urssaf", None).then(partenaire("Urssaf"))
    convention = given(OUVERTE, partenaire("Urssaf")).aggregate

    assert [each.nom for each in convention.partenaires_de(MAISON, EXIGES)] == ["Urssaf"]
    assert convention.partenaires_de(MAISON, SOCLE.en_vigueur(date(2025, 1, 1))) == ()


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
                portee = "STRUCTURE" if structure else "DEPARTEMENT"
                convention.engager_partenaire(nom, portee, structure, LE, SOCLE)
    admis = [(e.nom.casefold(), e.structure_id) for e in convention.collect_events()]
    tous = {nom for nom, structure in admis if structure is None}

    for structure in STRUCTURES:
        partenaires = convention.partenaires_de(structure, EXIGES)
        page = mettre_en_page(replace(MINIMALE, partenaires=partenaires))
        signent = {each["organisme"].replace("’", "'").casefold() for each in page["signataires"]}
        ici = {nom for nom, lieu in admis if lieu == structure}
        assert {each.nom.casefold() for each in partenaires} == tous | ici
        assert tous <= signent and not ici & signent


def rejoindre(
    onboarding: Service, nom: str, structure_id: UUID | None = None, de: str = "15"
) -> Outcome:
    return demander(
        onboarding,
        EngagerPartenaire,
        PREFET.model_copy(update={"departement": de}),
        departement="15",
        nom=nom,
        portee="STRUCTURE" if structure_id else "DEPARTEMENT",
        structure_id=structure_id,
        le=LE,
    )


def labelliser(onboarding: Service, structure_id: UUID) -> None:
    """Une structure du Cantal, son label et son droit."""
    du_label = {"structure_id": structure_id, "label_id": uuid5(structure_id, "label")}
    for fait in (LABEL, DROIT):
        message = {"message_id": uuid5(structure_id, type(fait).__name__)}
        apprendre(onboarding, fait.model_copy(update={**du_label, **message}))


def mentions(onboarding: Service) -> dict[UUID, list[tuple[str, str]]]:
    """Les partenaires que dit chaque annexe établie."""
    return {
        e.structure_id: [(p["nom"], p["portee"]) for p in e.contenu["partenaires"]]
        for e in enregistres(onboarding)
        if isinstance(e, AnnexeStructure.AnnexeEtablie)
    }


def test_chaque_annexe_dit_les_partenaires_du_departement_et_les_siens(
    onboarding: Service,
) -> None:
    """A-049, A-050, A-051 : retenue ou à venir, toute annexe dit ceux du département."""
    labelliser(onboarding, MAISON)
    for nom, structure_id in ((MISSION, None), (REGIE, AUTRE)):
        assert rejoindre(onboarding, nom, structure_id).accepted
    assert mentions(onboarding) == {}

    for operateur in NEUF:
        engager(onboarding, operateur)
    labelliser(onboarding, AUTRE)

    assert mentions(onboarding) == {
        MAISON: [(MISSION, "DEPARTEMENT")],
        AUTRE: [(MISSION, "DEPARTEMENT"), (REGIE, "STRUCTURE")],
    }


def test_une_annexe_etablie_ne_change_pas_quand_un_partenaire_s_engage_a049(
    onboarding: Service,
) -> None:
    for operateur in NEUF:
        engager(onboarding, operateur)
    labelliser(onboarding, MAISON)
    assert rejoindre(onboarding, MISSION).accepted

    assert mentions(onboarding) == {MAISON: []}
    assert isinstance(enregistres(onboarding)[-2], Convention.PartenaireEngage)
    assert enregistres(onboarding)[-2].provenance["regles"] == ["SOCLE"]


def test_un_prefet_n_engage_de_partenaire_que_dans_son_departement_a049(
    onboarding: Service,
) -> None:
    outcome = rejoindre(onboarding, MISSION, de="46")
    assert not outcome.accepted
    assert "15" in outcome.detail and "46" in outcome.detail
