"""Les communes, actuelles et anciennes, avec leur département, leur canton et leur EPCI."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from services.labellisation.fichiers.reading.feuille import TableauRefuse
from services.labellisation.fichiers.reading.saisie import Saisie
from services.labellisation.fichiers.rules import regles_de_lecture
from services.labellisation.geographie.domain import (
    CodeGeographique,
    Commune,
    Departement,
    FichierLu,
)
from services.labellisation.geographie.reading.fichiers import (
    Fichier,
    fichiers_du_dossier,
    lire_fichier,
)
from shared.departements.table import charger_departements, de_la_commune

ACTUELLE, ANCIENNE = "ACTUELLE", "ANCIENNE"
ACTUELLES, ANCIENNES = ("code", "nom", "departement"), ("code", "nom", "code_actuel")


def lire_communes(
    communes: Path,
    departements: Path,
    deleguees: Path | None = None,
    *,
    millesime: int | None = None,
    autres: Mapping[str, Path] | None = None,
) -> CodeGeographique:
    """Lit les fichiers de l'INSEE ; lève ``TableauRefuse`` à la première incohérence.

    Sans ``millesime``, l'année est celle que porte le nom du fichier des communes. ``autres`` :
    régions, cantons, EPCI, collectivités d'outre-mer, s'ils sont dans des fichiers à part.
    """
    annee = millesime or _annee(communes)
    chemins = {"communes": communes, "departements": departements}
    chemins |= {"deleguees": deleguees} if deleguees else {}
    lus = {nom: lire_fichier(each, nom) for nom, each in {**chemins, **(autres or {})}.items()}
    return _Code(lus).lu(annee)


def lire_dossier(dossier: Path, millesime: int | None = None) -> CodeGeographique:
    """Lit un dossier de l'INSEE ; ``TableauRefuse`` s'il est incomplet ou incohérent."""
    autres = fichiers_du_dossier(dossier)
    communes, departements = autres.pop("communes"), autres.pop("departements")
    deleguees = autres.pop("deleguees", None)
    return lire_communes(communes, departements, deleguees, millesime=millesime, autres=autres)


def _annee(chemin: Path) -> int:
    annees = re.findall(r"(?<![0-9])(20[0-9]{2})(?![0-9])", chemin.stem)
    if len(annees) != 1:
        raise TableauRefuse(
            f"Le millésime du fichier « {chemin.name} » n'est pas connu : indiquez-le, ou mettez "
            "l'année dans le nom du fichier, par exemple communes_2024.csv."
        )
    return int(annees[0])


@dataclass(frozen=True)
class _Code:
    """Les fichiers lus, par modèle."""

    fichiers: Mapping[str, Fichier]

    def lu(self, annee: int) -> CodeGeographique:
        connus = {each.code: each for each in self._departements()}
        outre_mer = {each.code: each for each in self._d_outre_mer(connus)}
        connus |= {c.departement: _collectivite(c) for c in outre_mer.values()}
        actuelles = {each.code: each for each in self._actuelles(connus)} | outre_mer
        anciennes = {each.code: each for each in self._anciennes(actuelles)}
        prefectures = (self._avec_prefecture(each, actuelles) for each in connus.values())
        sources = [fichier.source for fichier in self.fichiers.values()]
        return CodeGeographique(
            millesime=annee,
            fichiers=tuple(FichierLu(source.nom, source.empreinte) for source in sources),
            departements=tuple(prefectures),
            communes=(*actuelles.values(), *anciennes.values()),
        )

    def _departements(self) -> Iterator[Departement]:
        fichier, regions = self.fichiers["departements"], self._noms("regions")
        fichier.exiger(("code", "nom"), fichier.lignes)
        courts = (each for each in fichier.lignes if len(each.texte("code")) < 2)
        fichier.refuser("code de département sans son zéro initial, par exemple 01", courts)
        for saisie in fichier.lignes:
            champs = ("code", "nom", "region", "prefecture", "prefecture_insee")
            code, nom, region, *prefecture = map(saisie.texte, champs)
            yield Departement(
                code, nom, region or regions.get(saisie.texte("region_code"), ""), *prefecture
            )

    def _noms(self, nom: str) -> dict[str, str]:
        """Par code, le nom que donne un fichier à part ; vide, s'il n'y est pas."""
        if nom not in self.fichiers:
            return {}
        fichier = self.fichiers[nom]
        fichier.exiger(("code", "nom"), fichier.lignes)
        return {each.texte("code"): each.texte("nom") for each in fichier.lignes}

    def _d_outre_mer(self, connus: Mapping[str, Departement]) -> Iterator[Commune]:
        """Les communes des collectivités, que l'INSEE publie à part."""
        if "outre_mer" not in self.fichiers:
            return
        fichier = self.fichiers["outre_mer"]
        fichier.exiger(ACTUELLES, fichier.lignes)
        fichier.exiger_communes("code", fichier.lignes)
        for saisie in fichier.lignes:
            if saisie.texte("departement") not in connus:
                yield _commune(saisie, saisie.texte("departement_nom"), "", "")

    def _actuelles(self, connus: Mapping[str, Departement]) -> Iterator[Commune]:
        fichier = self.fichiers["communes"]
        lignes = self._du_type(fichier, ACTUELLE)
        fichier.exiger(ACTUELLES, lignes)
        fichier.exiger_communes("code", lignes)
        inconnus = (each for each in lignes if each.texte("departement") not in connus)
        fichier.refuser("département inconnu du fichier des départements", inconnus)
        ailleurs = (s for s in lignes if de_la_commune(s.texte("code")) != s.texte("departement"))
        fichier.refuser("code de commune d'un autre département", ailleurs)
        etranges = (s for s in lignes if not _du_departement(s.texte("canton_code"), s))
        fichier.refuser(
            "code de canton d'un autre département que sa commune, ou sans son zéro initial",
            etranges,
        )
        cantons, epci = self._noms("cantons"), self._noms("epci")
        for saisie in lignes:
            departement = connus[saisie.texte("departement")].nom
            canton = saisie.texte("canton") or cantons.get(saisie.texte("canton_code"), "")
            groupement = saisie.texte("epci") or epci.get(saisie.texte("code"), "")
            yield _commune(saisie, departement, canton, groupement)

    def _anciennes(self, actuelles: Mapping[str, Commune]) -> Iterator[Commune]:
        """Celles du fichier des communes, et celles d'un fichier à part."""
        deleguees = self.fichiers.get("deleguees")
        yield from _renvois(
            self.fichiers["communes"], self._du_type(self.fichiers["communes"], ANCIENNE), actuelles
        )
        if deleguees:
            yield from _renvois(deleguees, deleguees.lignes, actuelles)

    def _du_type(self, fichier: Fichier, voulu: str) -> list[Saisie]:
        """Sans colonne de type, toutes les communes sont actuelles."""
        types = {each.texte("type") for each in fichier.lignes}
        codes = {each: regles_de_lecture().code("type_commune", each) for each in types if each}
        inconnus = (each for each in fichier.lignes if codes.get(each.texte("type"), "") is None)
        fichier.refuser("type de commune inconnu ; attendu : COM, COMA, COMD ou ARM", inconnus)
        return [s for s in fichier.lignes if codes.get(s.texte("type"), ACTUELLE) == voulu]

    @staticmethod
    def _avec_prefecture(departement: Departement, actuelles: Mapping[str, Commune]) -> Departement:
        chef_lieu = actuelles.get(departement.prefecture_insee)
        if departement.prefecture or chef_lieu is None:
            return departement
        return replace(departement, prefecture=chef_lieu.nom)


