"""Les communes chargées, là où la labellisation les cherche."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import lru_cache
from time import monotonic

from services.labellisation.geographie.domain import CodeGeographique, Commune
from shared.normalisation import normaliser
from shared.read_model import ReadModel
from shared.recording.held import Changed, Held, View, Viewed
from shared.statements import Row, apply, apply_all

COMMUNES = """CREATE TABLE IF NOT EXISTS communes (
    code TEXT PRIMARY KEY, nom TEXT NOT NULL, departement TEXT NOT NULL,
    departement_nom TEXT NOT NULL, canton_code TEXT NOT NULL, canton TEXT NOT NULL,
    epci TEXT NOT NULL, latitude DOUBLE PRECISION, longitude DOUBLE PRECISION,
    code_actuel TEXT NOT NULL)"""
MILLESIMES = """CREATE TABLE IF NOT EXISTS millesimes (
    millesime INTEGER PRIMARY KEY, empreintes TEXT NOT NULL, communes INTEGER NOT NULL)"""
INSERT = """INSERT INTO communes VALUES (:code, :nom, :departement, :departement_nom, :canton_code,
    :canton, :epci, :latitude, :longitude, :code_actuel)"""
OF_A_DEPARTEMENT = "SELECT * FROM communes WHERE departement = :departement ORDER BY code"
DATED = "INSERT INTO millesimes VALUES (:millesime, :empreintes, :communes)"
LOADED = "SELECT millesime, empreintes FROM millesimes"
OF_WHAT_IS_LOADED = """SELECT m.millesime, m.empreintes, c.*
    FROM millesimes m LEFT JOIN communes c ON c.code = :code"""

RETENUES = 4000
"""Les communes qu'un processus retient, d'un kilo-octet chacune : plus que le réseau n'en a."""
Identite = tuple[int, str] | None
"""Le millésime d'un chargement et l'empreinte de ses fichiers ; rien, avant le premier."""

CHAMPS = [each.name for each in fields(Commune)]

AUCUN = "aucun"
NON_VERIFIE = "non vérifié"


class CommunesChargees:
    """Le dernier code officiel géographique chargé ; ses lignes ne viennent pas du journal."""

    def __init__(self, model: ReadModel) -> None:
        self.model = model
        model.create([COMMUNES, MILLESIMES])

    @property
    def millesime(self) -> str:
        """L'année du code chargé ; « non vérifié » si ses communes viennent du tableau lui-même."""
        return nom_du_millesime(chargement(self.model))

    def commune(self, code: str) -> Commune | None:
        found = self.model.query("SELECT * FROM communes WHERE code = :code", {"code": code})
        return Commune(**found[0]) if found else None

    def nommees(self, departement: str, nom: str) -> list[Commune]:
        known = self.model.query(OF_A_DEPARTEMENT, {"departement": departement})
        voulu = normaliser(nom)
        return [Commune(**row) for row in known if normaliser(row["nom"]) == voulu]

    def charger(self, geographie: CodeGeographique) -> bool:
        """Remplace tout, d'un coup ; dit s'il y avait du nouveau."""
        digests = " ".join(fichier.empreinte for fichier in geographie.fichiers)
        known = chargement(self.model)
        if known and known[1] == digests:
            return False
        dated: Row = {
            "millesime": geographie.millesime,
            "empreintes": digests,
            "communes": len(geographie.communes),
        }
        with self.model.transaction() as connection:
            apply(connection, ("DELETE FROM communes", {}))
            apply(connection, ("DELETE FROM millesimes", {}))
            apply_all(connection, ((INSERT, vars(commune)) for commune in geographie.communes))
            apply(connection, (DATED, dated))
        return True


class CommunesRetenues(Viewed):
    """Le dernier code chargé, tel qu'un processus le retient pour décider.

    Un message n'en voit qu'un chargement, remplacé depuis une seconde au plus. Ce qui n'y est pas
    ne se retient pas : la base le dit à chaque fois.
    """

    def __init__(self, model: ReadModel, elapsed: Callable[[], float] = monotonic) -> None:
        self.chargees = CommunesChargees(model)
        self._lu = Lu(model, None)
        self._held = Held(self._lire, model.reread_after, elapsed)

    def view(self) -> "CommunesVues":
        return CommunesVues(self.chargees, self._held.view())

    def _lire(self) -> "Lu":
        """Le même, avec ses communes, tant que la base n'a pas d'autre chargement."""
        identite = chargement(self._lu.model)
        if identite != self._lu.identite:
            self._lu = Lu(self._lu.model, identite)
        return self._lu


class Lu:
    """Un chargement, et les communes que le processus y a lues : rien n'y change."""

    def __init__(self, model: ReadModel, identite: Identite) -> None:
        self.model, self.identite = model, identite
        self.commune = lru_cache(RETENUES)(self._commune)

    def _commune(self, code: str) -> Commune:
        """Lève `KeyError` si elle n'y est pas, `Changed` si ce chargement n'est plus le dernier.

        Une seule requête dit la commune et de quel chargement elle est.
        """
        rows = self.model.query(OF_WHAT_IS_LOADED, {"code": code})
        if _identite(rows) != self.identite:
            raise Changed("Le code officiel géographique vient d'être chargé de nouveau.")
        if not rows or rows[0]["code"] is None:
            raise KeyError(code)
        return Commune(**{name: rows[0][name] for name in CHAMPS})


class CommunesVues:
    """Le code officiel (`Geographie`), tel qu'un message le voit."""

    def __init__(self, chargees: CommunesChargees, view: View[Lu]) -> None:
        self.chargees, self._view = chargees, view

    @property
    def millesime(self) -> str:
        return nom_du_millesime(self._view.value.identite)

    def commune(self, code: str) -> Commune | None:
        try:
            return self._view.value.commune(code)
        except KeyError:
            return None
        except Changed:
            self._view.forget()
            raise

    def nommees(self, departement: str, nom: str) -> list[Commune]:
        return self.chargees.nommees(departement, nom)


def nom_du_millesime(identite: Identite) -> str:
    """L'année ; « non vérifié » si les communes viennent du tableau lui-même."""
    if identite is None:
        return AUCUN
    return str(identite[0] or NON_VERIFIE)


def chargement(model: ReadModel) -> Identite:
    """Ce que la base a de chargé."""
    return _identite(model.query(LOADED))


def _identite(rows: Sequence[Row]) -> Identite:
    return (rows[0]["millesime"], rows[0]["empreintes"]) if rows else None
