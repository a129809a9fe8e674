"""Le format des classeurs, transitionnel ou strict : une archive bornée de pièces XML."""

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple
from xml.parsers import expat

_MORCEAU = 1 << 16


class Endommage(ValueError):
    """Le classeur ne suit pas le format : rien n'en est lu."""


class Balise(NamedTuple):
    """Le début ou la fin d'un élément, sans son espace de noms ; la fin en donne le texte."""

    moment: Literal["debut", "fin"]
    nom: str
    attributs: Mapping[str, str]
    texte: str = ""


def balises(contenu: bytes) -> Iterator[Balise]:
    """Les éléments dans l'ordre, sans jamais bâtir l'arbre ; lève ``Endommage``."""
    lecture = _Lecture()
    for debut in range(0, len(contenu), _MORCEAU):
        yield from lecture.suite(contenu[debut : debut + _MORCEAU])
    yield from lecture.suite(b"", fin=True)


class _Lecture:
    def __init__(self) -> None:
        self.lues: list[Balise] = []
        self.texte = ""
        self.parser: Any = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._debut
        self.parser.EndElementHandler = self._fin
        self.parser.CharacterDataHandler = self._texte
        # The format has no document type: what declares one only means to exhaust the reader.
        self.parser.StartDoctypeDeclHandler = self._doctype

    def suite(self, morceau: bytes, fin: bool = False) -> list[Balise]:
        self.lues = []
        try:
            self.parser.Parse(morceau, fin)
        except expat.ExpatError as erreur:
            raise Endommage(str(erreur)) from erreur
        return self.lues

    def _debut(self, nom: str, attributs: dict[str, str]) -> None:
        self.texte = ""
        self.lues.append(Balise("debut", nom.rpartition(":")[2], attributs))

    def _fin(self, nom: str) -> None:
        self.lues.append(Balise("fin", nom.rpartition(":")[2], {}, self.texte))
        self.texte = ""

    def _texte(self, texte: str) -> None:
        self.texte += texte

    def _doctype(self, *declaration: object) -> None:
        raise Endommage("type de document déclaré")


@dataclass(frozen=True)
class Relation:
    """Ce qu'une pièce nomme d'une autre ; ``nature`` est la fin de son type."""

    nature: str
    piece: str


class Archive:
    """Les pièces d'un classeur, dont la casse et les barres des noms ne comptent pas."""

    def __init__(self, contenu: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(contenu))
        self._noms = {_nom(each.filename): each for each in self._zip.infolist()}

    @property
    def decompresses(self) -> int:
        """The declared size is enough: zipfile never reads a member beyond it."""
        return sum(each.file_size for each in self._zip.infolist())

    @property
    def protegee(self) -> bool:
        return any(each.flag_bits & 1 for each in self._zip.infolist())

    def contient(self, debut: str) -> bool:
        """Une pièce dont le nom commence ainsi."""
        return any(nom.startswith(debut) for nom in self._noms)

    def lire(self, piece: str) -> bytes:
        """Le contenu d'une pièce, ou rien si elle manque."""
        trouvee = self._noms.get(_nom(piece))
        return self._zip.read(trouvee) if trouvee else b""

    def relations(self, piece: str) -> dict[str, Relation]:
        """Par identifiant, ce que cette pièce nomme."""
        dossier, nom = posixpath.split(piece)
        contenu = self.lire(posixpath.join(dossier, "_rels", f"{nom}.rels"))
        return {
            a.get("Id", ""): Relation(
                a.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", dossier, a.get("Target", ""))),
            )
            for moment, element, a, _ in (balises(contenu) if contenu else ())
            if moment == "debut" and element == "Relationship" and a.get("TargetMode") != "External"
        }


def _nom(piece: str) -> str:
    return piece.replace("\\", "/").lstrip("/").lower()
