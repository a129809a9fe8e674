"""Un cas de chaque question de la labellisation, sur l'essai joué."""

from tests.questions.cas import Cas

STRUCTURE = {"structure_id": "@structure"}
CANTAL = {"departement": "15"}
CAS = (
    Cas(
        "structures",
        {**CANTAL, "etat": "LABELLISEE", "designation": "15-01"},
        lambda dits, joue: [each["structure_id"] for each in dits] == [joue["structure"]],
        ("etat", "OUVERTE"),
    ),
    Cas(
        "dossier",
        STRUCTURE,
        lambda dit, joue: dit["labels"][0]["label_id"] == joue["label"] and dit["avis"],
        ("au", "hier"),
    ),
    Cas(
        "etat",
        {**STRUCTURE, "au": "2019-12-31"},
        lambda dit, _: dit["etat"] == "LABELLISEE" and dit["labels"] == [],
        ("su", "2020-01-01"),
    ),
    Cas(
        "labellisees",
        {**CANTAL, "au": "2020-01-15"},
        lambda dits, joue: joue["label"] in [each["label_id"] for each in dits],
        ("au", "2020"),
    ),
    Cas("comptes", CANTAL, lambda dit, _: dit["labellisees"] > 0, ("departement", "99")),
    Cas(
        "a_faire",
        {**CANTAL, "role": "PREFET"},
        lambda dits, _: "campagne de remontée ouverte" in [each["quoi"] for each in dits],
        ("role", "ROI"),
    ),
    Cas(
        "alertes",
        {"structure_id": "@autre_structure"},
        lambda dits, joue: (
            [(each["label_id"], each["code"]) for each in dits]
            == [(joue["autre_label"], "AUDIT_ANNULE")]
        ),
        ("structure_id", "15-01"),
    ),
    Cas(
        "avis",
        {**CANTAL, "operateur": "CAF"},
        lambda dits, _: {each["operateur"] for each in dits} == {"CNAF"},
        ("operateur", ""),
    ),
    Cas(
        "montee_en_gamme",
        {"structure_id": "@refusee"},
        lambda dit, _: [each["code"] for each in dit["actions"]] == ["A1"],
        ("structure_id", None),
    ),
    Cas(
        "couverture",
        CANTAL,
        lambda dits, _: dits[0]["cantons_couverts"] > 0,
        ("departement", "Cantal"),
    ),
    Cas("plan", CANTAL, lambda dit, _: dit["sdaasp"] == "SDAASP 2017", ("departement", None)),
    Cas(
        "campagnes",
        {},
        lambda dits, joue: [each["campagne_id"] for each in dits] == [joue["campagne"]],
        ("departement", "15"),
    ),
    Cas(
        "consolidation",
        {"campagne": "REMONTEE-2020-03"},
        lambda dit, _: dit["departements"][0]["structures"] == 1,
        ("campagne", "mars"),
    ),
    Cas("remontees", CANTAL, lambda dits, _: len(dits) == 1, ("campagne", "é")),
    Cas(
        "historique",
        {**STRUCTURE, "su": "2019-09-20T00:00:00+02:00"},
        lambda dits, _: [each["evenement"] for each in dits] == ["StructureRemontee"],
        ("su", "hier"),
    ),
)
