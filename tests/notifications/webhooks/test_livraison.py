"""Les faits arrivent signés, tous, une fois, dans l'ordre de chaque structure."""

from time import sleep
from typing import Any

from services.notifications.webhooks.commands import (
    RenouvelerSecretDuWebhook,
    ReprendreWebhook,
    ResilierWebhook,
)
from services.notifications.webhooks.rules.adresse import Reseaux
from services.notifications.webhooks.web.envoi import Envoi
from shared.clock import SystemClock
from shared.limits import ENVOIS_A_LA_FOIS, LIGNES_D_UN_WEBHOOK
from shared.runtime.account_table import Table
from tests.notifications.webhooks.atelier import COMPTE, ICI, PUBLIEURS, Atelier
from tests.notifications.webhooks.ordre import par_structure
from tests.notifications.webhooks.recepteur import Recepteur, prendre


def tout_y_est(atelier: Atelier, recepteur: Recepteur, *services: str) -> None:
    """Rien de perdu, rien deux fois, et l'ordre de chaque structure."""
    annonces = atelier.annonces(*services)
    assert len(recepteur.ids) == len(set(recepteur.ids)) == len(annonces)
    assert par_structure(recepteur.pris) == par_structure(annonces)


def test_tout_depuis_l_origine(atelier: Atelier, recepteur: Recepteur) -> None:
    """J-19."""
    atelier.abonner(recepteur)

    atelier.livrer()

    tout_y_est(atelier, recepteur)
    assert not atelier.retenus()


def test_au_repos_aucune_tournee_n_est_lancee(atelier: Atelier, recepteur: Recepteur) -> None:
    atelier.abonner(recepteur, types=["StructureLabellisee"])
    atelier.livrer()

    atelier.ronde.passer()
    atelier.ronde.passer()

    assert atelier.ronde.en_cours == {}


def test_le_fait_est_celui_de_la_file(atelier: Atelier, recepteur: Recepteur) -> None:
    atelier.abonner(recepteur, services=["audit"])

    atelier.livrer()

    dits = {each["id"]: each for each in atelier.annonces("audit")}
    assert {each["id"]: each for each in recepteur.pris} == dits


def test_seulement_les_types_voulus(atelier: Atelier, recepteur: Recepteur) -> None:
    atelier.abonner(recepteur, types=["StructureLabellisee", "AuditConcluant"])

    atelier.livrer()

    assert {each["type"] for each in recepteur.pris} == {"StructureLabellisée", "AuditConcluant"}


def test_depuis_l_abonnement_rien_du_passe(atelier: Atelier, recepteur: Recepteur) -> None:
    atelier.passe(days=1)
    atelier.abonner(recepteur, depuis="ABONNEMENT")

    atelier.livrer()

    assert recepteur.pris == []


def test_un_fait_refuse_retient_sa_structure_seule(atelier: Atelier, recepteur: Recepteur) -> None:
    atelier.abonner(recepteur)
    malade = next(
        each["subject"] for each in atelier.annonces("labellisation") if "subject" in each
    )
    recepteur.repond = lambda fait: 500 if fait.get("subject") == malade else 204

    atelier.livrer()

    attendus = [each for each in atelier.annonces() if each.get("subject") != malade]
    assert len(recepteur.pris) == len(attendus)
    assert {each["sujet"] for each in atelier.retenus()} == {malade}
    assert recepteur.refuses == [500]

    recepteur.repond = prendre
    atelier.passe(seconds=6)
    atelier.livrer()
    tout_y_est(atelier, recepteur)


def test_une_heure_de_panne_ne_perd_rien(atelier: Atelier, recepteur: Recepteur) -> None:
    """J-19."""
    atelier.abonner(recepteur)
    recepteur.repond = lambda fait: 503
    for _ in range(6):
        atelier.livrer()
        atelier.passe(minutes=10)
    assert recepteur.pris == []
    assert len({each["sujet"] for each in atelier.retenus()}) >= LIGNES_D_UN_WEBHOOK.valeur
    assert len(atelier.retenus()) < len(atelier.annonces())

    recepteur.repond = prendre
    atelier.passe(hours=1)
    atelier.livrer()

    tout_y_est(atelier, recepteur)
    assert not atelier.retenus()


