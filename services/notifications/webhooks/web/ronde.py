"""La ronde : une tournée de chaque webhook ouvert, sans qu'un lent en retarde un autre."""

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID

from services.notifications.webhooks.domain import Webhooks
from services.notifications.webhooks.projections import comptes_abonnes, oublier_les_resilies
from services.notifications.webhooks.web.livreur import Abonne, Livreur
from shared import limits
from shared.log.told import Place, Told
from shared.observability import heartbeat, metrics
from shared.questions.rights import Asker
from shared.runtime.account_table import Table

logger = logging.getLogger(__name__)

BATTEMENT = "webhooks"
ISSUES = ("PRIS", "NON_PRIS", "ADRESSE_FERMEE", "NON_AUTORISE", "REPERE_PERDU", "ERREUR")
"""Toutes à zéro au départ : une alerte voit ainsi la première venue de chacune."""


class Ronde:
    """`comptes` : la table en vigueur ; None si l'installation n'en a pas."""

    def __init__(self, livreur: Livreur, comptes: Callable[[], Table | None]) -> None:
        self.livreur, self.comptes = livreur, comptes
        self.chez = livreur.chez
        self.en_cours: dict[UUID, Future[bool]] = {}
        self.fils = ThreadPoolExecutor(limits.WEBHOOKS_A_LA_FOIS.valeur, "tournee")
        self.lu, self.connus = -1, list[Webhooks]()
        self.passee = metrics.WEBHOOKS_ROUND.labels(self.chez.name)
        self.passee.set_to_current_time()
        for issue in ISSUES:
            metrics.WEBHOOKS.labels(issue)

    def passer(self) -> bool:
        """Lance les tournées qui peuvent l'être ; vrai si l'une au moins a encore à livrer."""
        heartbeat.beat(BATTEMENT)
        encore = self._finies()
        self.passee.set_to_current_time()
        if ouverts := [each for each in self._ouverts() if each.webhook.id not in self.en_cours]:
            tetes, dues = self._tetes(), self.livreur.files_dues()
            for abonne in ouverts:
                if abonne.file in dues or self.livreur.a_lire(abonne, tetes):
                    self._lancer(abonne, tetes)
        return encore

    def fermer(self) -> None:
        """Attend les envois en cours ; ce qui n'est pas envoyé attend dans sa file."""
        self.fils.shutdown()
        self.livreur.fermer()

    def _tetes(self) -> Mapping[str, Place]:
        """Jusqu'où chaque service a annoncé."""
        sources = self.livreur.sources.items()
        return {nom: Told(each.service, each.model).head() for nom, each in sources}

    def _lancer(self, abonne: Abonne, tetes: Mapping[str, Place]) -> None:
        tournee = self.fils.submit(self.livreur.tournee, abonne, tetes)
        self.en_cours[abonne.webhook.id] = tournee

    def _finies(self) -> bool:
        """Vrai si une tournée finie a encore à livrer ; une erreur est dite, et réessayée."""
        finies = {id: each for id, each in self.en_cours.items() if each.done()}
        encore = False
        for webhook_id, tournee in finies.items():
            del self.en_cours[webhook_id]
            if erreur := tournee.exception():
                metrics.WEBHOOKS.labels("ERREUR").inc()
                logger.error("Une tournée du webhook %s échoue", webhook_id, exc_info=erreur)
            else:
                encore = encore or tournee.result()
        return encore

    def _ouverts(self) -> Iterator[Abonne]:
        """Ceux dont le compte est encore ouvert ; sans table, tous."""
        table = self.comptes()
        actifs = table.active() if table else {}
        for siens in self._lus():
            ligne = actifs.get(siens.compte)
            if ligne or table is None:
                asker = Asker.of(ligne) if ligne else None
                for webhook in siens.actifs():
                    yield Abonne(siens.compte, webhook, asker)

    def _lus(self) -> list[Webhooks]:
        """Relus quand le journal du service a changé."""
        fin = self.chez.service.recorder.max_notification_id() or 0
        comptes = comptes_abonnes(self.chez.model)
        if fin != self.lu or len(comptes) != len(self.connus):
            lus = (self.chez.service.load(Webhooks, Webhooks.create_id(c)) for c in comptes)
            self.lu, self.connus = fin, [each for each in lus if each]
            oublier_les_resilies(self.chez.model)
        return self.connus
