"""A small HTTP server in its own thread: it answers even while the rest of the process waits."""

import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

Answer = tuple[HTTPStatus, str, bytes]
Page = Callable[[], Answer]


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: a probe comes every few seconds."""


class Server:
    """Serves these pages until closed; port 0 takes a free one."""

    def __init__(self, pages: Mapping[str, Page], port: int) -> None:
        self.pages = pages
        self.http = make_server("", port, self.answer, Threaded, Silent)
        self.port = self.http.server_port
        self.thread = Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def answer(self, environ: Mapping[str, Any], start_response: Any) -> Iterable[bytes]:
        page = self.pages.get(environ["PATH_INFO"], not_found)
        status, kind, body = page()
        headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        start_response(f"{status.value} {status.phrase}", headers)
        return [body]

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()


def as_json(status: HTTPStatus, fields: Mapping[str, Any]) -> Answer:
    body = json.dumps(fields, ensure_ascii=False) + "\n"
    return status, "application/json; charset=utf-8", body.encode()


def not_found() -> Answer:
    return as_json(HTTPStatus.NOT_FOUND, {"etat": "page inconnue"})
