"""Lire un tableau reconnu, en entier : chaque onglet complet est lu, et chaque autre est nommé."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from services.labellisation.fichiers.reading.alterations import controler
from services.labellisation.fichiers.reading.entete import (
    Entete,
    colonnes_absentes,
    exiger_colonnes,
    meilleurs,
    merite,
)
from services.labellisation.fichiers.reading.feuille import TableauRefuse
from services.labellisation.fichiers.reading.saisie import Saisie
from services.labellisation.fichiers.reading.source import Source
from services.labellisation.fichiers.rules import Limites, Modele
from shared.typographie import denombrer

_LIGNES_CITEES = 10


@dataclass(frozen=True)
class Remarque:
    """Ce qu'il y a à dire du fichier entier : de quoi, ce qui est lu, et pourquoi."""

    sujet: str
    valeur: str
    message: str


@dataclass
class Lecture:
    """Les onglets d'un fichier qui se lisent ensemble, selon un même modèle."""

    entetes: Sequence[Entete]
    laisses: Sequence[str] = ()
    masquees: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.entetes[0].code

    @property
    def modele(self) -> Modele:
        return self.entetes[0].modele

    @property
    def numero(self) -> int:
        """La ligne de l'en-tête, dans le premier onglet lu."""
        return self.entetes[0].numero

    def titre(self, champ: str, onglet: str = "") -> str:
        """Le nom de la colonne tel que la personne l'a sous les yeux, dans cet onglet."""
        lus = (each for each in self.entetes if each.feuille.onglet == onglet)
        return next(lus, self.entetes[0]).titre(champ)

    def saisies(self, limites: Limites) -> Iterator[Saisie]:
        """Les lignes remplies, contrôlées cellule à cellule ; lève ``TableauRefuse``."""
        lues = 0
        for entete in self.entetes:
            onglet = entete.feuille.onglet if len(self.entetes) > 1 else ""
            prefixe = f"{onglet}!" if entete is not self.entetes[0] else ""
            for rangee in entete.rangees():
                lues += 1
                if lues > limites.lignes:
                    raise _trop_de_lignes(entete.feuille.nom, limites)
                saisie = entete.saisie(rangee, onglet, f"{prefixe}{rangee.numero}")
                if rangee.masquee:
                    self.masquees.append(f"{prefixe}{rangee.numero}")
                controler(saisie, entete.modele)
                yield saisie

    def remarques(self) -> Iterator[Remarque]:
        """Une fois les lignes lues : colonnes inconnues, et ce qui est masqué ou laissé de côté."""
        inconnues = dict.fromkeys(t for entete in self.entetes for t in entete.inconnues)
        if inconnues:
            colonnes = ", ".join(inconnues)[:1000]
            yield Remarque("colonnes", colonnes, "colonnes inconnues, laissées de côté")
        if self.laisses:
            yield Remarque("onglets", "", f"laissés de côté : {', '.join(self.laisses)}")
        if masquees := dict.fromkeys(t for entete in self.entetes for t in entete.masquees):
            yield Remarque("colonnes", ", ".join(masquees), "colonnes masquées, lues quand même")
        if self.masquees:
            suite = ", …" if len(self.masquees) > _LIGNES_CITEES else ""
            cites = ", ".join(self.masquees[:_LIGNES_CITEES]) + suite
            message = (
                f"{denombrer(len(self.masquees), 'ligne masquée lue')} quand même : à vérifier"
            )
            yield Remarque("lignes", cites, message)


def reconnaitre(source: Source, modeles: Mapping[str, Modele], limites: Limites) -> Lecture:
    """Ce qui se lit du fichier, d'après ses premières lignes ; lève ``TableauRefuse``."""
    candidats = meilleurs(source, modeles, limites)
    if not candidats:
        raise _sans_ligne(source)
    visibles = [each for each in candidats if not each.feuille.masquee]
    complets = [each for each in visibles if not each.manquants]
    if not complets:
        _refuser_les_masques(source, candidats)
        complets = [max(visibles or candidats, key=merite)]
    lus = [each for each in complets if each.code == complets[0].code] if source.classeur else []
    lus = lus or complets[:1]
    for entete in lus:
        exiger_colonnes(source, entete, limites)
    laisses = [_laisse(each) for each in candidats if each not in lus] if source.classeur else ()
    return Lecture(lus, laisses)


def _refuser_les_masques(source: Source, candidats: Sequence[Entete]) -> None:
    """Un onglet masqué n'est pas ce que la personne croit envoyer."""
    masques = [e for e in candidats if e.feuille.masquee and not e.manquants]
    if masques:
        noms = ", ".join(f"« {each.feuille.onglet} »" for each in masques)
        raise TableauRefuse(
            f"Le fichier « {source.nom} » n'a de tableau que dans un onglet masqué ({noms}) : "
            "affichez-le pour le vérifier, enregistrez le classeur, puis recommencez."
        )


def _laisse(entete: Entete) -> str:
    """« Notes » (pas d'en-tête) : l'onglet, et pourquoi il n'est pas lu."""
    if entete.feuille.masquee:
        raison = "masqué"
    elif not entete.connues:
        raison = "sans en-tête connu"
    elif entete.manquants:
        raison = f"colonnes obligatoires absentes : {colonnes_absentes(entete)}"
    else:
        raison = f"d'un autre modèle, {entete.modele.libelle}"
    return f"« {entete.feuille.onglet} » ({raison})"


def _sans_ligne(source: Source) -> TableauRefuse:
    """Aucune ligne lue : le fichier est mal formé, et la lecture le dit, ou vide."""
    for feuille in source.feuilles:
        next(feuille.rangees(), None)
    return TableauRefuse(f"Le fichier « {source.nom} » est vide : aucune ligne n'est remplie.")


def _trop_de_lignes(nom: str, limites: Limites) -> TableauRefuse:
    return TableauRefuse(
        f"Le fichier « {nom} » dépasse {limites.lignes} lignes : découpez-le, par exemple par "
        "département."
    )
