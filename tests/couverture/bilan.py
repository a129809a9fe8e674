"""Le bilan : quels tests montrent chaque exigence, ce qui manque, ce qui est cité à tort.

Un test montre une exigence quand son nom ou sa docstring la nomme. La docstring d'un module ou un
intervalle (« A-115 à A-118 ») ne montrent rien : ils ne disent pas quel test échouerait sans elle.
Le registre dit ce qui manque à celles dont les tests n'éprouvent qu'une donnée.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from tests.couverture.citations import Passage
from tests.couverture.registre import Exigence, Partie, Registre

SHOWN = 3
RETOMBEES = "Retombées : citées, mais aucun test ne les montre"
Lieux = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Bilan:
    """Par exigence, les tests qui la nomment, et ceux qui la citent sans la nommer.

    `inconnues` donne les lieux où se lit un identifiant qui n'est pas au registre.
    """

    registre: Registre
    montrees: Lieux
    citees: Lieux
    inconnues: Lieux

    @property
    def manquantes(self) -> list[Exigence]:
        """Les exigences achevées qu'aucun test ne montre."""
        return [
            exigence
            for exigence in self.registre.exigences
            if self.registre.est_finie(exigence) and exigence.id not in self.montrees
        ]

    @property
    def retombees(self) -> list[tuple[Exigence, str]]:
        """Les exigences citées par des tests dont aucun ne les montre, et pourquoi."""
        restent = (each for each in self.registre.exigences if each.id not in self.montrees)
        return [(each, raison) for each in restent if (raison := self._raison(each))]

    @property
    def tient(self) -> bool:
        return not self.manquantes and not self.inconnues

    def _raison(self, exigence: Exigence) -> str:
        lieux = self.citees.get(exigence.id, ())
        par = "un intervalle" if any("::" in lieu for lieu in lieux) else "un module"
        raison = f"par {par} seulement" if lieux else ""
        if exigence.manque:
            raison = f"sans comportement : {exigence.manque}"
        return "\n".join([raison, *([en_bref(self.citees, exigence.id)] if lieux else [])])


def dresser(registre: Registre, tests: Iterable[Passage], code: Iterable[Passage]) -> Bilan:
    passages = list(tests)
    nommees = {each.lieu: each.nommees for each in passages if each.est_un_test}
    citees = {each.lieu: each.citees for each in passages}
    partout = _par_exigence({each.lieu: each.citees for each in code})
    inconnues = {id: lieux for id, lieux in partout.items() if id not in registre.ids}
    manquent = {each.id for each in registre.exigences if each.manque}
    montrees = {id: ou for id, ou in _par_exigence(nommees).items() if id not in manquent}
    return Bilan(registre, montrees, _par_exigence(citees), inconnues)


def _par_exigence(par_lieu: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for lieu, ids in par_lieu.items():
        for id in ids:
            found[id] = (*found.get(id, ()), lieu)
    return found


def tableaux(bilan: Bilan) -> Iterator[Table]:
    """Un tableau par partie, puis ce qui est retombé, les exigences sans test et les fautes."""
    for partie in bilan.registre.parties:
        exigences = [each for each in bilan.registre.exigences if each.partie == partie.code]
        rows = [(each.id, each.texte, en_bref(bilan.montrees, each.id)) for each in exigences]
        titre = f"{partie.code} {partie.titre} ({etat(bilan.registre, partie)})"
        yield _table(titre, ("exigence", "tests"), rows)
    if bilan.retombees:
        fell = [(each.id, each.texte, raison) for each, raison in bilan.retombees]
        yield _table(
            "Retombées : citées, mais aucun test ne les montre", ("exigence", "pourquoi"), fell
        )
    yield from _fautes(bilan)


def etat(registre: Registre, partie: Partie) -> str:
    """Finie, à ce qui lui manque près, ou ouverte."""
    if partie.code not in registre.parties_finies:
        return "ouverte"
    manquent = [e.id for e in registre.exigences if e.partie == partie.code and e.manque]
    return f"finie, sauf {', '.join(manquent)}" if manquent else "finie"


def _fautes(bilan: Bilan) -> Iterator[Table]:
    if bilan.manquantes:
        rows = [(each.id, each.texte, each.source) for each in bilan.manquantes]
        yield _table("Exigences achevées qu'aucun test ne montre", ("exigence", "source"), rows)
    if bilan.inconnues:
        cited = [(id, en_bref(bilan.inconnues, id)) for id in sorted(bilan.inconnues)]
        yield _table("Cité, mais absent du registre", ("où",), cited)


def en_bref(lieux: Lieux, id: str) -> str:
    """Les premiers lieux, un par ligne, et combien il en reste."""
    found = [lieu.removeprefix("tests/") for lieu in lieux.get(id, ())]
    more = [f"et {len(found) - SHOWN} autre(s)"] if len(found) > SHOWN else []
    return "\n".join([*found[:SHOWN], *more]) or "—"


def _table(titre: str, colonnes: Sequence[str], lignes: Iterable[Sequence[str]]) -> Table:
    table = Table(title=Text(titre, "bold"), title_justify="left", expand=True)
    table.add_column("id", no_wrap=True)
    for ratio, nom in enumerate(colonnes, start=2):
        table.add_column(nom, overflow="fold", ratio=ratio)
    for ligne in lignes:
        table.add_row(*map(Text, ligne))
    return table
