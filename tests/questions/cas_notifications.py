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
        "webhooks",
        {},
        lambda dits, joue: (
            [each["webhook_id"] for each in dits] == [joue["webhook"]]
            and dits[0]["etat"] == "ACTIF"
        ),
        ("compte", "autre"),
    ),
    Cas(
        "secrets_du_webhook",
        {"webhook_id": "@webhook"},
        lambda dit, _: [each["jusqu_au"] for each in dit["secrets"]] == [""],
        ("webhook_id", "x"),
    ),
    Cas(
        "historique",
        STRUCTURE,
        lambda dits, _: "CourrielRemis" in [each["evenement"] for each in dits],
        ("su", "hier"),
    ),
)
