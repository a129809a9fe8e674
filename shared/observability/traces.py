"""One trace from a command to its last reaction: W3C Trace Context on messages and on events."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from opentelemetry import trace as otel
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.observability.subject import about

PARENT, STATE = "traceparent", "tracestate"
WELL_FORMED = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
LONGEST_STATE = 512

W3C = TraceContextTextMapPropagator()
TRACER = otel.get_tracer("france-services")
"""Does nothing until a process exports its traces, but for handing on what it was given."""


@dataclass(frozen=True)
class Trace:
    """Where a message or an event stands in its trace; empty where nobody traces."""

    parent: str = ""
    state: str = ""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Trace":
        """What these headers or this provenance say, if it is well formed: anybody may write it."""
        parent, state = str(said.get(PARENT, "")), str(said.get(STATE, ""))
        if not WELL_FORMED.fullmatch(parent):
            return UNTRACED
        return cls(parent, state if len(state) <= LONGEST_STATE else "")

    def carried(self) -> dict[str, str]:
        return {name: said for name, said in ((PARENT, self.parent), (STATE, self.state)) if said}


UNTRACED = Trace()


def here(context: Context | None = None) -> Trace:
    """Where the work under way stands."""
    carrier: dict[str, str] = {}
    W3C.inject(carrier, context)
    return Trace.of(carrier)


@contextmanager
def spanning(
    name: str,
    attributes: Mapping[str, str],
    trace: Trace = UNTRACED,
    kind: SpanKind = SpanKind.INTERNAL,
) -> Iterator[Span]:
    """A step of the trace; of an error it tells the class only: its words may be about a person."""
    with TRACER.start_as_current_span(
        name,
        _context(trace),
        kind,
        dict(attributes),
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield span
        except Exception as error:
            failed(error)
            raise


@contextmanager
def consuming(queue: str, kind: str, said: Mapping[str, str], trace: Trace) -> Iterator[None]:
    """A message in hand: its own step of the trace that it carries, and what the logs tell."""
    attributes = {
        "messaging.system": "rabbitmq",
        "messaging.operation.type": "process",
        "messaging.destination.name": queue,
        "messaging.message.id": said["message_id"],
        "messaging.message.conversation_id": said["correlation"],
    }
    with about(**said), spanning(f"process {kind}", attributes, trace, SpanKind.CONSUMER):
        yield


@contextmanager
def producing(exchange: str, kind: str, message_id: str, trace: Trace) -> Iterator[Trace]:
    """A message that leaves among others: what it must carry, from the event that it tells."""
    attributes = {
        "messaging.system": "rabbitmq",
        "messaging.operation.type": "send",
        "messaging.destination.name": exchange,
        "messaging.message.id": message_id,
    }
    span = TRACER.start_span(f"send {kind}", _context(trace), SpanKind.PRODUCER, attributes)
    try:
        yield here(otel.set_span_in_context(span))
    except Exception as error:
        failed(error, span)
        raise
    finally:
        span.end()


def failed(error: Exception, span: Span | None = None) -> None:
    """The step under way did not do what it had to."""
    concerned = span or otel.get_current_span()
    concerned.set_attribute("error.type", type(error).__name__)
    concerned.set_status(StatusCode.ERROR)


def tried(error: Exception) -> None:
    """The step under way begins again."""
    otel.get_current_span().add_event("retry", {"error.type": type(error).__name__})


def trace_id() -> str:
    """Of the work under way; empty where nobody traces."""
    context = otel.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else ""


def _context(trace: Trace) -> Context | None:
    return W3C.extract(trace.carried(), Context()) if trace.parent else None
