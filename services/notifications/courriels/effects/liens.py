"""Le lien d'inscription, complété au moment d'écrire le courriel."""

from collections.abc import Mapping
from uuid import UUID

from services.notifications.courriels.domain import Variables
from shared.liens import Signature


def avec_jeton(variables: Mapping[str, object], signature: Signature) -> Variables:
    """Ces variables, où l'adresse d'un lien porte son jeton ; telles quelles, sans lien."""
    if "lien_id" not in variables:
        return dict(variables)
    label_id, lien_id = (UUID(str(variables[name])) for name in ("label_id", "lien_id"))
    return {**variables, "url": signature.url(str(variables["url"]), label_id, lien_id)}
