"""Le service, vu de la page : ses questions et ses demandes, posées d'un fil à part."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from services.onboarding.inscription.questions import (
    Avancement,
    Inscription,
    a_cette_adresse,
    avancement,
    inscription,
)
from shared.limits import DUREE_D_UNE_PAGE
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from shared.runtime.component import Component

T = TypeVar("T")
SECONDES = float(DUREE_D_UNE_PAGE.valeur)


@dataclass(frozen=True)
class Ouvert:
    """Le service ouvert, la façon de lui faire une demande, et de le fermer."""

    component: Component
    envoyer: Callable[[Command], Outcome]
    fermer: Callable[[], None]


class Guichet:
    """Un seul fil parle au service, qui n'est fait pour aucun autre : la page, elle, n'attend pas.

    `ouvrir` est appelé dans ce fil. Ce qui n'a pas répondu à temps lève `TimeoutError`, et
    continue.
    """

    def __init__(self, ouvrir: Callable[[], Ouvert], secondes: float = SECONDES) -> None:
        self.secondes = secondes
        self.fil = ThreadPoolExecutor(1, "guichet")
        self.ouvert = self.fil.submit(ouvrir).result()

    async def demander(self, demande: Command) -> Outcome:
        return await self._faire(lambda: self.ouvert.envoyer(demande))

    async def inscription(self, label_id: UUID) -> Inscription | None:
        return await self._faire(lambda: inscription(self.ouvert.component, label_id))

    async def avancement(self, structure_id: UUID) -> Avancement:
        au = self.maintenant()
        return await self._faire(lambda: avancement(self.ouvert.component, structure_id, au))

    async def a_cette_adresse(self, departement: str, courriel: str) -> list[Inscription]:
        component = self.ouvert.component
        return await self._faire(lambda: a_cette_adresse(component, departement, courriel))

    def attendre_son_tour(self) -> None:
        """Rend la main quand le fil du service a fini ce qui était commencé."""
        self.fil.submit(lambda: None).result()

    def maintenant(self) -> datetime:
        return self.ouvert.component.service.clock.now()

    def fermer(self) -> None:
        """Une fois fini ce qui était commencé."""
        self.fil.submit(self.ouvert.fermer).result()
        self.fil.shutdown()

    async def _faire(self, acte: Callable[[], T]) -> T:
        en_cours = asyncio.get_running_loop().run_in_executor(self.fil, acte)
        return await asyncio.wait_for(asyncio.shield(en_cours), self.secondes)
