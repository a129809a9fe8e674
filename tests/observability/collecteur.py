"""A collector of traces: the minimum of OTLP over HTTP."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Step:
    """A span, as it was exported."""

    service: str
    role: str
    name: str
    kind: int
    trace_id: str
    span_id: str
    parent: str
    attributes: Mapping[str, str]


class Collecteur(ThreadingHTTPServer):
    def __init__(self, address: str) -> None:
        self.steps: list[Step] = []
        super().__init__((address, 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def traces(self) -> Mapping[str, Sequence[Step]]:
        """The steps exported so far, by trace id."""
        found: dict[str, list[Step]] = defaultdict(list)
        for step in list(self.steps):
            found[step.trace_id].append(step)
        return found

    def about(self, name: str) -> list[Sequence[Step]]:
        """The traces that have a step of this name."""
        return [
            trace for trace in self.traces().values() if any(step.name == name for step in trace)
        ]


class Handler(BaseHTTPRequestHandler):
    server: Collecteur

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.steps += steps(ExportTraceServiceRequest.FromString(body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: the test reports enough."""


def steps(request: ExportTraceServiceRequest) -> Iterator[Step]:
    for resource in request.resource_spans:
        process = {each.key: each.value.string_value for each in resource.resource.attributes}
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Step(
                    process["service.name"],
                    process["role"],
                    span.name,
                    span.kind,
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.parent_span_id.hex(),
                    {each.key: each.value.string_value for each in span.attributes},
                )


@contextmanager
def collecting(address: str = "127.0.0.1") -> Iterator[Collecteur]:
    with Collecteur(address) as collecteur:
        thread = Thread(target=collecteur.serve_forever, daemon=True)
        thread.start()
        yield collecteur
        collecteur.shutdown()
        thread.join()
