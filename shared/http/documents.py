"""The published documents, for anybody: the descriptions, and the schema that a message names."""

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import PurePosixPath

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from shared.http.answers import JSON, refused
from shared.http.problems import Problem

PLACE = "/contrats"
SCHEMA = "application/schema+json"
KEPT = {"Cache-Control": "public, max-age=3600"}


class Documents:
    """`write` gives the bytes of each, by its path; they are written when first asked for."""

    def __init__(self, write: Callable[[], Mapping[str, bytes]]) -> None:
        self.write = write

    @cached_property
    def written(self) -> Mapping[str, bytes]:
        return self.write()

    async def __call__(self, request: Request) -> Response:
        written = await run_in_threadpool(lambda: self.written)
        name = request.path_params["document"]
        if name not in written:
            return refused(
                Problem(
                    "AdresseInconnue",
                    f"Aucun contrat ne se nomme ainsi : « {PLACE}/asyncapi.json » les réunit tous.",
                )
            )
        return Response(written[name], headers=KEPT, media_type=media_type(name))


def media_type(name: str) -> str:
    return SCHEMA if PurePosixPath(name).parent.name == "schemas" else JSON
