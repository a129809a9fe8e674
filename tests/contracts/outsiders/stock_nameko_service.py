"""A nameko service of another team: it uses only nameko, and the name of a fact."""

import json
import os
from pathlib import Path
from typing import Any

from nameko.events import event_handler


class Statistics:
    name = "statistics"

    @event_handler("labellisation", "StructureLabellisee")  # type: ignore[untyped-decorator]
    def count(self, payload: dict[str, Any]) -> None:
        Path(os.environ["RECEIVED"]).write_text(json.dumps(payload))  # noqa: TID251
