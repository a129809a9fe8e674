"""Une tournée d'un webhook : ce qui attendait d'abord, puis les faits nouveaux de chaque service.

L'ordre de chaque structure est gardé : un fait qui n'est pas pris retient ceux qui le suivent. Un
fait peut être envoyé deux fois après une panne, sous le même identifiant ; aucun n'est perdu.
"""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from services.notifications.webhooks.commands import LIVREUR, ConstaterAdresseFermee
from services.notifications.webhooks.domain import Webhook
from services.notifications.webhooks.projections import Lus
from services.notifications.webhooks.rules.faits import types_de
from services.notifications.webhooks.web.corps import message_de
from services.notifications.webhooks.web.envoi import AdresseFermee, Envoi, NonPris
from shared import limits
from shared.delivery.parking import BEHIND, Parked
from shared.delivery.reception import RetryPolicy
from shared.log.told import Place
from shared.messages.envelope import Envelope
from shared.messages.raw import ID, RawMessage
from shared.observability import metrics
from shared.questions.facts import DesFaits, Fait, cursor_since, faits, question_of
from shared.questions.rights import Asker, QuestionNonAutorisee, check
from shared.runtime.component import Component
from shared.runtime.stop import Stop

Tete = Place
"""Jusqu'où un service a annoncé ; tant qu'elle ne change pas, il n'y a rien de nouveau."""


@dataclass(frozen=True)
class Abonne:
    """Un webhook ouvert, et le compte à qui il est ; sans table des comptes, `asker` est vide."""

    compte: str
    webhook: Webhook
    asker: Asker | None

    @property
    def file(self) -> str:
        return self.webhook.file