def _du_departement(canton: str, commune: Saisie) -> bool:
    return not canton or canton.startswith(commune.texte("departement"))


def _collectivite(commune: Commune) -> Departement:
    code, nom = commune.departement, commune.departement_nom
    return Departement(code, nom or charger_departements().designer(code).nom, "", "", "")


def _commune(saisie: Saisie, departement: str, canton: str, epci: str) -> Commune:
    code, canton_code = saisie.texte("code"), saisie.texte("canton_code")
    return Commune(
        code=code,
        nom=saisie.texte("nom"),
        departement=saisie.texte("departement"),
        departement_nom=departement,
        canton_code=canton_code,
        canton=canton if canton_code else "",
        epci="" if regles_de_lecture().code("neant", epci) else epci,
        latitude=saisie.nombre("latitude"),
        longitude=saisie.nombre("longitude"),
        code_actuel=code,
    )


def _renvois(
    fichier: Fichier, lignes: Iterable[Saisie], actuelles: Mapping[str, Commune]
) -> Iterator[Commune]:
    siennes = list(lignes)
    fichier.exiger(ANCIENNES, siennes)
    for champ in ("code", "code_actuel"):
        fichier.exiger_communes(champ, siennes)
    egarees = (each for each in siennes if each.texte("code_actuel") not in actuelles)
    fichier.refuser("commune actuelle inconnue du fichier des communes", egarees)
    for saisie in siennes:
        # The seat of a merged commune keeps the code of the whole: nothing to add.
        if saisie.texte("code") not in actuelles:
            actuelle = actuelles[saisie.texte("code_actuel")]
            yield replace(actuelle, code=saisie.texte("code"), nom=saisie.texte("nom"))