def test_apres_le_dernier_essai_il_attend_une_decision(
    atelier: Atelier, recepteur: Recepteur
) -> None:
    atelier.abonner(recepteur, types=["StructureLabellisee"])
    recepteur.repond = lambda fait: 500
    for _ in range(6):
        atelier.livrer()
        atelier.passe(hours=2)
    [suivi] = atelier.suivi()
    assert suivi["abandonnes"] == suivi["en_attente"] > 0

    recepteur.repond = prendre
    atelier.livrer()
    assert recepteur.pris == []
    for each in atelier.retenus():
        atelier.chez.parking.redrive(each["cle"], atelier.clock.now())
    atelier.livrer()
    assert len(recepteur.ids) == suivi["abandonnes"]


def test_un_fait_ecarte_pendant_la_tournee_le_reste(atelier: Atelier, recepteur: Recepteur) -> None:
    atelier.abonner(recepteur, types=["StructureLabellisee"])
    recepteur.repond = lambda fait: 503
    atelier.livrer()
    atelier.passe(seconds=6)
    dus = len({each["sujet"] for each in atelier.retenus()})

    def ecarter_les_autres(fait: dict[str, Any]) -> int:
        for each in atelier.retenus():
            if fait["id"] not in each["entetes"]:
                atelier.chez.parking.discard(each["cle"], atelier.clock.now())
        return 503

    recepteur.repond, recepteur.refuses = ecarter_les_autres, []
    atelier.livrer()

    assert dus > ENVOIS_A_LA_FOIS.valeur >= len(recepteur.refuses) > 0
    assert len(atelier.retenus()) <= 1


def test_une_adresse_fermee_suspend_et_reprend(atelier: Atelier, recepteur: Recepteur) -> None:
    webhook_id = atelier.abonner(recepteur)
    recepteur.repond = lambda fait: 410
    atelier.livrer()
    [suivi] = atelier.suivi()
    assert suivi["etat"] == "SUSPENDU" and "410" in suivi["raison"]

    recepteur.repond = prendre
    atelier.passe(hours=1)
    atelier.livrer()
    assert recepteur.pris == []

    assert atelier.demander(ReprendreWebhook, webhook_id=webhook_id).accepted
    atelier.livrer()
    tout_y_est(atelier, recepteur)


def test_un_repere_perdu_suspend_puis_repart_de_l_abonnement(
    atelier: Atelier, recepteur: Recepteur
) -> None:
    """Comme après la restauration d'une base : le journal n'est plus celui où il lisait."""
    webhook_id = atelier.abonner(recepteur)
    atelier.livrer()
    lus, pris = atelier.livreur.lus, [*recepteur.pris]
    ailleurs = lus.curseur(webhook_id, "labellisation")
    assert ailleurs
    lus.garder(webhook_id, "audit", ailleurs)
    atelier.livreur.lues.clear()

    atelier.livrer()

    [suivi] = atelier.suivi()
    assert suivi["etat"] == "SUSPENDU" and "audit" in suivi["raison"]
    assert "ReprendreWebhook" in suivi["raison"] and recepteur.pris == pris

    assert atelier.demander(ReprendreWebhook, webhook_id=webhook_id).accepted
    atelier.livrer()
    relus = [each["id"] for each in atelier.annonces("audit")]
    assert sorted(recepteur.ids[len(pris) :]) == sorted(relus)
    assert {*relus} < {each["id"] for each in pris}, "sous le même identifiant"


