"""Un cas de chaque question du raccordement, sur l'essai joué."""

from tests.questions.cas import (
    Cas,
)

STRUCTURE = {"structure_id": "@structure"}
CANTAL = {"departement": "15"}
CAS = (
    Cas(
        "raccordement",
        STRUCTURE,
        lambda dits, joue: (
            (dits[0]["label_id"], dits[0]["etat"], dits[0]["manque"])
            == (joue["label"], "APPLICATIONS_OUVERTES", ["FORMATION"])
        ),
        ("au", "2020"),
    ),
    Cas(
        "sessions",
        CANTAL,
        lambda dits, joue: [each["session_id"] for each in dits] == [joue["session"]],
        ("departement", "99"),
    ),
    Cas(
        "session",
        {"session_id": "@session"},
        lambda dit, joue: (
            [each["agent_id"] for each in dit["convoques"]] == [joue["agent"]]
            and len(dit["demi_journees"]) == 5
        ),
        ("session_id", "x"),
    ),
    Cas(
        "programme_de_formation",
        {},
        lambda dit, _: "SOCLE" in [each["code"] for each in dit["blocs"]],
        ("au", "2020"),
    ),
    Cas(
        "referents",
        CANTAL,
        lambda dit, joue: (
            joue["referent"]
            in [each["referent_id"] for siens in dit["operateurs"] for each in siens["referents"]]
        ),
        ("departement", None),
    ),
    Cas(
        "delais",
        CANTAL,
        lambda dits, _: [(each["operateur"], each["demandes"]) for each in dits] == [("CNAF", 1)],
        ("departement", "99"),
    ),
    Cas(
        "demandes",
        {**STRUCTURE, "operateur": "CAF"},
        lambda dits, joue: [each["sollicitation_id"] for each in dits] == [joue["sollicitation"]],
        ("operateur", ""),
    ),
    Cas(
        "demande",
        {"sollicitation_id": "@sollicitation"},
        lambda dit, _: (
            dit["objet"] == "Un dossier perdu."
            and [each["reponse"] for each in dit["reponses"]] == ["Le voici."]
        ),
        ("sollicitation_id", "x"),
    ),
    Cas(
        "bureau",
        {},
        lambda dit, _: [each["domaine"] for each in dit["domaines"]] == ["caf.example.org"],
        ("departement", "15"),
    ),
    Cas(
        "recherche_admise",
        {"adresse": "https://www.caf.example.org/aides"},
        lambda dit, _: dit == {"admise": True},
        ("adresse", ""),
    ),
    Cas(
        "question_suivante",
        {"choix": {"operateur": "CNAF"}},
        lambda dit, _: dit["code"] == "theme",
        ("choix", "CNAF"),
    ),
    Cas(
        "activite",
        {**STRUCTURE, "du": "2020-03-01", "au": "2020-03-31"},
        lambda dit, _: dit["passages"] == 1 and dit["operateurs"] == {"CNAF": 1},
        ("du", "mars"),
    ),
    Cas("convention", CANTAL, lambda dit, _: dit["complete"], ("au", "2020")),
    Cas("annexe", STRUCTURE, lambda dit, _: dit["etat"] == "GENEREE", ("structure_id", "x")),
    Cas(
        "historique",
        STRUCTURE,
        lambda dits, _: "CompteStructureCree" in [each["evenement"] for each in dits],
        ("su", "hier"),
    ),
)
