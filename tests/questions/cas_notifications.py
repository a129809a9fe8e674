"""Un cas de chaque question des notifications, sur l'essai joué."""

from tests.questions.cas import Cas

STRUCTURE = {"structure_id": "@structure"}
CAS = (
    Cas(
        "courriels",
        STRUCTURE,
        lambda dits, _: (
            {"PORTEUR", "PREFECTURE"} <= {each["destinataire"] for each in dits}
            and all(each["clos_le"] for each in dits if each["etat"] == "REMIS")
        ),
        ("structure_id", "x"),
    ),
    Cas(
        "historique",
        STRUCTURE,
        lambda dits, _: "CourrielRemis" in [each["evenement"] for each in dits],
        ("su", "hier"),
    ),
)