def test_deux_secrets_signent_le_temps_du_recouvrement(
    atelier: Atelier, recepteur: Recepteur
) -> None:
    webhook_id = atelier.abonner(recepteur, services=["labellisation"])
    [ancien] = atelier.secrets(webhook_id)
    assert atelier.demander(RenouvelerSecretDuWebhook, webhook_id=webhook_id).accepted
    nouveau, encore = atelier.secrets(webhook_id)
    assert encore == ancien != nouveau

    recepteur.secrets = [ancien]
    recepteur.repond = lambda fait: 204 if len(recepteur.pris) < 5 else 503
    atelier.livrer()
    recepteur.secrets = [nouveau]
    recepteur.repond = prendre
    atelier.passe(seconds=6)
    atelier.livrer()
    tout_y_est(atelier, recepteur, "labellisation")
    assert {len(each.split()) for each in recepteur.signatures} == {2}

    atelier.passe(hours=24)
    assert atelier.secrets(webhook_id) == [nouveau]


def test_un_secret_ne_se_lit_pas_dans_la_base(atelier: Atelier, recepteur: Recepteur) -> None:
    webhook_id = atelier.abonner(recepteur)
    [secret] = atelier.secrets(webhook_id)
    base = (atelier.folder / "notifications.sqlite").read_bytes()
    assert secret.encode() not in base and secret.removeprefix("whsec_").encode() not in base


def test_un_compte_revoque_ne_recoit_plus(atelier: Atelier, recepteur: Recepteur) -> None:
    atelier.abonner(recepteur)
    atelier.table = Table([atelier.ligne(PUBLIEURS)]).revoked(COMPTE, atelier.clock.now())

    atelier.livrer()

    assert recepteur.pris == []


def test_un_compte_ne_recoit_que_ce_qu_il_entend(atelier: Atelier, recepteur: Recepteur) -> None:
    atelier.abonner(recepteur)
    atelier.table = Table([atelier.ligne(("funding",))])

    atelier.livrer()

    tout_y_est(atelier, recepteur, "funding")


def test_un_webhook_resilie_ne_recoit_plus(atelier: Atelier, recepteur: Recepteur) -> None:
    webhook_id = atelier.abonner(recepteur)
    assert atelier.demander(ResilierWebhook, webhook_id=webhook_id).accepted

    atelier.livrer()

    assert recepteur.pris == []


def test_ce_qui_attendait_un_webhook_resilie_est_oublie(
    atelier: Atelier, recepteur: Recepteur
) -> None:
    webhook_id = atelier.abonner(recepteur, services=["funding"])
    recepteur.repond = lambda fait: 500
    atelier.livrer()
    assert atelier.retenus()

    atelier.demander(ResilierWebhook, webhook_id=webhook_id)
    atelier.livrer()

    assert not atelier.retenus()


def test_un_compte_n_agit_que_sur_ses_webhooks(atelier: Atelier, recepteur: Recepteur) -> None:
    webhook_id = atelier.abonner(recepteur)

    refus = atelier.demander(ResilierWebhook, compte="autre", webhook_id=webhook_id)

    assert refus.code == "WebhookInconnu"
    assert atelier.suivi("autre") == []


def test_une_adresse_lente_n_en_retarde_pas_une_autre(
    atelier: Atelier, recepteur: Recepteur
) -> None:
    """La lente ne répond à aucun fait avant que l'autre les ait tous."""
    with Recepteur() as lent:
        lent.repond = lambda fait: 204 if lent.attente.wait(30) else 500
        atelier.livreur.envoi = Envoi(Reseaux.lire(ICI), SystemClock(), secondes=60)
        atelier.abonner(lent, services=["funding"])
        atelier.abonner(recepteur, services=["funding"])

        attendus = len(atelier.annonces("funding"))
        while len(recepteur.pris) < attendus:
            atelier.ronde.passer()
            sleep(0.01)
        assert lent.pris == [] and lent.refuses == []
        lent.attente.set()
        atelier.passe(hours=1)
        atelier.livrer()

        assert {*lent.ids} == {each["id"] for each in atelier.annonces("funding")}