class Livreur:
    """Livre les faits des services `sources`, et tient ses comptes dans la base de `chez`."""

    def __init__(
        self,
        chez: Component,
        sources: Mapping[str, Component],
        envoi: Envoi,
        essais: RetryPolicy,
        arret: Stop,
    ) -> None:
        self.chez, self.sources, self.envoi = chez, sources, envoi
        self.essais, self.arret = essais, arret
        self.parking, self.lus = chez.parking, Lus(chez.model)
        self.lues: dict[tuple[UUID, str], Tete] = {}
        self.fils = ThreadPoolExecutor(limits.ENVOIS_A_LA_FOIS.valeur, "webhook")

    def fermer(self) -> None:
        self.fils.shutdown()
        self.envoi.fermer()

    def tournee(self, abonne: Abonne, tetes: Mapping[str, Tete]) -> bool:
        """Vrai s'il reste sans doute à livrer dès maintenant."""
        repris = self._reprendre(abonne)
        if self._arrete(abonne):
            return repris
        nouveaux = [self._nouveaux(abonne, each, tetes) for each in abonne.webhook.services]
        return repris or any(nouveaux)

    def _arrete(self, abonne: Abonne) -> bool:
        """Trop de structures attendent : l'adresse ne répond sans doute plus à personne."""
        return self.parking.standing(abonne.file) >= limits.LIGNES_D_UN_WEBHOOK.valeur

    def _reprendre(self, abonne: Abonne) -> bool:
        """Ce qui est dû, un fait par structure ; si l'adresse revient, le reste l'est aussitôt."""
        arrete = self._arrete(abonne)
        dus = self.parking.due(self._maintenant(), abonne.file)
        pris = [*self.fils.map(partial(self._encore, abonne), dus)]
        if arrete and any(pris):
            self.parking.hasten(abonne.file, self._maintenant())
        return any(pris)

    def _encore(self, abonne: Abonne, row: Parked) -> bool:
        message, essais = self.parking.raw_message(row["cle"]), row["tentatives"] + 1
        if message is None:
            return True
        try:
            self._poster(abonne, message)
        except NonPris as refus:
            now = self._maintenant()
            self.parking.failed(row["cle"], refus, now, self.essais.next(now, essais), essais)
            return False
        self.parking.release(row["cle"])
        return True

    def _nouveaux(self, abonne: Abonne, service: str, tetes: Mapping[str, Tete]) -> bool:
        place = (abonne.webhook.id, service)
        if self.lues.get(place) == tetes[service]:
            return False
        types = types_de(service, abonne.webhook.types)
        if types is None or not self._entend(abonne, service):
            return False
        curseur = self._curseur(abonne.webhook, service)
        combien = limits.FAITS_D_UNE_TOURNEE.valeur
        page, suite = faits(self.sources[service], DesFaits(types=types), curseur, combien)
        self._livrer(abonne, page["faits"])
        self.lus.garder(abonne.webhook.id, service, suite)
        if not page["faits"] and page["fin"]:
            self.lues[place] = tetes[service]
        return suite != curseur

    def _curseur(self, webhook: Webhook, service: str) -> str:
        lu = self.lus.curseur(webhook.id, service)
        if lu is None and webhook.depuis:
            return cursor_since(self.sources[service], webhook.depuis)
        return lu or ""

    def _entend(self, abonne: Abonne, service: str) -> bool:
        """Le droit est celui de relire les faits (ADR 0037), jugé à chaque tournée."""
        if abonne.asker is None:
            return True
        try:
            check(self.sources[service], question_of(service), abonne.asker, DesFaits())
        except QuestionNonAutorisee:
            metrics.WEBHOOKS.labels("NON_AUTORISE").inc()
            return False
        return True

    def _livrer(self, abonne: Abonne, page: Sequence[Fait]) -> None:
        """Les structures ensemble ; les faits de chacune, l'un après l'autre."""
        messages = [message_de(abonne.webhook.id, each) for each in page]
        held = self.parking.held(abonne.file, {each.subject for each in messages})
        deque(self.fils.map(partial(self._livrer_ligne, abonne, held), lignes(messages)), 0)

    def _livrer_ligne(
        self, abonne: Abonne, held: Collection[str], messages: Sequence[RawMessage]
    ) -> None:
        """Dès qu'un fait n'est pas pris, les suivants attendent derrière lui."""
        retenue = messages[0].subject in held
        for message in messages:
            if retenue or self.arret.ordered:
                now = self._maintenant()
                self.parking.keep(message, BEHIND, "", now, now, 0)
            else:
                retenue = not self._pris(abonne, message)

    def _pris(self, abonne: Abonne, message: RawMessage) -> bool:
        """Faux si le fait n'a pas été pris : il attend désormais un nouvel essai."""
        try:
            self._poster(abonne, message)
        except NonPris as refus:
            now = self._maintenant()
            cause, essai = type(refus).__name__, self.essais.next(now, 1)
            self.parking.keep(message, cause, str(refus), now, essai, 1)
            return False
        return True

    def _poster(self, abonne: Abonne, message: RawMessage) -> None:
        webhook = abonne.webhook
        secrets = [each.valeur for each in webhook.qui_signent(self._maintenant())]
        try:
            with metrics.WEBHOOK_SECONDS.time():
                self.envoi.poster(webhook.adresse, secrets, message.headers[ID], message.body)
        except AdresseFermee as fermee:
            self._suspendre(abonne, str(fermee))
            raise
        except NonPris:
            metrics.WEBHOOKS.labels("NON_PRIS").inc()
            raise
        metrics.WEBHOOKS.labels("PRIS").inc()

    def _suspendre(self, abonne: Abonne, raison: str) -> None:
        """Les faits attendent dans sa file : il les aura s'il reprend."""
        metrics.WEBHOOKS.labels("ADRESSE_FERMEE").inc()
        constat = ConstaterAdresseFermee(
            message_id=uuid5(abonne.webhook.id, self._maintenant().isoformat()),
            acteur=LIVREUR,
            compte=abonne.compte,
            webhook_id=abonne.webhook.id,
            raison=raison,
        )
        self.chez.service.receive(Envelope(constat, constat.message_id))

    def _maintenant(self) -> datetime:
        return self.chez.service.clock.now()


def lignes(messages: Sequence[RawMessage]) -> list[list[RawMessage]]:
    """Les faits de chaque structure, dans leur ordre ; un fait qui n'en a pas est seul."""
    trouvees: dict[str, list[RawMessage]] = {}
    for message in messages:
        trouvees.setdefault(message.subject or message.key, []).append(message)
    return [*trouvees.values()]
