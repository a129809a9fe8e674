"""La labellisation, assemblée."""

from services.labellisation.application import Labellisation
from services.labellisation.communes import CommunesChargees
from services.labellisation.projections import REGISTRE
from services.labellisation.publishing import to_contract
from shared.component import Component, Settings
from shared.readmodel import ReadModel
from shared.reception import Patience


def build(settings: Settings) -> Component:
    """Ouvre le journal et les tables du service."""
    model = ReadModel(settings.sql_url)
    service = Labellisation(settings.store, settings.clock, CommunesChargees(model))
    return Component(
        service, model, to_contract, [REGISTRE], patience=Patience.of(settings.options)
    )
