"""Des tableaux Markdown."""

from collections.abc import Iterable, Iterator, Sequence

BARRE = r"\|"


def tableau(entetes: Sequence[str], lignes: Iterable[Sequence[str]]) -> Iterator[str]:
    yield ligne(entetes)
    yield f"|{'---|' * len(entetes)}"
    yield from map(ligne, lignes)


def ligne(cellules: Sequence[str]) -> str:
    """Une barre dans une cellule finirait la cellule."""
    return f"| {' | '.join(cellule.replace('|', BARRE) for cellule in cellules)} |"


def code(texte: str) -> str:
    return f"`{texte}`"
