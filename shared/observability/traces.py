"""One trace from a command to its last reaction: W3C Trace Context on messages and on events."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from opentelemetry import trace as otel
from opentelemetry.context import Context
from opentelemetry.trace import Link, Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.observability.subject import about

PARENT, STATE = "traceparent", "tracestate"
WELL_FORMED = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
LONGEST_STATE = 512

W3C = TraceContextTextMapPropagator()
TRACER = otel.get_tracer("france-services")
"""Until the process exports its traces, only passes on the trace that it received."""


@dataclass(frozen=True)
class Trace:
    """The W3C context of a message or an event; empty if it is not traced."""

    parent: str = ""
    state: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> "Trace":
        """The trace in these headers or this provenance; UNTRACED if it is malformed."""
        if not fields.get(PARENT):
            return UNTRACED
        parent, state = str(fields[PARENT]), str(fields.get(STATE, ""))
        if not WELL_FORMED.fullmatch(parent):
            return UNTRACED
        return cls(parent, state if len(state) <= LONGEST_STATE else "")

    def carried(self) -> dict[str, str]:
        """The headers that are not empty."""
        return {name: text for name, text in ((PARENT, self.parent), (STATE, self.state)) if text}


UNTRACED = Trace()


def traced() -> bool:
    """True if this process records its steps; otherwise it only passes on what it received."""
    provided = not isinstance(otel.get_tracer_provider(), otel.ProxyTracerProvider)
    return provided or not isinstance(TRACER, otel.ProxyTracer)


def here(context: Context | None = None) -> Trace:
    """The trace of the work under way."""
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
    """A step of the trace; it shows only the class of an error, whose message may be personal.

    Where nothing is exported, a step only passes on the trace that a message carries.
    """
    if not trace.parent and not _exported():
        yield otel.get_current_span()
        return
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
def joining(name: str, attributes: Mapping[str, str], traces: Sequence[Trace]) -> Iterator[None]:
    """A step that several traces share: it begins one of its own, with a link to each."""
    contexts = (otel.get_current_span(_context(each)).get_span_context() for each in traces)
    links = [Link(context) for context in contexts if context.is_valid]
    with TRACER.start_as_current_span(name, Context(), attributes=dict(attributes), links=links):
        yield


@contextmanager
def consuming(queue: str, kind: str, ids: Mapping[str, str], trace: Trace) -> Iterator[None]:
    """The step of handling a message, in the trace that it carries; its `ids` are in the logs."""
    attributes = {
        "messaging.system": "rabbitmq",
        "messaging.operation.type": "process",
        "messaging.destination.name": queue,
        "messaging.message.id": ids["message_id"],
        "messaging.message.conversation_id": ids["correlation"],
    }
    with about(**ids), spanning(f"process {kind}", attributes, trace, SpanKind.CONSUMER):
        yield


@contextmanager
def producing(exchange: str, kind: str, message_id: str, trace: Trace) -> Iterator[Trace]:
    """The step of publishing a message, in the trace of its event; yields the trace to send."""
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
    """Mark the step under way, or the one given, as failed."""
    concerned = span or otel.get_current_span()
    concerned.set_attribute("error.type", type(error).__name__)
    concerned.set_status(StatusCode.ERROR)


def tried(error: Exception) -> None:
    """Note a retry in the step under way."""
    otel.get_current_span().add_event("retry", {"error.type": type(error).__name__})


def trace_id() -> str:
    """The id of the trace under way; empty if there is none."""
    context = otel.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else ""


def _exported() -> bool:
    """True if the process exports its traces: until then, the library has only proxies."""
    proxied = isinstance(TRACER, otel.ProxyTracer)
    return not (proxied and isinstance(otel.get_tracer_provider(), otel.ProxyTracerProvider))


def _context(trace: Trace) -> Context | None:
    return W3C.extract(trace.carried(), Context()) if trace.parent else None
