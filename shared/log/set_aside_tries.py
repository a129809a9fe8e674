"""Tries again the events set aside: at their date, or by another version of the code."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Protocol, cast

from shared.clock import instant
from shared.log.causes import is_outage
from shared.log.entries import Entry, entry_at
from shared.log.set_aside import FIRST, Aside, SetAside, Tries
from shared.observability import heartbeat
from shared.read_model import ReadModel
from shared.recording.application import Service
from shared.statements import apply

DUE = f"""SELECT * FROM evenements_mis_de_cote AS e
    WHERE etat = 'EN_ATTENTE' AND prochain_essai <= :maintenant AND {FIRST}
    ORDER BY lecteur, position LIMIT :limite"""
NEXT = f"""SELECT MIN(prochain_essai) AS le FROM evenements_mis_de_cote AS e
    WHERE etat = 'EN_ATTENTE' AND {FIRST}"""
BY_ANOTHER = """UPDATE evenements_mis_de_cote
    SET etat = 'EN_ATTENTE', tentatives = 0, code = :code, prochain_essai = :maintenant
    WHERE etat IN ('EN_ATTENTE', 'A_DECIDER') AND code <> :code"""
BATCH = 100


class TriesAgain(Protocol):
    """A reader of the log that sets events aside."""

    @property
    def name(self) -> str: ...

    @property
    def aside(self) -> SetAside: ...

    def again(self, entry: Entry) -> bool: ...


class SetAsideTries:
    """One try per event and turn; those that waited behind it follow, in the order of the log."""

    name = "set_aside"

    def __init__(
        self, service: Service, model: ReadModel, readers: Iterable[TriesAgain], tries: Tries
    ) -> None:
        self.service, self.model, self.tries = service, model, tries
        self.readers = {reader.name: reader for reader in readers}
        self.reconsidered = False

    def run(self) -> int:
        """Run one batch; returns the number of events tried.

        An outage stops the events of its reader only, and is raised at the end. The first run
        also tries what other versions of the code have given up.
        """
        if not self.reconsidered:
            self._reconsider()
        tried, outages = 0, []
        for reader, rows in groupby(self._due(), key=itemgetter("lecteur")):
            try:
                tried += sum(self._again(reader, row) for row in rows)
            except Exception as error:
                if not is_outage(error):
                    raise
                outages.append(error)
        if outages:
            raise outages[0]
        return tried

    def next_due(self) -> str | None:
        """The earliest try, as `instant` writes it; None if none is planned."""
        moment: str | None = self.model.query(NEXT)[0]["le"]
        return moment

    def _again(self, reader: str, row: Aside) -> bool:
        """Try one event; False if it was not tried."""
        heartbeat.beat(heartbeat.WORKER)
        if reader not in self.readers:
            return False
        return self._tried(self.readers[reader], row)

    def _tried(self, reader: TriesAgain, row: Aside) -> bool:
        try:
            return reader.again(entry_at(self.service, row["position"]))
        except Exception as error:
            if is_outage(error):
                raise
            reader.aside.failed(row["position"], row["tentatives"] + 1, error)
            return True

    def _due(self) -> Sequence[Aside]:
        now = instant(self.service.clock.now())
        found = self.model.query(DUE, {"maintenant": now, "limite": BATCH})
        return cast(Sequence[Aside], found)

    def _reconsider(self) -> None:
        now = instant(self.service.clock.now())
        with self.model.transaction() as connection:
            apply(connection, (BY_ANOTHER, {"code": self.tries.code, "maintenant": now}))
        self.reconsidered = True
