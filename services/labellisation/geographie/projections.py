"""Les communes chargées, là où la labellisation les cherche."""

from services.labellisation.geographie.domain import CodeGeographique, Commune
from shared.normalisation import normaliser
from shared.read_model import ReadModel, Row, apply, apply_all

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
        known = self.model.query("SELECT millesime FROM millesimes")
        if not known:
            return AUCUN
        return str(known[0]["millesime"] or NON_VERIFIE)

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
        known = self.model.query("SELECT empreintes FROM millesimes")
        if known and known[0]["empreintes"] == digests:
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
