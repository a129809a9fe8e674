"""Le tableau de remontée : un fichier du préfet devient des structures (A-003, A-012).

Une erreur de fichier refuse tout le fichier ; une erreur de ligne rejette cette ligne seule, et la
nomme. Aucune ligne n'est perdue : elle est retenue ou rejetée, jamais tue.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from services.labellisation.fichiers.reading.feuille import TableauRefuse
from services.labellisation.fichiers.reading.lecture import Lecture, reconnaitre
from services.labellisation.fichiers.reading.saisie import Saisie
from services.labellisation.fichiers.reading.source import Source, ouvrir
from services.labellisation.fichiers.rules import Modele, Regles, regles_de_lecture
from services.labellisation.geographie.domain import Geographie
from services.labellisation.geographie.questions import AUCUN
from services.labellisation.tableau.reading.fiche import Ligne, lire_ligne
from services.labellisation.tableau.reading.identite import (
    AUCUNE,
    IdentitesConnues,
    identite,
)
from services.labellisation.tableau.reading.msap import lire_msap
from services.labellisation.tableau.reading.situation import situer
from shared.departements.lecture import abreger, lire_s_il_est_dit
from shared.normalisation import decrire, particularites
from shared.read_model import ReadModel
from shared.types.texte import en_une_ligne

__all__ = [
    "AUCUNE",
    "Avertissement",
    "IdentitesConnues",
    "Ligne",
    "Rejet",
    "Tableau",
    "TableauRefuse",
    "identite",
    "identites_connues",
    "lieu",
    "lire_releve_des_msap",
    "lire_tableau",
    "situer_tableau",
]

_VALEUR_CITEE = 80
NOM_DU_FICHIER = 200
Observee = TypeVar("Observee", bound="Observation")
LireLigne = Callable[[Saisie, Modele, Regles], Ligne | None]


@dataclass(frozen=True)
class Observation:
    """Ce qu'il y a à dire d'une cellule ; ``numero`` vaut 0 quand c'est le fichier entier.

    ``onglet`` est vide si le fichier n'en a qu'un à lire.
    """

    numero: int
    champ: str
    valeur: str
    message: str
    onglet: str = ""

    @property
    def lieu(self) -> str:
        """« 3 », ou « onglet Nord, 3 » ; vide, pour le fichier entier."""
        return lieu(self.numero, self.onglet)

    def __str__(self) -> str:
        ou = f"ligne {self.numero}, {self.champ}" if self.numero else self.champ
        ou = f"onglet {self.onglet}, {ou}" if self.onglet else ou
        return (
            f"{ou} « {self.valeur} » : {self.message}"
            if self.valeur
            else (f"{ou} : {self.message}")
        )


def lieu(numero: int, onglet: str) -> str:
    """La place d'une ligne dans son fichier."""
    return f"onglet {onglet}, {numero}" if onglet else str(numero or "")


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
        return len({(rejet.onglet, rejet.numero) for rejet in self.rejets})


def lire_tableau(chemin: Path, *, departement: str | None = None) -> Tableau:
    """Lit un CSV ou un XLSX ; lève ``TableauRefuse`` pour un fichier inutilisable.

    ``departement`` est celui du préfet qui remonte : toute autre ligne est rejetée (A-020).
    """
    return _lire(chemin, regles_de_lecture().remontee, lire_ligne, departement)


def lire_releve_des_msap(chemin: Path, *, departement: str | None = None) -> Tableau:
    """Lit le relevé des MSAP (A-036), chaque ligne avec son `financement` ; de même."""
    return _lire(chemin, regles_de_lecture().msap, lire_msap, departement)


def _lire(
    chemin: Path, modeles: Mapping[str, Modele], lire: LireLigne, departement: str | None
) -> Tableau:
    regles = regles_de_lecture()
    source = ouvrir(chemin, regles.limites.remontee)
    lecture = reconnaitre(source, modeles, regles.limites.remontee)
    releve = _Releve(lecture, lire_s_il_est_dit(departement), lire)
    for saisie in lecture.saisies(regles.limites.remontee):
        releve.ajouter(saisie)
    if not releve.lues:
        raise TableauRefuse(
            f"Le fichier « {source.nom} » n'a aucune ligne remplie sous son en-tête "
            f"(ligne {lecture.numero}) : vérifiez qu'il s'agit du bon fichier."
        )
    return releve.tableau(source)


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
        Avertissement(avant.numero, titre, avant.fiche.commune_insee, message, avant.onglet)
        for avant, (_, message) in zip(tableau.lignes, situees, strict=True)
        if message
    )
    return replace(
        tableau,
        lignes=tuple(ligne for ligne, _ in situees),
        avertissements=(*tableau.avertissements, *remarques),
    )


@dataclass
class _Releve:
    lecture: Lecture
    departement: str | None
    lire: LireLigne
    lues: int = 0
    lignes: list[Ligne] = field(default_factory=list)
    rejets: list[Rejet] = field(default_factory=list)
    avertissements: list[Avertissement] = field(default_factory=list)
    vues: dict[UUID, Saisie] = field(default_factory=dict)

    def ajouter(self, saisie: Saisie) -> None:
        self.lues += 1
        ligne = self.lire(saisie, self.lecture.modele, regles_de_lecture())
        self._verifier_perimetre(saisie, ligne)
        if ligne:
            self._verifier_doublon(saisie, ligne)
        if ligne and not saisie.fautes:
            self.vues[ligne.structure_id] = saisie
            self.lignes.append(ligne)
        self._noter(saisie)

    def tableau(self, source: Source) -> Tableau:
        return Tableau(
            fichier=en_une_ligne(source.nom, NOM_DU_FICHIER),
            empreinte=source.empreinte,
            modele=self.lecture.code,
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
            message = f"doublon : même structure qu'{premiere.lieu}"
            saisie.rejeter(champ, f"{message}{_difference(champ, premiere, saisie)}")

    def _noter(self, saisie: Saisie) -> None:
        for champ, message in saisie.fautes.items():
            self.rejets.append(self._observer(Rejet, saisie, champ, message))
        # A row that is rejected needs no word on what was mended in it.
        for champ, message in saisie.remarques.items() if not saisie.fautes else ():
            self.avertissements.append(self._observer(Avertissement, saisie, champ, message))

    def _observer(
        self, observation: type[Observee], saisie: Saisie, champ: str, message: str
    ) -> Observee:
        titre, valeur = self.lecture.titre(champ, saisie.onglet), saisie.cite(champ)
        return observation(saisie.numero, titre, valeur[:_VALEUR_CITEE], message, saisie.onglet)

    def _sur_le_fichier(self, source: Source) -> Iterator[Avertissement]:
        for remarque in source.remarques:
            yield Avertissement(0, "fichier", "", remarque)
        for each in self.lecture.remarques():
            yield Avertissement(0, each.sujet, each.valeur, each.message)


def _difference(champ: str, premiere: Saisie, saisie: Saisie) -> str:
    """Ce qui ne se voit pas et distingue deux écritures de la même identité."""
    une, autre = premiere.valeurs.get(champ, ""), saisie.valeurs.get(champ, "")
    caches = particularites(une, autre)
    return f", qui l'écrit « {une} » : {decrire(caches)}" if caches else ""


def identites_connues(model: ReadModel) -> IdentitesConnues:
    """Les structures des tables, par leur identité et par leur matricule."""
    return IdentitesConnues(
        (UUID(row["structure_id"]), row["departement"], row["matricule"])
        for row in model.query("SELECT structure_id, departement, matricule FROM dossiers")
    )
