"""L'histoire reprise de listes publiées, racontée par ses faits (A-131, X-01)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from services.labellisation import reprise
from services.labellisation.domain import Dossier
from services.labellisation.releve import Releve
from services.labellisation.reprise import DossierDejaOuvert
from tests.gwt import SUBJECT, Fact, fact, specification
from tests.labellisation.faits import STRUCTURE_REMONTEE

given = specification(Dossier)

MAISON = UUID(int=46)
FICHE: dict[str, Any] = {
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
MAILLAGE = {"departement": "15", "canton": "", "epci": "", "millesime": "aucun"}
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
JANVIER = replace(FEVRIER, liste_du="2020-01-10", fichier="ghi", label_du="")

IMPORTEE = fact(
    Dossier.StructureImportee,
    structure_id=MAISON,
    fiche=FICHE,
    maillage=MAILLAGE,
    declaration={},
    groupe="",
    **FEVRIER.origine,
)


def label(releve: Releve, remplace: str = "") -> Fact:
    return fact(
        Dossier.LabelImporte,
        label_id=uuid5(SUBJECT, "reprise"),
        departement="15",
        date_effet=releve.label_du,
        remplace=remplace,
        **releve.origine,
    )


def actualisee(releve: Releve, fiche: dict[str, Any], **changements: list[Any]) -> Fact:
    return vue(Dossier.StructureActualisee, releve, fiche, changements)


def vue(event: Any, releve: Releve, fiche: dict[str, Any], changements: dict[str, Any]) -> Fact:
    vu = {"groupe": releve.groupe, "label_du": releve.label_du}
    return fact(event, changements=changements, fiche=fiche, **vu, **releve.origine)


def confirmee(releve: Releve) -> Fact:
    return fact(Dossier.PresenceConfirmee, label_du=releve.label_du, **releve.origine)


def absente(liste_du: str) -> Fact:
    dite = {"source": "liste", "fichier": "def", "origine": "IMPORT"}
    return fact(Dossier.StructureAbsente, liste_du=liste_du, **dite)


def lire(releve: Releve) -> Callable[[Dossier], None]:
    return lambda dossier: reprise.actualiser(dossier, releve, decimales=4)


def manquer(liste_du: str) -> Callable[[Dossier], None]:
    return lambda dossier: reprise.constater_absence(dossier, liste_du, "liste", "def")


CONNUE = (IMPORTEE, label(FEVRIER))


def test_une_structure_reprise_est_labellisee_sans_audit_ni_accord_invente_a_131() -> None:
    """INV-01, A-001 : un label repris est un fait à part, non une `StructureLabellisee`."""
    dossiers: list[Dossier] = []

    def importer() -> Dossier:
        dossiers.append(reprise.importer(MAISON, FEVRIER, MAILLAGE))
        return dossiers[0]

    identite = uuid5(Dossier.create_id(MAISON), "reprise")
    attendu = label(FEVRIER)
    given().when(importer).then(
        IMPORTEE, replace(attendu, payload={**attendu.payload, "label_id": identite})
    )

    [dossier] = dossiers
    assert dossier.etat == "LABELLISEE"
    assert (dossier.audit_id, dossier.accord_id, dossier.signalements) == (None, None, 0)


def test_une_liste_sans_date_de_label_ne_labellise_pas_a_131() -> None:
    given().when(reprise.importer, MAISON, JANVIER, MAILLAGE).then_one(
        Dossier.StructureImportee, origine="IMPORT", liste_du="2020-01-10"
    )


def test_la_meme_chose_ecrite_autrement_n_est_pas_un_changement() -> None:
    autre = {
        **FICHE,
        "nom": "MAISON DES ESTIVES",
        "adresse": "4, Place du foirail",
        "latitude": 45.231469,
        "horaires": {"lundi": "9:00 - 12:00"},
    }
    given(*CONNUE).when(lire(replace(MARS, fiche=autre))).then(confirmee(MARS))


def test_une_cellule_vide_n_efface_rien() -> None:
    vide = {**FICHE, "adresse": "", "format": "FIXE", "horaires": {}}
    muette = replace(MARS, fiche=vide, renseignes=frozenset({"nom"}))
    given(*CONNUE).when(lire(muette)).then(confirmee(muette))


def test_ce_qui_change_est_dit_champ_par_champ() -> None:
    apres = {**FICHE, "adresse": "5 place du Foirail", "horaires": {"lundi": "9h – 13h"}}
    (
        given(*CONNUE)
        .when(lire(replace(MARS, fiche=apres)))
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
        fiche={**FICHE, "format": "ANTENNE"},
        renseignes=frozenset({"format"}),
        groupe="Cézallier",
    )
    (
        given(*CONNUE)
        .when(lire(antenne))
        .then(
            actualisee(
                antenne,
                antenne.fiche,
                format=["FIXE", "ANTENNE"],
                groupe=["", "Cézallier"],
            ),
            fact(
                Dossier.AntenneImportee,
                antenne_id=uuid5(SUBJECT, "reprise"),
                departement="15",
                groupe="Cézallier",
                date_effet="2020-01-01",
                **antenne.origine,
            ),
        )
    )


def test_une_date_de_label_corrigee_dit_celle_qu_elle_remplace() -> None:
    corrigee = replace(MARS, label_du="2020-02-01")
    (
        given(*CONNUE)
        .when(lire(corrigee))
        .then(confirmee(corrigee), label(corrigee, remplace="2020-01-01"))
    )


def test_une_liste_plus_ancienne_ne_change_pas_ce_que_l_on_sait_de_plus_recent() -> None:
    """Elle s'ajoute à l'histoire : ce qu'elle disait alors est gardé."""
    alors = {**FICHE, "adresse": "1 rue Haute"}
    ancienne = replace(JANVIER, fiche=alors, label_du="2020-02-01")
    ecart = {"adresse": ["4 place du Foirail", "1 rue Haute"]}
    suite = vue(Dossier.ListeAncienneLue, ancienne, alors, ecart)
    given(*CONNUE).when(lire(ancienne)).then(suite)
    given(*CONNUE, suite).when(lire(MARS)).then(confirmee(MARS))


