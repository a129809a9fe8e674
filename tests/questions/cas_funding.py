"""Un cas de chaque question du financement, sur l'essai joué."""

from tests.questions.cas import Cas
from tests.questions.joue import NOUVELLE

STRUCTURE = {"structure_id": "@structure"}
EN_2020 = {"annee": 2020, "departement": "15"}
CAS = (
    Cas(
        "droits_au_forfait",
        {**STRUCTURE, "annee": 2020},
        lambda dits, joue: [each["label_id"] for each in dits] == [joue["label"]],
        ("annee", "2020"),
    ),
    Cas(
        "aides",
        STRUCTURE,
        lambda dit, _: dit["lignes"] and "du_centimes" in dit["lignes"][0],
        ("structure_id", "x"),
    ),
    Cas(
        "releve",
        EN_2020,
        lambda dit, _: (
            dit["ensemble"]["du_centimes"]
            == sum(each["du_centimes"] for each in dit["par_fonds"])
            > 0
        ),
        ("annee", 1789),
    ),
    Cas(
        "lignes_du_releve",
        EN_2020,
        lambda dits, _: {each["departement"] for each in dits} == {"15"},
        ("departement", "99"),
    ),
    Cas(
        "programmes",
        {},
        lambda dits, _: "ITINERANCE-2020" in [each["programme"] for each in dits],
        ("annee", 2020),
    ),
    Cas(
        "enveloppe",
        {"programme": "ITINERANCE-2020"},
        lambda dit, joue: [each["structure_id"] for each in dit["bus"]] == [joue["bus"]],
        ("programme", ""),
    ),
    Cas(
        "msap",
        {"departement": "15"},
        lambda dits, _: [each["structure_id"] for each in dits] == [str(NOUVELLE)],
        ("au", "2020"),
    ),
    Cas(
        "simulation",
        {"annee": 2025, "porteur": "COLLECTIVITE", "zone": "FRR"},
        lambda dit, _: dit["simule_centimes"] > 0,
        ("porteur", "ROI"),
    ),
    Cas(
        "historique",
        STRUCTURE,
        lambda dits, _: "DroitOuvert" in [each["evenement"] for each in dits],
        ("su", "hier"),
    ),
)
