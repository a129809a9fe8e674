"""Les notifications, assemblées."""

from collections.abc import Mapping
from pathlib import Path

from services.notifications.courriels.application import HANDLERS as COURRIELS
from services.notifications.courriels.effects.boite import Boite
from services.notifications.courriels.effects.envoi import Facteur
from services.notifications.courriels.effects.remise import Courrier
from services.notifications.courriels.policies.echeances import echeances
from services.notifications.courriels.projections import SUIVI
from services.notifications.courriels.rules.annuaire import charger_annuaire
from services.notifications.publishing import to_contract
from services.notifications.webhooks.application import HANDLERS as WEBHOOKS
from services.notifications.webhooks.projections import SUIVI as SUIVI_DES_WEBHOOKS
from services.notifications.webhooks.projections import Lus
from services.notifications.webhooks.rules.adresse import Reseaux
from shared.delivery.reception import RetryPolicy
from shared.liens import Signature
from shared.read_model import ReadModel
from shared.recording.application import Service
from shared.recording.handlers import Handlers
from shared.runtime.component import Component, Settings
from shared.runtime.settings import ConfigurationRefused, key_ring, number, require
from shared.runtime.version import running

HANDLERS = Handlers("notifications", COURRIELS, WEBHOOKS)


def build(settings: Settings) -> Component:
    """Ouvre le journal et les tables ; exige LINK_SECRET.

    Le serveur SMTP n'est joint qu'au premier courriel.
    """
    options = settings.options
    annuaire = Path(options["DIRECTORY_PATH"]) if "DIRECTORY_PATH" in options else None
    model = ReadModel(settings.sql_url)
    Lus(model)  # its table is part of the service's, whether or not webhooks are delivered
    keys = key_ring(model, options, "notifications")
    given = {"annuaire": charger_annuaire(annuaire), "reseaux": reseaux_admis(options)}
    service = Service(HANDLERS, settings.store, settings.clock, keys, given)
    facteur = _facteur(options)
    signature = Signature(require(options, "LINK_SECRET", "notifications"))
    courrier = Courrier(facteur, options["SMTP_FROM"], signature)
    return Component(
        service,
        model,
        to_contract,
        [SUIVI, SUIVI_DES_WEBHOOKS],
        courrier.effect,
        facteur.fermer,
        retry_policy=RetryPolicy.of(options),
        code=str(running(options)),
        decide_deadlines=echeances,
    )


def reseaux_admis(options: Mapping[str, str]) -> Reseaux:
    """Lève ConfigurationRefused si WEBHOOKS_RESEAUX ne se lit pas."""
    try:
        return Reseaux.lire(options["WEBHOOKS_RESEAUX"])
    except ValueError as error:
        raise ConfigurationRefused(f"WEBHOOKS_RESEAUX : {error}") from error


def _facteur(options: Mapping[str, str]) -> Facteur | Boite:
    if "SMTP_DOSSIER" in options:
        return Boite(Path(options["SMTP_DOSSIER"]))
    try:
        return Facteur(
            options["SMTP_HOST"],
            number(options, "SMTP_PORT"),
            tls=options["SMTP_TLS"],  # type: ignore[arg-type]
            utilisateur=options.get("SMTP_USER"),
            mot_de_passe=options.get("SMTP_PASSWORD"),
        )
    except ValueError as error:
        raise ConfigurationRefused(f"SMTP_TLS : {error}") from error
