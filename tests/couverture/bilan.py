"""Le bilan : quels tests montrent chaque exigence, ce qui manque, ce qui est cité à tort."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from tests.couverture.citations import Passage
from tests.couverture.registre import Exigence, Registre

SHOWN = 3


@dataclass(frozen=True)
class Bilan:
    """`montrees` donne, par exigence, les tests qui la citent ; `inconnues`, où se lit l'erreur."""

    registre: Registre
    montrees: Mapping[str, tuple[str, ...]]
    inconnues: Mapping[str, tuple[str, ...]]

    @property
    def manquantes(self) -> list[Exigence]:
        """Les exigences achevées qu'aucun test ne montre."""
        return [
            exigence
            for exigence in self.registre.exigences
            if self.registre.est_finie(exigence) and exigence.id not in self.montrees
        ]

    @property
    def tient(self) -> bool:
        return not self.manquantes and not self.inconnues


def dresser(registre: Registre, tests: Iterable[Passage], code: Iterable[Passage]) -> Bilan:
    montrees, partout = _lieux(tests), _lieux(code)
    inconnues = {id: lieux for id, lieux in partout.items() if id not in registre.ids}
    return Bilan(registre, montrees, inconnues)


def _lieux(passages: Iterable[Passage]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for passage in passages:
        for id in passage.citees:
            found[id] = (*found.get(id, ()), passage.lieu)
    return found


def tableaux(bilan: Bilan) -> Iterator[Table]:
    """Un tableau par partie, puis les exigences sans test et les citations fausses."""
    for partie in bilan.registre.parties:
        etat = "finie" if partie.code in bilan.registre.parties_finies else "ouverte"
        exigences = [each for each in bilan.registre.exigences if each.partie == partie.code]
        rows = [(each.id, each.texte, en_bref(bilan.montrees, each.id)) for each in exigences]
        yield _table(f"{partie.code} {partie.titre} ({etat})", ("exigence", "tests"), rows)
    yield from _fautes(bilan)


def _fautes(bilan: Bilan) -> Iterator[Table]:
    if bilan.manquantes:
        rows = [(each.id, each.texte, each.source) for each in bilan.manquantes]
        yield _table("Exigences achevées qu'aucun test ne montre", ("exigence", "source"), rows)
    if bilan.inconnues:
        cited = [(id, en_bref(bilan.inconnues, id)) for id in sorted(bilan.inconnues)]
        yield _table("Cité, mais absent du registre", ("où",), cited)


def en_bref(lieux: Mapping[str, tuple[str, ...]], id: str) -> str:
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
