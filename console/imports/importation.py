"""Du tableau d'un préfet aux commandes, ligne par ligne, et le compte rendu de chacune."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from console.acteurs import prefecture
from services.labellisation.dossier.commands import RemonterStructure
from services.labellisation.geographie.questions import Geographie
from services.labellisation.tableau.questions import (
    AUCUNE,
    IdentitesConnues,
    Ligne,
    Observation,
    Tableau,
    lieu,
    lire_tableau,
    situer_tableau,
)
from shared.horaires import lire_semaine
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from shared.recording.receipts import fingerprint
from shared.recording.repository import IdentifiantDejaUtilise

LOT = 100
"""Lignes demandées d'un coup."""

Envoi = Callable[[Sequence[Command]], Sequence[Outcome]]
"""Envoie des demandes, et rend la réponse à chacune, dans leur ordre."""

SANS_COMMUNE = (
    "ni code INSEE lisible, ni commune de ce nom dans le département : corrigez le code de la "
    "commune"
)


@dataclass(frozen=True)
class Constatee:
    """Une remarque sur une ligne : son numéro, le champ en cause, le texte lu, la raison."""

    numero: int
    champ: str
    texte: str
    message: str
    onglet: str = ""

    @property
    def lieu(self) -> str:
        """La ligne, et son onglet si plusieurs sont lus."""
        return lieu(self.numero, self.onglet)


@dataclass
class CompteRendu:
    """L'issue de chaque ligne ; lues = retenues + rejetées."""

    tableau: Tableau
    retenues: int = 0
    rejets: list[Constatee] = field(default_factory=list)
    horaires: list[Constatee] = field(default_factory=list)

    @property
    def corrections(self) -> list[Constatee]:
        return [constatee(each) for each in self.tableau.avertissements if each.numero]

    @property
    def rejetees(self) -> int:
        return len({rejet.lieu for rejet in self.rejets})


def importer(
    chemin: Path,
    departement: str | None,
    le: datetime,
    envoyer: Envoi,
    progression: Callable[[int, int], None] = lambda fait, total: None,
    identites: IdentitesConnues = AUCUNE,
    geographie: Geographie | None = None,
) -> CompteRendu:
    """Lit un tableau et le remonte ; lève TableauRefuse si rien n'est un tableau."""
    tableau = lire_tableau(chemin, departement=departement)
    return remonter(tableau, le, envoyer, progression, identites, geographie)


def remonter(
    tableau: Tableau,
    le: datetime,
    envoyer: Envoi,
    progression: Callable[[int, int], None] = lambda fait, total: None,
    identites: IdentitesConnues = AUCUNE,
    geographie: Geographie | None = None,
) -> CompteRendu:
    """Remonte chaque ligne lisible (A-003, A-012).

    ``identites`` : celles que le dossier connaît, où une ligne retrouve sa structure.
    ``geographie`` situe les lignes d'une liste officielle dont le code de commune ne va pas.
    """
    if geographie:
        tableau = situer_tableau(tableau, geographie)
    rendu = CompteRendu(tableau)
    rendu.rejets += [constatee(rejet) for rejet in tableau.rejets]
    for lot in par_lots(tableau.lignes, progression):
        situees = [ligne for ligne in lot if ligne.fiche.commune_insee]
        voulues = [commande(tableau, ligne, le, identites) for ligne in situees]
        reponses = iter(demander(envoyer, voulues))
        for ligne in lot:
            if ligne.fiche.commune_insee:
                _consigner(rendu, ligne, next(reponses))
            else:
                # An official list may keep its commune to itself, a request may not.
                rendu.rejets.append(de(ligne, "commune", ligne.fiche.commune, SANS_COMMUNE))
    return rendu


def par_lots(
    lignes: Sequence[Ligne], progression: Callable[[int, int], None]
) -> Iterator[Sequence[Ligne]]:
    """Des lignes qui se demandent d'un coup ; dit après chaque lot combien sont faites."""
    for debut in range(0, len(lignes), LOT):
        yield lignes[debut : debut + LOT]
        progression(min(debut + LOT, len(lignes)), len(lignes))


def _consigner(rendu: CompteRendu, ligne: Ligne, reponse: Outcome) -> None:
    if reponse.accepted:
        rendu.retenues += 1
        rendu.horaires += reserves(ligne)
    else:
        rendu.rejets.append(de(ligne, reponse.code, "", reponse.detail))


def constatee(observation: Observation) -> Constatee:
    return Constatee(
        observation.numero,
        observation.champ,
        observation.valeur,
        observation.message,
        observation.onglet,
    )


def de(ligne: Ligne, champ: str, texte: str, message: str) -> Constatee:
    """Une remarque sur cette ligne."""
    return Constatee(ligne.numero, champ, texte, message, ligne.onglet)


def demander(envoyer: Envoi, voulues: Sequence[Command]) -> Sequence[Outcome]:
    """Les réponses ; une ligne qu'une autre version a lue autrement est une autre demande."""
    reponses = envoyer(voulues)
    prises = [
        voulue
        for voulue, reponse in zip(voulues, reponses, strict=True)
        if reponse.code == IdentifiantDejaUtilise.__name__
    ]
    nouvelles = iter(envoyer([_autre(voulue) for voulue in prises]) if prises else ())
    return [
        next(nouvelles) if reponse.code == IdentifiantDejaUtilise.__name__ else reponse
        for reponse in reponses
    ]


def _autre(voulue: Command) -> Command:
    message_id = uuid5(voulue.message_id, fingerprint(voulue))
    return voulue.model_copy(update={"message_id": message_id})


def commande(
    tableau: Tableau, ligne: Ligne, le: datetime, identites: IdentitesConnues = AUCUNE
) -> RemonterStructure:
    """La même ligne du même fichier donne toujours le même message (A-012)."""
    return RemonterStructure(
        message_id=uuid5(NAMESPACE_URL, f"tableau:{tableau.empreinte}:{ligne.cle}"),
        acteur=prefecture(ligne.fiche.departement),
        survenu_le=le,
        structure_id=identites.structure(ligne),
        fiche=ligne.fiche,
        evaluation=ligne.evaluation,
        agents=ligne.agents,
        etp=ligne.etp,
        fichier=tableau.empreinte,
        ligne=ligne.numero,
    )


def reserves(ligne: Ligne) -> Iterator[Constatee]:
    """Les horaires qui n'ont pas pu être comptés, et pourquoi (A-079)."""
    for jour, texte, raison in lire_semaine(ligne.fiche.horaires).reserves:
        yield de(ligne, jour, texte, raison)