def test_une_liste_confirmee_depuis_l_emporte_sur_une_correction_plus_ancienne() -> None:
    septembre = replace(FEVRIER, liste_du="2020-09-02")
    entre_deux = replace(MARS, label_du="2020-02-01")
    (
        given(*CONNUE, confirmee(septembre))
        .when(lire(entre_deux))
        .then(vue(Dossier.ListeAncienneLue, entre_deux, FICHE, {}))
    )


def test_une_absence_est_une_observation_non_un_retrait() -> None:
    given(*CONNUE).when(manquer("2020-03-13")).then(absente("2020-03-13"))
    given(*CONNUE, absente("2020-03-13")).when(manquer("2020-09-02")).then_nothing()
    given(*CONNUE, absente("2020-03-13")).when(_labellisee).then_nothing()


def _labellisee(dossier: Dossier) -> None:
    assert dossier.etat == "LABELLISEE"


def test_une_structure_presente_n_est_pas_dite_absente_de_la_meme_liste() -> None:
    given(*CONNUE, confirmee(MARS)).when(manquer("2020-03-13")).then_nothing()


def test_une_structure_qui_revient_dans_une_liste_le_dit() -> None:
    septembre = replace(MARS, liste_du="2020-09-02")
    (
        given(*CONNUE, absente("2020-03-13"))
        .when(lire(septembre))
        .then(actualisee(septembre, FICHE, presence=["absente", "présente"]))
    )


def test_un_dossier_que_le_programme_instruit_ne_se_reprend_pas_d_une_liste_a_001() -> None:
    (
        given(STRUCTURE_REMONTEE)
        .when(lire(FEVRIER))
        .then_refused(DossierDejaOuvert, "dossier instruit")
    )
