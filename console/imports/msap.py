"""Du relevé des MSAP aux demandes adressées au financement, et le compte rendu de chaque ligne."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from console.acteurs import agence, prefecture
from console.execution.opened import recipient
from console.imports.importation import CompteRendu, Envoi, constatee, de, demander, par_lots
from console.imports.listes import DATE_DANS_LE_NOM, date_du_nom
from console.imports.remontee import identites_du_dossier
from console.imports.report import montrer_import
from console.progress import shown
from console.screen import console
from services.funding.garantie.commands import EnregistrerGarantieMSAP
from services.labellisation.tableau.questions import (
    AUCUNE,
    IdentitesConnues,
    Ligne,
    Tableau,
    lire_releve_des_msap,
)
from shared.clock import PARIS, SystemClock, paris_date
from shared.messages.actors import Acteur
from shared.refusal import Refus


def inscrire_et_montrer(
    releves: Sequence[Path],
    departement: str | None,
    du: date | None,
    sortie: Path | None,
    rapport: Path,
) -> bool:
    """Vrai si des lignes sont rejetées ; sans département, l'agence nationale inscrit."""
    if len(releves) != 1:
        raise Refus("Un relevé des MSAP se lit seul : donnez les fichiers un par un.")
    tableau = lire_releve_des_msap(releves[0], departement=departement)
    le = date_du_releve(releves[0], du)
    acteur = prefecture(departement) if departement else agence(paris_date(le))
    identites = identites_du_dossier(sortie)
    with shown(console) as progress, recipient(sortie) as send:
        rendu = inscrire(
            tableau,
            le,
            acteur,
            send,
            lambda fait, total: progress.step("Lignes", fait, total),
            identites,
        )
    montrer_import(console, rendu, rapport)
    return bool(rendu.rejets)


def date_du_releve(releve: Path, du: date | None) -> datetime:
    """Le début du jour donné, ou de celui que dit le nom ; sinon, maintenant."""
    if du is None and not DATE_DANS_LE_NOM.search(releve.name):
        return SystemClock().now()
    return datetime.combine(du or date_du_nom(releve), time(), PARIS)


def inscrire(
    tableau: Tableau,
    le: datetime,
    acteur: Acteur,
    envoyer: Envoi,
    progression: Callable[[int, int], None] = lambda fait, total: None,
    identites: IdentitesConnues = AUCUNE,
) -> CompteRendu:
    """Inscrit chaque ligne lisible (A-036), sous l'identité que lui donnerait une remontée."""
    rendu = CompteRendu(tableau)
    rendu.rejets += [constatee(rejet) for rejet in tableau.rejets]
    for lot in par_lots(tableau.lignes, progression):
        voulues = [commande(tableau, ligne, le, acteur, identites) for ligne in lot]
        for ligne, reponse in zip(lot, demander(envoyer, voulues), strict=True):
            if reponse.accepted:
                rendu.retenues += 1
            else:
                rendu.rejets.append(de(ligne, reponse.code, ligne.fiche.nom, reponse.detail))
    return rendu


def commande(
    tableau: Tableau,
    ligne: Ligne,
    le: datetime,
    acteur: Acteur,
    identites: IdentitesConnues = AUCUNE,
) -> EnregistrerGarantieMSAP:
    """La même ligne du même fichier donne toujours le même message."""
    financement = ligne.financement
    assert financement is not None, "a row of an MSAP register says its funding"
    return EnregistrerGarantieMSAP(
        message_id=uuid5(NAMESPACE_URL, f"msap:{tableau.empreinte}:{ligne.cle}"),
        acteur=acteur,
        survenu_le=le,
        structure_id=identites.structure(ligne),
        fiche=ligne.fiche,
        siret=financement.siret,
        renforce=financement.renforce,
        montant_centimes=financement.montant_centimes,
        fichier=tableau.empreinte,
        ligne=ligne.numero,
    )
