"""Des tableaux Markdown."""

from collections.abc import Iterable, Iterator, Sequence

BARRE = r"\|"


def tableau(entetes: Sequence[str], lignes: Iterable[Sequence[str]]) -> Iterator[str]:
    yield ligne(entetes)
    yield f"|{'---|' * len(entetes)}"
    yield from map(ligne, lignes)


def ligne(cellules: Sequence[str]) -> str:
    """Une barre dans une cellule finirait la cellule, un retour à la ligne le tableau."""
    droites = (" ".join(cellule.splitlines()).replace("|", BARRE) for cellule in cellules)
    return f"| {' | '.join(droites)} |"


def code(texte: str) -> str:
    return f"`{texte}`"
