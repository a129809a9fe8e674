"""Un dossier joué, son livreur, et l'heure que l'essai fait passer."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Self
from uuid import NAMESPACE_URL, UUID, uuid5

from console.execution.embedded import Programme, keeping_emails
from services.notifications.questions import QUESTIONS
from services.notifications.webhooks.commands import AbonnerWebhook
from services.notifications.webhooks.rules.adresse import Reseaux
from services.notifications.webhooks.web.envoi import Envoi
from services.notifications.webhooks.web.livreur import Livreur
from services.notifications.webhooks.web.ronde import Ronde
from shared.clock import SimulatedClock, SystemClock
from shared.delivery.parking import Chosen, Parked
from shared.delivery.reception import RetryPolicy
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.questions.asking import Refusee, Reponse, ask
from shared.questions.facts import DesFaits, Fait, faits
from shared.questions.rights import Asker
from shared.runtime.account_table import Compte, Table
from shared.runtime.stop import Stop
from tests.notifications.webhooks.recepteur import Recepteur

ICI = "127.0.0.0/8"
PUBLIEURS = ("labellisation", "audit", "funding", "onboarding")
OBSERVATOIRE = Acteur(role="OBSERVATOIRE", id="observatoire")
COMPTE = "observatoire"
ESSAIS = RetryPolicy(quick=(), later=(5, 60, 600, 3600))


class Atelier:
    """`reseaux` : ceux où un webhook peut mener ; un essai tourne sur la machine même."""

    def __init__(self, folder: Path, reseaux: str = ICI) -> None:
        self.folder = folder
        self.clock = SimulatedClock(SystemClock().now())
        options = {**keeping_emails(folder), "WEBHOOKS_RESEAUX": reseaux}
        self.programme = Programme(folder, self.clock, options)
        self.chez = self.programme.components["notifications"]
        self.sources = {nom: self.programme.components[nom] for nom in PUBLIEURS}
        envoi = Envoi(Reseaux.lire(reseaux), SystemClock(), secondes=2.0)
        self.arret = Stop()
        self.livreur = Livreur(self.chez, self.sources, envoi, ESSAIS, self.arret)
        self.table: Table | None = Table([self.ligne(PUBLIEURS)])
        self.ronde = Ronde(self.livreur, lambda: self.table)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.ronde.fermer()
        self.programme.close()
        self.arret.close()

    def ligne(self, ecoute: tuple[str, ...], compte: str = COMPTE) -> Compte:
        depuis = self.clock.now()
        return Compte(compte, ("OBSERVATOIRE",), depuis, ecoute=ecoute)

    def demander(self, kind: type[Command], compte: str = COMPTE, **dit: Any) -> Outcome:
        """Au nom d'un compte, comme par RabbitMQ."""
        message_id = uuid5(NAMESPACE_URL, f"{kind.__name__} {self.clock.now()}")
        demande = kind(message_id=message_id, acteur=OBSERVATOIRE, **dit)
        outcome = self.chez.service.receive(Envelope(demande, message_id, sender=compte))
        self.programme.settle()
        return outcome

    def abonner(self, recepteur: Recepteur, compte: str = COMPTE, **dit: Any) -> UUID:
        voulu = {"services": [*PUBLIEURS], "depuis": "ORIGINE", **dit}
        outcome = self.demander(AbonnerWebhook, compte, adresse=recepteur.adresse, **voulu)
        assert outcome.accepted, outcome
        webhook_id = outcome.cree["webhook_id"]
        assert isinstance(webhook_id, UUID)
        recepteur.secrets = self.secrets(webhook_id, compte)
        return webhook_id

    def secrets(self, webhook_id: UUID, compte: str = COMPTE) -> list[str]:
        reponse = self.poser("secrets_du_webhook", compte, webhook_id=str(webhook_id))
        assert isinstance(reponse, Reponse), reponse
        return [each["secret"] for each in reponse.contenu["secrets"]]

    def suivi(self, compte: str = COMPTE) -> list[dict[str, Any]]:
        reponse = self.poser("webhooks", compte)
        assert isinstance(reponse, Reponse), reponse
        return list(reponse.contenu)

    def poser(self, question: str, compte: str = COMPTE, **dit: str) -> Reponse | Refusee:
        asker = Asker.of(self.ligne(PUBLIEURS, compte))
        return ask(self.chez, QUESTIONS, asker, question, dit)

    def livrer(self) -> None:
        """Des rondes, jusqu'à ce qu'il n'y ait plus rien à livrer à cette heure."""
        encore = True
        while encore:
            self.ronde.passer()
            encore = any([each.result(timeout=60) for each in self.ronde.en_cours.values()])

    def passe(self, **duree: float) -> None:
        self.clock.advance(self.clock.now() + timedelta(**duree))

    def annonces(self, *services: str) -> list[Fait]:
        """Tous les faits de ces services, dans l'ordre où chacun les a annoncés."""
        trouves: list[Fait] = []
        for nom in services or PUBLIEURS:
            suite, page = "", None
            while page is None or not page["fin"]:
                page, suite = faits(self.sources[nom], DesFaits(), suite, 500)
                trouves += page["faits"]
        return trouves

    def retenus(self) -> list[Parked]:
        return [*self.chez.parking.all(Chosen())]
