"""Une tournée d'un webhook : ce qui attendait d'abord, puis les faits nouveaux de chaque service.

L'ordre de chaque structure est gardé : un fait qui n'est pas pris retient ceux qui le suivent. Un
fait peut être envoyé deux fois après une panne, sous le même identifiant ; aucun n'est perdu.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import UUID, uuid5

from services.notifications.webhooks.commands import LIVREUR, SuspendreWebhook
from services.notifications.webhooks.domain import FILES, Webhook
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
from shared.questions.asking import CURSEUR_ILLISIBLE, QuestionIllisible
from shared.questions.facts import (
    DesFaits,
    Fait,
    PageDeFaits,
    cursor_since,
    faits,
    question_of,
)
from shared.questions.rights import Asker, QuestionNonAutorisee, check
from shared.runtime.component import Component
from shared.runtime.stop import Stop

REPERE_PERDU = (
    "Le journal de {} n'est plus celui où ce webhook lisait : sa base fut sans doute restaurée. "
    "« ReprendreWebhook » le fait repartir des premiers faits demandés à l'abonnement ; ceux que "
    "vous avez déjà reviennent sous le même « id »."
)
T = TypeVar("T")
R = TypeVar("R")
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

    def fermer(self) -> None:
        self.envoi.fermer()

    def files_dues(self) -> set[str]:
        """Les files de webhooks où un fait peut être essayé de nouveau."""
        return self.parking.due_queues(FILES, self._maintenant())

    def a_lire(self, abonne: Abonne, tetes: Mapping[str, Tete]) -> bool:
        """Faux si tout ce que ses services ont annoncé est lu : une tournée ne trouverait rien."""
        webhook = abonne.webhook
        return any(self.lues.get((webhook.id, each)) != tetes[each] for each in _voulus(webhook))

    def tournee(self, abonne: Abonne, tetes: Mapping[str, Tete]) -> bool:
        """Vrai s'il reste sans doute à livrer dès maintenant."""
        repris = self._reprendre(abonne)
        if self._arrete(abonne):
            return repris
        voulus = _voulus(abonne.webhook).items()
        nouveaux = [self._nouveaux(abonne, nom, types, tetes[nom]) for nom, types in voulus]
        return repris or any(nouveaux)

    def _arrete(self, abonne: Abonne) -> bool:
        """Trop de structures attendent : l'adresse ne répond sans doute plus à personne."""
        return self.parking.standing(abonne.file) >= limits.LIGNES_D_UN_WEBHOOK.valeur

    def _reprendre(self, abonne: Abonne) -> bool:
        """Ce qui est dû, un fait par structure ; si l'adresse revient, le reste l'est aussitôt."""
        arrete = self._arrete(abonne)
        dus = self.parking.due(self._maintenant(), abonne.file)
        pris = ensemble(partial(self._encore, abonne), dus)
        if arrete and any(pris):
            self.parking.hasten(abonne.file, self._maintenant())
        return any(pris)

    def _encore(self, abonne: Abonne, row: Parked) -> bool:
        message, essais = self.parking.raw_message(row["cle"]), row["tentatives"] + 1
        if message is None or not message.body:  # écarté depuis
            return False
        try:
            self._poster(abonne, message)
        except NonPris as refus:
            now = self._maintenant()
            self.parking.failed(row["cle"], refus, now, self.essais.next(now, essais), essais)
            return False
        self.parking.release(row["cle"])
        return True

    def _nouveaux(self, abonne: Abonne, service: str, types: tuple[str, ...], tete: Tete) -> bool:
        place = (abonne.webhook.id, service)
        if self.lues.get(place) == tete or not self._entend(abonne, service):
            return False
        if (lue := self._page(abonne, service, types)) is None:
            return False
        page, suite = lue
        self._livrer(abonne, page["faits"])
        avant = self.lus.curseur(abonne.webhook.id, service)
        self.lus.garder(abonne.webhook.id, service, suite)
        if not page["faits"] and page["fin"]:
            self.lues[place] = tete
        return suite != avant

    def _page(
        self, abonne: Abonne, service: str, types: tuple[str, ...]
    ) -> tuple[PageDeFaits, str] | None:
        """None si le journal n'est plus celui que ce webhook lisait : il est suspendu."""
        source, limite = self.sources[service], limits.FAITS_D_UNE_TOURNEE.valeur
        try:
            curseur = self._curseur(abonne.webhook, service)
            return faits(source, DesFaits(types=types), curseur, limite)
        except QuestionIllisible as perdu:
            if perdu.code != CURSEUR_ILLISIBLE:
                raise
            self._perdre_le_repere(abonne, service)
            return None

    def _perdre_le_repere(self, abonne: Abonne, service: str) -> None:
        """Suspendu d'abord : après une mort entre les deux, le repère est perdu de nouveau."""
        self._suspendre(abonne, REPERE_PERDU.format(service), "REPERE_PERDU")
        self.lus.oublier(abonne.webhook.id, service)

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
        ensemble(partial(self._livrer_ligne, abonne, held), lignes(messages))

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
            self._suspendre(abonne, str(fermee), "ADRESSE_FERMEE")
            raise
        except NonPris:
            metrics.WEBHOOKS.labels("NON_PRIS").inc()
            raise
        metrics.WEBHOOKS.labels("PRIS").inc()

    def _suspendre(self, abonne: Abonne, raison: str, issue: str) -> None:
        """Les faits attendent, dans sa file ou les journaux : il les aura s'il reprend."""
        metrics.WEBHOOKS.labels(issue).inc()
        constat = SuspendreWebhook(
            message_id=uuid5(abonne.webhook.id, self._maintenant().isoformat()),
            acteur=LIVREUR,
            compte=abonne.compte,
            webhook_id=abonne.webhook.id,
            raison=raison,
        )
        self.chez.service.receive(Envelope(constat, constat.message_id))

    def _maintenant(self) -> datetime:
        return self.chez.service.clock.now()


def _voulus(webhook: Webhook) -> dict[str, tuple[str, ...]]:
    """Les services dont il veut au moins un fait, et lesquels : () pour tous."""
    voulus = {each: types_de(each, webhook.types) for each in webhook.services}
    return {nom: types for nom, types in voulus.items() if types is not None}


def ensemble(travail: Callable[[T], R], choses: Sequence[T]) -> list[R]:
    """Plusieurs à la fois, par des fils de cette tournée seule : un webhook lent n'en prend aucun
    à un autre."""
    if len(choses) < 2:
        return [*map(travail, choses)]
    with ThreadPoolExecutor(limits.ENVOIS_A_LA_FOIS.valeur, "webhook") as fils:
        return [*fils.map(travail, choses)]


def lignes(messages: Sequence[RawMessage]) -> list[list[RawMessage]]:
    """Les faits de chaque structure, dans leur ordre ; un fait qui n'en a pas est seul."""
    trouvees: dict[str, list[RawMessage]] = {}
    for message in messages:
        trouvees.setdefault(message.subject or message.key, []).append(message)
    return [*trouvees.values()]
