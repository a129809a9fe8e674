"""Du tableau d'un préfet aux commandes, ligne par ligne, et le compte rendu de chacune."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from console.acteurs import prefecture
from services.labellisation.dossier.commands import RemonterStructure
from services.labellisation.geographie.questions import Geographie
from services.labellisation.tableau.questions import (
    Ligne,
    Observation,
    Tableau,
    lire_tableau,
    situer_tableau,
)
from shared.horaires import lire_semaine
from shared.messages.commands import Command
from shared.messages.envelope import Outcome

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
        return len({rejet.numero for rejet in self.rejets})


def importer(
    chemin: Path,
    departement: str | None,
    le: datetime,
    envoyer: Callable[[Command], Outcome],
    progression: Callable[[int, int], None] = lambda fait, total: None,
    geographie: Geographie | None = None,
) -> CompteRendu:
    """Remonte chaque ligne lisible (A-003, A-012) ; lève TableauRefuse si rien n'est un tableau.

    ``geographie`` situe les lignes d'une liste officielle dont le code de commune ne va pas.
    """
    tableau = lire_tableau(chemin, departement=departement)
    if geographie:
        tableau = situer_tableau(tableau, geographie)
    rendu = CompteRendu(tableau)
    rendu.rejets += [constatee(rejet) for rejet in tableau.rejets]
    for rang, ligne in enumerate(tableau.lignes, start=1):
        _remonter(rendu, ligne, le, envoyer)
        progression(rang, len(tableau.lignes))
    return rendu


def _remonter(
    rendu: CompteRendu, ligne: Ligne, le: datetime, envoyer: Callable[[Command], Outcome]
) -> None:
    """Une liste officielle peut taire une commune, pas une remontée."""
    if not ligne.fiche.commune_insee:
        rendu.rejets.append(Constatee(ligne.numero, "commune", ligne.fiche.commune, SANS_COMMUNE))
        return
    reponse = envoyer(commande(rendu.tableau, ligne, le))
    if reponse.accepted:
        rendu.retenues += 1
        rendu.horaires += reserves(ligne)
    else:
        rendu.rejets.append(Constatee(ligne.numero, reponse.code, "", reponse.detail))


def constatee(observation: Observation) -> Constatee:
    return Constatee(observation.numero, observation.champ, observation.valeur, observation.message)


def commande(tableau: Tableau, ligne: Ligne, le: datetime) -> RemonterStructure:
    """La même ligne du même fichier donne toujours le même message (A-012)."""
    return RemonterStructure(
        message_id=uuid5(NAMESPACE_URL, f"tableau:{tableau.empreinte}:{ligne.numero}"),
        acteur=prefecture(ligne.fiche.departement),
        survenu_le=le,
        structure_id=ligne.structure_id,
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
        yield Constatee(ligne.numero, jour, texte, raison)
