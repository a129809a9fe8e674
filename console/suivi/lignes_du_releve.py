"""Les aides d'une structure telles qu'un programme les lit : une ligne par poste et par fonds."""

from collections.abc import Iterable
from dataclasses import dataclass

from console.tableaux import Modele, colonne, connu
from services.funding.releve.questions.postes import Montants, Poste


@dataclass(frozen=True)
class LigneDePoste:
    """La part d'un fonds ; le fonds est vide si la ventilation n'est pas connue."""

    poste: Poste
    fonds: str
    montants: Montants


def lignes(postes: Iterable[Poste]) -> list[LigneDePoste]:
    """Un poste dont rien n'est dû a une ligne aussi : elle dit pourquoi."""
    return [
        LigneDePoste(poste, fonds, montants)
        for poste in postes
        for fonds, montants in (poste.par_fonds or {"": Montants()}).items()
    ]


POSTES = Modele(
    "postes",
    (
        colonne("annee", "", lambda ligne: ligne.poste.annee),
        colonne("departement", "", lambda ligne: connu(ligne.poste.departement)),
        colonne("structure_id", "", lambda ligne: ligne.poste.structure_id),
        colonne("nom", "", lambda ligne: ligne.poste.nom),
        colonne("aide", "", lambda ligne: ligne.poste.aide),
        colonne("etat", "", lambda ligne: ligne.poste.etat),
        colonne("fonds", "", lambda ligne: connu(ligne.fonds)),
        colonne("du_centimes", "", lambda ligne: ligne.montants.du),
        colonne("notifie_centimes", "", lambda ligne: ligne.montants.notifie),
        colonne("verse_centimes", "", lambda ligne: ligne.montants.verse),
        colonne("reste_centimes", "", lambda ligne: ligne.montants.reste),
        colonne("trop_percu_centimes", "", lambda ligne: ligne.montants.trop_percu),
        colonne("regles", "", lambda ligne: list(ligne.poste.regles)),
        colonne("evenement_id", "", lambda ligne: ligne.poste.evenement_id),
        colonne("raison", "", lambda ligne: connu(ligne.poste.raison)),
    ),
)
VERSEMENTS = Modele(
    "versements",
    (
        colonne("structure_id"),
        colonne("annee"),
        colonne("le"),
        colonne("fonds"),
        colonne("montant_centimes"),
        colonne("reference"),
        colonne("evenement_id"),
    ),
)
CONTRIBUTIONS = Modele(
    "contributions",
    (
        colonne("structure_id"),
        colonne("libelle"),
        colonne("nature"),
        colonne("financeur"),
        colonne("montant_centimes"),
        colonne("statut"),
        colonne("regle"),
    ),
)
