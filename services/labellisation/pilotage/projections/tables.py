"""Les tables du territoire, et comment chaque fait s'y écrit."""

TABLES = {
    "campagnes": """CREATE TABLE IF NOT EXISTS campagnes (
        campagne_id TEXT PRIMARY KEY, code TEXT NOT NULL, nom TEXT NOT NULL, vague TEXT NOT NULL,
        ouverture TEXT NOT NULL, cloture TEXT NOT NULL, close_le TEXT NOT NULL)""",
    "remontees": """CREATE TABLE IF NOT EXISTS remontees (
        remontee_id TEXT PRIMARY KEY, campagne_id TEXT NOT NULL, structure_id TEXT NOT NULL,
        departement TEXT NOT NULL, recue_le TEXT NOT NULL, revisee_le TEXT NOT NULL,
        tardive INTEGER NOT NULL, criteres INTEGER NOT NULL, agents INTEGER,
        etp DOUBLE PRECISION)""",
    "lieux": """CREATE TABLE IF NOT EXISTS lieux (
        structure_id TEXT PRIMARY KEY, nom TEXT NOT NULL, departement TEXT NOT NULL,
        commune_insee TEXT NOT NULL, commune TEXT NOT NULL, format TEXT NOT NULL,
        latitude DOUBLE PRECISION, longitude DOUBLE PRECISION)""",
    "plans": """CREATE TABLE IF NOT EXISTS plans (
        departement TEXT NOT NULL, version INTEGER NOT NULL, le TEXT NOT NULL,
        contenu TEXT NOT NULL, PRIMARY KEY (departement, version))""",
    "avis": """CREATE TABLE IF NOT EXISTS avis (
        consultation_id TEXT NOT NULL, signalement_id TEXT NOT NULL, structure_id TEXT NOT NULL,
        departement TEXT NOT NULL, operateur TEXT NOT NULL, nom TEXT NOT NULL,
        echeance TEXT NOT NULL, avis TEXT NOT NULL, commentaire TEXT NOT NULL,
        antenne_locale INTEGER, rendu_le TEXT NOT NULL, tardif INTEGER NOT NULL,
        PRIMARY KEY (consultation_id, operateur))""",
    "insertions": """CREATE TABLE IF NOT EXISTS insertions (
        signalement_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, voisine TEXT NOT NULL,
        minutes DOUBLE PRECISION, exception TEXT NOT NULL, raison TEXT NOT NULL,
        regles TEXT NOT NULL)""",
    "antennes": """CREATE TABLE IF NOT EXISTS antennes (
        structure_id TEXT NOT NULL, departement TEXT NOT NULL, operateur TEXT NOT NULL,
        nom TEXT NOT NULL, fermee_le TEXT NOT NULL, apres_le_label INTEGER NOT NULL,
        PRIMARY KEY (structure_id, operateur))""",
    "relances": """CREATE TABLE IF NOT EXISTS relances (
        structure_id TEXT PRIMARY KEY, issue TEXT NOT NULL, jusqu_au TEXT NOT NULL,
        levees INTEGER NOT NULL)""",
}
INDEXES = ["CREATE INDEX IF NOT EXISTS avis_structure ON avis (structure_id)"]
CAMPAGNE = """INSERT INTO campagnes VALUES
    (:campagne_id, :code, :nom, :vague, :ouverture, :cloture, '')"""
CLOTURE = "UPDATE campagnes SET close_le = :jour WHERE campagne_id = :campagne_id"
REMONTEE = """INSERT INTO remontees VALUES (:remontee_id, :campagne_id, :structure_id,
    :departement, :recue_le, '', :tardive, :criteres, :agents, :etp)"""
REVISION = """UPDATE remontees SET revisee_le = :revisee_le, criteres = :criteres,
    agents = :agents, etp = :etp WHERE remontee_id = :remontee_id"""
LIEU = """INSERT INTO lieux VALUES (:structure_id, :nom, :departement, :commune_insee,
    :commune, :format, :latitude, :longitude)
    ON CONFLICT (structure_id) DO UPDATE SET nom = excluded.nom, format = excluded.format,
    commune_insee = excluded.commune_insee, commune = excluded.commune,
    latitude = excluded.latitude, longitude = excluded.longitude"""
PLAN = "INSERT INTO plans VALUES (:departement, :version, :le, :contenu)"
DEMANDE = """INSERT INTO avis VALUES (:consultation_id, :signalement_id, :structure_id,
    :departement, :operateur, :nom, :echeance, '', '', NULL, '', 0)"""
AVIS = """UPDATE avis SET avis = :avis, commentaire = :commentaire,
    antenne_locale = :antenne_locale, rendu_le = :rendu_le, tardif = :tardif
    WHERE consultation_id = :consultation_id AND operateur = :operateur"""
INSERTION = """INSERT INTO insertions VALUES
    (:signalement_id, :structure_id, :voisine, :minutes, :exception, :raison, :regles)"""
ANTENNE = """INSERT INTO antennes VALUES
    (:structure_id, :departement, :operateur, :nom, :fermee_le, :apres_le_label)"""
REFUS = """INSERT INTO relances VALUES (:structure_id, :issue, '', 0)
    ON CONFLICT (structure_id) DO UPDATE SET issue = excluded.issue, jusqu_au = '', levees = 0"""
PRIORITE = "UPDATE relances SET jusqu_au = :jusqu_au WHERE structure_id = :structure_id"
LEVEE = "UPDATE relances SET levees = 1 WHERE structure_id = :structure_id"
