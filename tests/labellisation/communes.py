"""Le code officiel géographique chargé, comme la labellisation l'interroge."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from services.labellisation.geographie.questions import CodeGeographique, CommunesChargees
from shared.read_model import ReadModel


@contextmanager
def chargees(dossier: Path, geographie: CodeGeographique) -> Iterator[CommunesChargees]:
    """Dans une base du dossier."""
    with closing(ReadModel(f"sqlite:///{dossier / 'communes.sqlite'}")) as model:
        communes = CommunesChargees(model)
        communes.charger(geographie)
        yield communes
