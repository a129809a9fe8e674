"""Un cas de chaque question de l'audit, sur l'essai joué."""

from console.essai.simulation import mission_de
from tests.questions.cas import (
    Cas,
)

STRUCTURE = {"structure_id": "@structure"}
CANTAL = {"departement": "15"}
CAS = (
    Cas(
        "audits",
        STRUCTURE,
        lambda dits, joue: (
            [(each["audit_id"], each["conclusion"]) for each in dits]
            == [(joue["audit"], "CONCLUANT")]
        ),
        ("departement", "99"),
    ),
    Cas(
        "audit",
        {"audit_id": "@audit"},
        lambda dit, _: dit["conclusion"]["concluant"] and len(dit["constats"]) > 20,
        ("audit_id", "1"),
    ),
    Cas("a_planifier", CANTAL, lambda dits, _: dits == [], ("departement", "99")),
    Cas(
        "remarques",
        CANTAL,
        lambda dits, joue: [each["remarque_id"] for each in dits] == [joue["remarque"]],
        ("structure_id", "x"),
    ),
    Cas("motifs_de_refus", CANTAL, lambda dit, _: dit["refus"] > 0, ("du", "janvier")),
    Cas(
        "simulation",
        {"audit_id": "@audit", "referentiel": "FS-2025-06"},
        lambda dit, _: dit["verdict"] == "INCOMPLET",
        ("referentiel", ""),
    ),
    Cas(
        "referentiel",
        {},
        lambda dit, _: "LOC-01" in [each["code"] for each in dit["criteres"]],
        ("au", "2020"),
    ),
    Cas(
        "missions",
        {},
        lambda dits, _: str(mission_de("15")) in [each["mission_id"] for each in dits],
        ("departement", "15"),
    ),
    Cas(
        "satisfaction",
        STRUCTURE,
        lambda dits, _: {each["public"] for each in dits} == {"AGENTS", "USAGERS"},
        ("departement", "0"),
    ),
    Cas(
        "enquetes",
        STRUCTURE,
        lambda dits, _: [each["public"] for each in dits] == ["AGENTS", "USAGERS"],
        ("structure_id", "x"),
    ),
    Cas(
        "questionnaire",
        {"questionnaire": "QUESTIONNAIRE-USAGERS-1"},
        lambda dit, _: "REORIENTATION" in [each["code"] for each in dit["questions"]],
        ("questionnaire", None),
    ),
    Cas("alertes", CANTAL, lambda dits, _: dits == [], ("departement", "99")),
    Cas(
        "tirages",
        {},
        lambda dits, joue: [each["tirage_id"] for each in dits] == [joue["tirage"]],
        ("tirage_id", "x"),
    ),
    Cas(
        "cibles",
        {"tirage_id": "@tirage"},
        lambda dits, _: len(dits) == 3,
        ("tirage_id", "x"),
    ),
    Cas("grille_de_visite", {}, lambda dit, _: dit["observations"], ("au", "2020")),
    Cas(
        "historique",
        STRUCTURE,
        lambda dits, _: "AuditConcluant" in [each["evenement"] for each in dits],
        ("su", "hier"),
    ),
)
