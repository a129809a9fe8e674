"""L'histoire reprise de listes publiées, racontée par ses faits (A-131, X-01)."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.dossier.domain.ecarts import Ecart
from services.labellisation.dossier.domain.evenements.reprise import (
    AntenneImportee,
    LabelImporte,
    ListeAncienneLue,
    PresenceConfirmee,
    StructureAbsente,
    StructureActualisee,
    StructureImportee,
)
from services.labellisation.reprise.domain import reprise
from services.labellisation.reprise.domain.releve_de_liste import Releve
from services.labellisation.reprise.domain.reprise import DossierDejaOuvert
from shared.structures import FicheEnregistree, MaillageEnregistre
from tests.gwt import SUBJECT, Fact, fact, specification
from tests.labellisation.faits import STRUCTURE_REMONTEE

given = specification(Dossier)

MAISON = UUID(int=46)
FICHE: FicheEnregistree = {
    "matricule": "FS-9001",
    "nom": "Maison des Estives",
    "departement": "15",
    "adresse": "4 place du Foirail",
    "format": "FIXE",
    "porteur": "",
    "latitude": 45.23147,
    "longitude": 2.95339,
    "horaires": {"lundi": "9h – 12h"},
}
ANTENNE: FicheEnregistree = {**FICHE, "format": "ANTENNE"}
MAILLAGE: MaillageEnregistre = {"departement": "15", "canton": "", "epci": "", "millesime": "aucun"}
FEVRIER = Releve(
    liste_du="2020-02-06",
    source="liste_fs_20200206.csv",
    fichier="abc",
    ligne=2,
    fiche=FICHE,
    renseignes=frozenset({"nom", "adresse", "latitude", "longitude"}),
    groupe="",
    label_du="2020-01-01",
)
MARS = replace(FEVRIER, liste_du="2020-03-13", fichier="def", ligne=7)
DECIMALES, LISTE_LUE = 4, ("liste", "def")
JANVIER = replace(FEVRIER, liste_du="2020-01-10", fichier="ghi", label_du="")

IMPORTEE = fact(
    StructureImportee,
    structure_id=MAISON,
    fiche=FICHE,
    maillage=MAILLAGE,
    declaration={},
    groupe="",
    **FEVRIER.origine,
)


def label(releve: Releve, remplace: str = "") -> Fact:
    return fact(
        LabelImporte,
        label_id=uuid5(SUBJECT, "reprise"),
        departement="15",
        date_effet=releve.label_du,
        remplace=remplace,
        fiche=FICHE,
        **releve.origine,
    )


def actualisee(releve: Releve, fiche: FicheEnregistree, **changements: list[Any]) -> Fact:
    return vue(StructureActualisee, releve, fiche, changements)


def vue(event: Any, releve: Releve, fiche: FicheEnregistree, changements: dict[str, Ecart]) -> Fact:
    vu = {"groupe": releve.groupe, "label_du": releve.label_du}
    return fact(event, changements=changements, fiche=fiche, **vu, **releve.origine)


def confirmee(releve: Releve) -> Fact:
    return fact(PresenceConfirmee, label_du=releve.label_du, **releve.origine)


def absente(liste_du: str) -> Fact:
    dite = {"source": "liste", "fichier": "def", "origine": "IMPORT"}
    return fact(StructureAbsente, liste_du=liste_du, **dite)


CONNUE = (IMPORTEE, label(FEVRIER))


def test_une_structure_reprise_est_labellisee_sans_audit_ni_accord_invente_a_131() -> None:
    """INV-01, A-001 : un label repris est un fait à part, non une `StructureLabellisee`."""
    label_id = uuid5(Dossier.create_id(MAISON), "reprise")
    repris = label(FEVRIER)
    (
        given()
        .when(reprise.importer, MAISON, FEVRIER, MAILLAGE)
        .then(IMPORTEE, replace(repris, payload={**repris.payload, "label_id": label_id}))
    )

    dossier = reprise.importer(MAISON, FEVRIER, MAILLAGE)
    assert dossier.etat == "LABELLISEE"
    assert (dossier.audit_id, dossier.accord_id, dossier.signalements) == (None, None, 0)


def test_une_liste_sans_date_de_label_ne_labellise_pas_a_131() -> None:
    given().when(reprise.importer, MAISON, JANVIER, MAILLAGE).then_one(
        StructureImportee, origine="IMPORT", liste_du="2020-01-10"
    )


def test_la_meme_chose_ecrite_autrement_n_est_pas_un_changement() -> None:
    autre: FicheEnregistree = {
        **FICHE,
        "nom": "MAISON DES ESTIVES",
        "adresse": "4, Place du foirail",
        "latitude": 45.231469,
        "horaires": {"lundi": "9:00 - 12:00"},
    }
    ecrite = replace(MARS, fiche=autre)
    given(*CONNUE).when(reprise.actualiser, ecrite, DECIMALES).then(confirmee(MARS))


def test_une_cellule_vide_n_efface_rien() -> None:
    vide: FicheEnregistree = {**FICHE, "adresse": "", "format": "FIXE", "horaires": {}}
    muette = replace(MARS, fiche=vide, renseignes=frozenset({"nom"}))
    given(*CONNUE).when(reprise.actualiser, muette, DECIMALES).then(confirmee(muette))


def test_ce_qui_change_est_dit_champ_par_champ() -> None:
    apres: FicheEnregistree = {
        **FICHE,
        "adresse": "5 place du Foirail",
        "horaires": {"lundi": "9h – 13h"},
    }
    (
        given(*CONNUE)
        .when(reprise.actualiser, replace(MARS, fiche=apres), DECIMALES)
        .then(
            actualisee(
                MARS,
                apres,
                adresse=["4 place du Foirail", "5 place du Foirail"],
                horaires=[{"lundi": "9h – 12h"}, {"lundi": "9h – 13h"}],
            )
        )
    )


def test_une_antenne_rattachee_se_compte_a_part_x_01() -> None:
    antenne = replace(
        MARS,
        fiche=ANTENNE,
        renseignes=frozenset({"format"}),
        groupe="Cézallier",
    )
    (
        given(*CONNUE)
        .when(reprise.actualiser, antenne, DECIMALES)
        .then(
            actualisee(
                antenne,
                antenne.fiche,
                format=["FIXE", "ANTENNE"],
                groupe=["", "Cézallier"],
            ),
            fact(
                AntenneImportee,
                antenne_id=uuid5(SUBJECT, "reprise"),
                departement="15",
                groupe="Cézallier",
                principale_id=None,
                date_effet="2020-01-01",
                **antenne.origine,
            ),
        )
    )


def test_une_antenne_dont_une_liste_dit_la_principale_s_y_rattache() -> None:
    """Une liste qui n'en dit plus rien ne la détache pas."""
    antenne = replace(FEVRIER, fiche=ANTENNE, renseignes=frozenset({"format"}))
    rattachee = replace(antenne, liste_du="2020-03-13", fichier="def", principale_id=MAISON)
    muette = replace(antenne, liste_du="2020-09-02", fichier="jkl")

    def importee(releve: Releve, principale: UUID | None) -> Fact:
        return fact(
            AntenneImportee,
            antenne_id=uuid5(SUBJECT, "reprise"),
            departement="15",
            groupe="",
            principale_id=principale,
            date_effet="2020-01-01",
            **releve.origine,
        )

    connue = fact(
        StructureImportee,
        structure_id=MAISON,
        fiche=ANTENNE,
        maillage=MAILLAGE,
        declaration={},
        groupe="",
        **antenne.origine,
    )
    suite = (confirmee(rattachee), importee(rattachee, MAISON))
    dite = given(connue, importee(antenne, None))
    dite.when(reprise.actualiser, rattachee, DECIMALES).then(*suite)
    encore = given(connue, importee(antenne, None), *suite)
    encore.when(reprise.actualiser, muette, DECIMALES).then(confirmee(muette))


