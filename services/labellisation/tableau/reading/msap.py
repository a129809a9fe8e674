"""D'une ligne du relevé des MSAP à une maison dont l'État garantit le financement (A-036)."""

import re
from dataclasses import replace

from services.labellisation.fichiers.reading.saisie import Saisie
from services.labellisation.fichiers.rules import Modele, Regles
from services.labellisation.tableau.reading.cellules import choix
from services.labellisation.tableau.reading.fiche import Financement, Ligne, lire_ligne
from shared.departements.lecture import abreger

SIRET = 14
_MONTANT = re.compile("([0-9]{1,12})([.,]([0-9]{1,2}))?")


def lire_msap(saisie: Saisie, modele: Modele, regles: Regles) -> Ligne | None:
    """La maison d'une ligne, ou rien : la saisie porte alors les fautes qui la font rejeter."""
    renforce = choix(saisie, "renforce", regles) == "OUI"
    financement = Financement(_siret(saisie), renforce, _centimes(saisie))
    ligne = lire_ligne(saisie, modele, regles)
    if ligne is None:
        return None
    fiche = ligne.fiche.model_copy(update={"origine": "MSAP"})
    return replace(ligne, fiche=fiche, financement=financement)


def _siret(saisie: Saisie) -> str:
    """Un tableur a pu le prendre pour un nombre, et lui ôter son zéro initial."""
    code = abreger(saisie.brut("siret")).removesuffix(".0")
    if re.fullmatch(f"[0-9]{{{SIRET - 1}}}", code):
        saisie.avertir("siret", f"zéro initial rétabli : {code.zfill(SIRET)}")
        return code.zfill(SIRET)
    if code and not re.fullmatch(f"[0-9]{{{SIRET}}}", code):
        saisie.ecarter("siret", f"SIRET illisible : {SIRET} chiffres, ou rien")
    return code


def _centimes(saisie: Saisie) -> int | None:
    """« 32 000 », « 32 000,50 € » ; une cellule vide ne dit rien."""
    texte = abreger(saisie.brut("montant")).removesuffix("EUROS").removesuffix("€")
    if not texte:
        return None
    if lu := _MONTANT.fullmatch(texte):
        return int(lu[1]) * 100 + int((lu[3] or "").ljust(2, "0"))
    saisie.ecarter("montant", "montant illisible : des euros par an, par exemple 32000 ou 32000,50")
    return None
