"""`python -m bench.bare_http PORT FILE`: gives the bytes of this file, served as our answers are.

Gives nothing, as our answers do, to a client that says it has it already.
"""

import sys
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.http.serving import listening, serve


def giving(body: bytes) -> Starlette:
    async def given(request: Request) -> Response:
        if "if-none-match" in request.headers:
            return Response(status_code=304)
        return Response(body, media_type="application/json")

    return Starlette(routes=[Route("/{path:path}", given)])


if __name__ == "__main__":
    serve(giving(Path(sys.argv[2]).read_bytes()), listening("127.0.0.1", int(sys.argv[1])))