def test_une_date_de_label_corrigee_dit_celle_qu_elle_remplace() -> None:
    corrigee = replace(MARS, label_du="2020-02-01")
    (
        given(*CONNUE)
        .when(reprise.actualiser, corrigee, DECIMALES)
        .then(confirmee(corrigee), label(corrigee, remplace="2020-01-01"))
    )


def test_une_liste_plus_ancienne_ne_change_pas_ce_que_l_on_sait_de_plus_recent() -> None:
    """Elle s'ajoute à l'histoire : ce qu'elle disait alors est gardé."""
    alors: FicheEnregistree = {**FICHE, "adresse": "1 rue Haute"}
    ancienne = replace(JANVIER, fiche=alors, label_du="2020-02-01")
    ecart = {"adresse": ["4 place du Foirail", "1 rue Haute"]}
    suite = vue(ListeAncienneLue, ancienne, alors, ecart)
    given(*CONNUE).when(reprise.actualiser, ancienne, DECIMALES).then(suite)
    given(*CONNUE, suite).when(reprise.actualiser, MARS, DECIMALES).then(confirmee(MARS))


def test_une_liste_confirmee_depuis_l_emporte_sur_une_correction_plus_ancienne() -> None:
    septembre = replace(FEVRIER, liste_du="2020-09-02")
    entre_deux = replace(MARS, label_du="2020-02-01")
    (
        given(*CONNUE, confirmee(septembre))
        .when(reprise.actualiser, entre_deux, DECIMALES)
        .then(vue(ListeAncienneLue, entre_deux, FICHE, {}))
    )


def test_une_absence_est_une_observation_non_un_retrait() -> None:
    vue_absente = given(*CONNUE, absente("2020-03-13"))
    (
        given(*CONNUE)
        .when(reprise.constater_absence, "2020-03-13", *LISTE_LUE)
        .then(absente("2020-03-13"))
    )
    vue_absente.when(reprise.constater_absence, "2020-09-02", *LISTE_LUE).then_nothing()
    assert vue_absente.aggregate.etat == "LABELLISEE"


def test_une_structure_presente_n_est_pas_dite_absente_de_la_meme_liste() -> None:
    (
        given(*CONNUE, confirmee(MARS))
        .when(reprise.constater_absence, "2020-03-13", *LISTE_LUE)
        .then_nothing()
    )


def test_une_structure_qui_revient_dans_une_liste_le_dit() -> None:
    septembre = replace(MARS, liste_du="2020-09-02")
    (
        given(*CONNUE, absente("2020-03-13"))
        .when(reprise.actualiser, septembre, DECIMALES)
        .then(actualisee(septembre, FICHE, presence=["absente", "présente"]))
    )


def test_un_dossier_que_le_programme_instruit_ne_se_reprend_pas_d_une_liste_a_001() -> None:
    (
        given(STRUCTURE_REMONTEE)
        .when(reprise.actualiser, FEVRIER, DECIMALES)
        .then_refused(DossierDejaOuvert, "dossier instruit")
    )
