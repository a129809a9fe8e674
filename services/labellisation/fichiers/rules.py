"""Les règles de lecture des tableaux : colonnes, synonymes, bornes. Ce sont des données."""

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from shared.normalisation import normaliser
from shared.rules.loading import load


@dataclass(frozen=True)
class Limites:
    """Bornes d'un fichier ; ``entete`` compte les premières lignes où chercher l'en-tête."""

    octets: int
    decompresses: int
    lignes: int
    colonnes: int
    entete: int


@dataclass(frozen=True)
class ToutesLimites:
    """Les bornes d'un tableau de remontée, et celles d'un fichier de l'INSEE."""

    remontee: Limites
    geographie: Limites
    horaires_caracteres: int


@dataclass(frozen=True)
class Modele:
    """Un modèle de tableau : les noms que peut porter chaque champ, et les critères admis.

    ``fichiers`` : les noms de fichier qui l'annoncent dans un dossier. ``officielle`` : ce qu'une
    ligne dit mal ne fait pas perdre sa structure.
    """

    libelle: str
    colonnes: dict[str, tuple[str, ...]]
    obligatoires: tuple[str, ...]
    ignorees: tuple[str, ...] = ()
    criteres: tuple[str, ...] = ()
    prefixe_matricule: str = ""
    fichiers: tuple[str, ...] = ()
    officielle: bool = False

    def champ(self, titre: str) -> str | None:
        """Le champ qu'annonce un titre de colonne, ou le code d'un critère."""
        return self._champs.get(normaliser(titre))

    def titre(self, champ: str) -> str:
        return self.colonnes.get(champ, (champ,))[0]

    @cached_property
    def _champs(self) -> dict[str, str]:
        noms = {**self.colonnes, **{code: (code,) for code in self.criteres}}
        return {normaliser(nom): champ for champ, each in noms.items() for nom in each}

    def ignore(self, titre: str) -> bool:
        return normaliser(titre) in map(normaliser, self.ignorees)


Cadre = tuple[float, float, float, float]


@dataclass(frozen=True)
class Regles:
    """Toutes les règles de lecture."""

    limites: ToutesLimites
    remontee: dict[str, Modele]
    msap: dict[str, Modele]
    geographie: dict[str, Modele]
    valeurs: dict[str, dict[str, tuple[str, ...]]]
    format_prioritaire: tuple[str, ...]
    motifs: dict[str, str]
    dates_de_label: tuple[str, ...]
    cadres: dict[str, Cadre]

    def code(self, liste: str, texte: str) -> str | None:
        """Le code que désigne un mot, d'après les synonymes de la liste."""
        return self._codes[liste].get(normaliser(texte))

    @cached_property
    def _codes(self) -> dict[str, dict[str, str]]:
        return {
            liste: {normaliser(mot): code for code, mots in codes.items() for mot in mots}
            for liste, codes in self.valeurs.items()
        }

    def admis(self, liste: str) -> str:
        """Les mots qu'un message peut proposer : le premier de chaque code."""
        return ", ".join(f"« {mots[0]} »" for mots in self.valeurs[liste].values())

    def situe(self, departement: str, latitude: float, longitude: float) -> bool:
        sud, nord, ouest, est = self.cadres.get(departement, self.cadres["autres"])
        return sud <= latitude <= nord and ouest <= longitude <= est


@cache
def regles_de_lecture() -> Regles:
    """Les règles livrées avec le service ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.labellisation.fichiers") / "donnees" / "colonnes.yaml", Regles)
