"""Le tableau de remontée : un fichier du préfet devient des structures (A-003, A-012).

Une erreur de fichier refuse tout le fichier ; une erreur de ligne rejette cette ligne seule, et la
nomme. Aucune ligne n'est perdue : elle est retenue ou rejetée, jamais tue.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from services.labellisation.fichiers.reading.entete import Entete, Saisie, reconnaitre
from services.labellisation.fichiers.reading.feuille import TableauRefuse
from services.labellisation.fichiers.reading.source import Source, ouvrir
from services.labellisation.fichiers.rules import regles_de_lecture
from services.labellisation.geographie.domain import Geographie
from services.labellisation.geographie.questions import AUCUN
from services.labellisation.tableau.reading.fiche import Ligne, identite, lire_ligne
from services.labellisation.tableau.reading.situation import situer
from shared.departements.lecture import abreger, lire_departement

__all__ = [
    "Avertissement",
    "Ligne",
    "Rejet",
    "Tableau",
    "TableauRefuse",
    "identite",
    "lire_tableau",
    "situer_tableau",
]

_VALEUR_CITEE = 80


@dataclass(frozen=True)
class Observation:
    """Ce qu'il y a à dire d'une cellule ; ``numero`` vaut 0 quand c'est le fichier entier."""

    numero: int
    champ: str
    valeur: str
    message: str

    def __str__(self) -> str:
        lieu = f"ligne {self.numero}, {self.champ}" if self.numero else self.champ
        return (
            f"{lieu} « {self.valeur} » : {self.message}"
            if self.valeur
            else f"{lieu} : {self.message}"
        )


class Rejet(Observation):
    """Une faute qui fait rejeter sa ligne ; une ligne peut en compter plusieurs."""


class Avertissement(Observation):
    """Une réparation ou un doute ; la ligne est retenue."""


@dataclass(frozen=True)
class Tableau:
    """Un tableau lu : ``lues`` compte les lignes remplies, retenues ou rejetées."""

    fichier: str
    empreinte: str
    modele: str
    lignes: tuple[Ligne, ...]
    rejets: tuple[Rejet, ...]
    avertissements: tuple[Avertissement, ...]
    lues: int

    @property
    def rejetees(self) -> int:
        """Le nombre de lignes rejetées."""
        return len({rejet.numero for rejet in self.rejets})


def lire_tableau(chemin: Path, *, departement: str | None = None) -> Tableau:
    """Lit un CSV ou un XLSX ; lève ``TableauRefuse`` pour un fichier inutilisable.

    ``departement`` est celui du préfet qui remonte : toute autre ligne est rejetée (A-020).
    """
    regles = regles_de_lecture()
    source = ouvrir(chemin, regles.limites.remontee)
    entete = reconnaitre(source, regles.remontee, regles.limites.remontee)
    lecture = _Lecture(entete, lire_departement(departement) if departement else None)
    for saisie in entete.saisies(regles.limites.remontee):
        lecture.ajouter(saisie)
    if not lecture.lues:
        raise TableauRefuse(
            f"Le fichier « {source.nom} » n'a aucune ligne remplie sous son en-tête "
            f"(ligne {entete.numero}) : vérifiez qu'il s'agit du bon fichier."
        )
    return lecture.tableau(source)


def situer_tableau(tableau: Tableau, geographie: Geographie) -> Tableau:
    """Une liste officielle, ses communes mal dites retrouvées là où leur nom le permet.

    Un tableau de remontée ne change pas : c'est au préfet de corriger ses codes.
    """
    modele = regles_de_lecture().remontee[tableau.modele]
    if not modele.officielle or geographie.millesime == AUCUN:
        return tableau
    situees = [situer(ligne, geographie) for ligne in tableau.lignes]
    titre = modele.titre("commune_insee")
    remarques = (
        Avertissement(avant.numero, titre, avant.fiche.commune_insee, message)
        for avant, (_, message) in zip(tableau.lignes, situees, strict=True)
        if message
    )
    return replace(
        tableau,
        lignes=tuple(ligne for ligne, _ in situees),
        avertissements=(*tableau.avertissements, *remarques),
    )


@dataclass
class _Lecture:
    entete: Entete
    departement: str | None
    lues: int = 0
    lignes: list[Ligne] = field(default_factory=list)
    rejets: list[Rejet] = field(default_factory=list)
    avertissements: list[Avertissement] = field(default_factory=list)
    vues: dict[UUID, int] = field(default_factory=dict)

    def ajouter(self, saisie: Saisie) -> None:
        self.lues += 1
        ligne = lire_ligne(saisie, self.entete.modele, regles_de_lecture())
        self._verifier_perimetre(saisie, ligne)
        if ligne:
            self._verifier_doublon(saisie, ligne)
        if ligne and not saisie.fautes:
            self.vues[ligne.structure_id] = ligne.numero
            self.lignes.append(ligne)
        self._noter(saisie)

    def tableau(self, source: Source) -> Tableau:
        return Tableau(
            fichier=source.nom,
            empreinte=source.empreinte,
            modele=self.entete.code,
            lignes=tuple(self.lignes),
            rejets=tuple(self.rejets),
            avertissements=(*self._sur_le_fichier(source), *self.avertissements),
            lues=self.lues,
        )

    def _verifier_perimetre(self, saisie: Saisie, ligne: Ligne | None) -> None:
        dit = ligne.fiche.departement if ligne else abreger(saisie.texte("departement")).zfill(2)
        if self.departement and dit != self.departement:
            saisie.rejeter(
                "departement",
                f"hors périmètre : seul le département {self.departement} est attendu ici",
            )

    def _verifier_doublon(self, saisie: Saisie, ligne: Ligne) -> None:
        if premiere := self.vues.get(ligne.structure_id):
            champ = "matricule" if ligne.fiche.matricule else "nom"
            saisie.rejeter(champ, f"doublon : même structure qu'à la ligne {premiere}")

    def _noter(self, saisie: Saisie) -> None:
        for champ, message in saisie.fautes.items():
            self.rejets.append(Rejet(*self._situer(saisie, champ), message))
        # A row that is rejected needs no word on what was mended in it.
        for champ, message in saisie.remarques.items() if not saisie.fautes else ():
            self.avertissements.append(Avertissement(*self._situer(saisie, champ), message))

    def _situer(self, saisie: Saisie, champ: str) -> tuple[int, str, str]:
        return (
            saisie.numero,
            self.entete.titre(champ),
            saisie.cite(champ)[:_VALEUR_CITEE],
        )

    def _sur_le_fichier(self, source: Source) -> Iterator[Avertissement]:
        for remarque in source.remarques:
            yield Avertissement(0, "fichier", "", remarque)
        if self.entete.inconnues:
            colonnes = ", ".join(self.entete.inconnues)[:1000]
            yield Avertissement(0, "colonnes", colonnes, "colonnes inconnues, laissées de côté")
