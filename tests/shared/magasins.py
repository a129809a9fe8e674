"""Les trois magasins d'événements, tels que les services sont réglés pour s'en servir."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from shared.clock import Clock, SystemClock
from shared.personal_data.master_keys import new_master_key
from shared.read_model import ReadModel
from shared.runtime.component import Component, Settings
from shared.runtime.migrations import TABLES
from shared.runtime.settings import embedded, from_environment
from tests.shared.address_book import build


@dataclass
class Magasin:
    """`ouvrir` construit un service comme un processus qui démarre ; tout est fermé à la fin."""

    store: Mapping[str, str]
    sql_url: str
    closing: ExitStack
    options: dict[str, str] = field(
        default_factory=lambda: {"MASTER_KEY": new_master_key(), "FRANCE_SERVICES_REVISION": ""}
    )

    def ouvrir(
        self,
        build: Callable[[Settings], Component] = build,
        clock: Clock | None = None,
        store: Mapping[str, str] = {},
    ) -> Component:
        settings = Settings(
            {**self.store, **store}, self.sql_url, self.options, clock or SystemClock()
        )
        component = build(settings)
        self.closing.callback(component.close)
        return component

    def avec(self, **options: str) -> "Magasin":
        """Le même, pour un processus réglé autrement."""
        return replace(self, options={**self.options, **options})


@contextmanager
def en_memoire(folder: Path) -> Iterator[Magasin]:
    """En mémoire ; sauf les tables de lecture et les clés, qui n'existent qu'en SQL."""
    with ExitStack() as closing:
        yield Magasin({}, f"sqlite:///{folder / 'carnets.sqlite'}", closing)


@contextmanager
def sur_sqlite(folder: Path) -> Iterator[Magasin]:
    settings = embedded("carnets", folder, SystemClock(), {})
    with ExitStack() as closing:
        yield Magasin(settings.store, settings.sql_url, closing)


@contextmanager
def sur_postgres(url: str) -> Iterator[Magasin]:
    parts = make_url(url)
    variables = {
        "DBNAME": parts.database,
        "HOST": parts.host,
        "PORT": parts.port or 5432,
        "USER": parts.username,
        "PASSWORD": parts.password or "",
    }
    with pytest.MonkeyPatch.context() as environment, ExitStack() as closing:
        for name, value in variables.items():
            environment.setenv(f"CARNETS_POSTGRES_{name}", str(value))
        environment.setenv("CREATE_TABLE", "y")
        settings = from_environment("carnets")
        yield Magasin(settings.store, settings.sql_url, closing)


def tables_qui_disent(model: ReadModel, mot: str) -> list[str]:
    """Les tables dont une ligne contient ce mot, en texte ou en octets."""
    tables = model.query(TABLES)
    trouvees = []
    for row in tables:
        lignes = model.query(f'SELECT t::text AS ligne FROM "{row["tablename"]}" AS t')
        textes = [each["ligne"] for each in lignes]
        if any(mot in texte or mot.encode().hex() in texte for texte in textes):
            trouvees.append(row["tablename"])
    return sorted(trouvees)
