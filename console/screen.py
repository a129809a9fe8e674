"""L'écran : la seule façon d'y écrire. Une donnée n'y est ni mise en forme, ni ordre, ni image."""

import json
import os
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from typing import Any, cast

from rich.box import SIMPLE_HEAD as SOBRE
from rich.console import Console, ConsoleDimensions, ConsoleOptions, RenderableType
from rich.protocol import rich_cast
from rich.segment import Segment
from rich.table import Table
from rich.text import Text as RichText

from shared.visible import NAME, encodable, escaped, visible

__all__ = ["SOBRE", "Ecran", "Partie", "Tableau", "Text", "console", "erreurs", "preparer"]

LARGEUR_HORS_TERMINAL = 200
"""Dans un fichier ou un tube, à moins que COLUMNS n'en dise une autre."""

SORTIE_FERMEE = 141
"""Le code de sortie de qui écrit à un lecteur parti : celui des autres outils (SIGPIPE)."""

Partie = str | tuple[str, str] | RichText
"""Un texte, un texte et son style, ou un texte déjà composé."""


class Text(RichText):
    """Un texte où ce qui ne se voit pas est écrit : `<U+001B>` pour un échappement."""

    def __init__(self, text: str = "", *args: Any, **options: Any) -> None:
        super().__init__(visible(text), *args, **options)

    @classmethod
    def assemble(cls, *parts: Any, **options: Any) -> "Text":
        return cast(Text, super().assemble(*parts, **options))

    def append(self, text: RichText | str, style: Any = None) -> RichText:
        return super().append(visible(text) if isinstance(text, str) else text, style)


class Tableau(Table):
    """Un tableau où rien n'est coupé : un mot trop long pour sa colonne continue à la ligne."""

    def add_column(
        self, header: RenderableType = "", footer: RenderableType = "", **options: Any
    ) -> None:
        super().add_column(header, footer, **{"overflow": "fold", **options})


class Ecran(Console):
    """Tout texte y est montré tel qu'il est écrit, dans ce que l'encodage du terminal permet."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **options)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Every text passes here before it is laid out, in a cell or in a bar as in a sentence."""
        found = rich_cast(renderable)
        text = Text(found) if isinstance(found, str) else found
        montrable = self._montrable(text) if isinstance(text, RichText) else text
        segments = super().render(montrable, options)
        return segments if self.encoding.startswith("utf") else map(self._ecrit, segments)

    def _ecrit(self, segment: Segment) -> Segment:
        """The sign of what is cut is added by the layout, hence after the text was replaced."""
        return segment._replace(text=encodable(segment.text.replace("…", "."), self.encoding))

    def dire(self, *parties: Partie) -> None:
        """Une phrase ; hors d'un terminal, sur une seule ligne, quelle qu'en soit la longueur."""
        phrase = Text.assemble(*map(_d_un_trait, parties))
        self.print(phrase, soft_wrap=not self.is_terminal)

    def a_savoir(self, phrase: str) -> None:
        """Une réserve, sous un résultat."""
        self.dire(("À savoir :", "yellow"), f" {phrase}")

    def document(self, valeur: Any) -> None:
        """Un document JSON et rien d'autre : de l'UTF-8, quel que soit l'encodage du terminal."""
        encodage = self.encoding if self.encoding.startswith("utf") else "ascii"
        self._livrer(self.file, f"{en_json(valeur, encodage)}\n")

    def octets(self, octets: bytes) -> None:
        """Ces octets et rien d'autre, quel que soit l'encodage du terminal."""
        self._livrer(cast(TextIOWrapper, self.file).buffer, octets)

    def _livrer(self, flux: Any, contenu: str | bytes) -> None:
        try:
            flux.write(contenu)
            flux.flush()
        except BrokenPipeError:
            self.on_broken_pipe()

    @property
    def size(self) -> ConsoleDimensions:
        """Celle du terminal ; hors d'un terminal, une largeur où les mots ne se coupent pas."""
        connue = super().size
        if self.is_terminal or self._width is not None:
            return connue
        return ConsoleDimensions(LARGEUR_HORS_TERMINAL, connue.height)

    @size.setter
    def size(self, new_size: tuple[int, int]) -> None:
        self._width, self._height = new_size

    def on_broken_pipe(self) -> None:
        """Finit la commande ; ce qui reste à écrire ne va nulle part."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(SORTIE_FERMEE)

    def _montrable(self, text: RichText) -> RichText:
        if self._montre(text.plain) == text.plain:
            return text
        changes = [rang for rang, c in enumerate(text.plain) if self._montre(c) != c]
        morceaux = text.divide(sorted({bord for rang in changes for bord in (rang, rang + 1)}))
        return text.blank_copy().join(map(self._morceau, morceaux))

    def _morceau(self, text: RichText) -> RichText:
        """A piece is a character to replace, or holds none."""
        montre = self._montre(text.plain)
        return text if montre == text.plain else Text(montre, text.style)

    def _montre(self, texte: str) -> str:
        return encodable(visible(texte), self.encoding)


def en_json(valeur: Any, encodage: str) -> str:
    """Ce que l'encodage n'a pas, ou qui ne se voit pas, y est échappé."""
    return escaped(json.dumps(valeur, ensure_ascii=False, indent=2), encodage)


def preparer() -> None:
    """Ce qui s'écrit sans l'écran (l'aide de typer) n'échoue pas non plus faute d'un caractère."""
    for flux in (sys.stdout, sys.stderr):
        if isinstance(flux, TextIOWrapper):
            flux.reconfigure(errors=NAME)


def _d_un_trait(partie: Partie) -> Partie:
    if isinstance(partie, str):
        return " ".join(partie.splitlines())
    if isinstance(partie, RichText):
        return partie
    texte, style = partie
    return " ".join(texte.splitlines()), style


console = Ecran()
"""Un seul pour toutes les commandes, aussi large que le terminal."""

erreurs = Ecran(stderr=True)
