"""Les bornes d'un message, telles que le contrat les publie."""

from console.contrats.enveloppe import Kind
from console.contrats.schema import Schema
from shared.contracts import Contract
from shared.limits import (
    CHIFFRES,
    CORPS_D_UN_FAIT,
    CORPS_D_UNE_DEMANDE,
    EN_TETES,
    PROFONDEUR,
    TAILLE_DES_EN_TETES,
    Limite,
)

FORME = (PROFONDEUR, CHIFFRES, EN_TETES, TAILLE_DES_EN_TETES)
TITRE = "## Bornes"
REFUS = (
    "Un message qui passe une borne est refusé sans être lu : une demande reçoit `ILLISIBLE`, et "
    "`detail` dit la borne."
)
JSON = (
    "Le corps est du JSON en UTF-8, sans champ donné deux fois dans le même objet, sans `NaN` ni "
    "`Infinity`, sans caractère nul."
)


def corps(kind: Kind) -> Limite:
    """La borne du corps de ce message."""
    return CORPS_D_UN_FAIT if issubclass(kind, Contract) else CORPS_D_UNE_DEMANDE


def bornes_de(kind: Kind) -> Schema:
    """Ce qu'un outil peut vérifier avant d'envoyer ; chaque valeur est un maximum."""
    return {
        "corps_octets": corps(kind).valeur,
        "profondeur": PROFONDEUR.valeur,
        "entier_chiffres": CHIFFRES.valeur,
        "en_tetes": EN_TETES.valeur,
        "en_tetes_octets": TAILLE_DES_EN_TETES.valeur,
    }


def section_des_bornes() -> str:
    """La section que le contrat ajoute à ses règles, d'après les bornes déclarées."""
    montrees = (CORPS_D_UNE_DEMANDE, CORPS_D_UN_FAIT, *FORME)
    lignes = [f"- {each.phrase.removesuffix('.')} : {each} au plus" for each in montrees]
    return "\n\n".join(["", TITRE, REFUS, " ;\n".join(lignes) + ".", JSON]) + "\n"
