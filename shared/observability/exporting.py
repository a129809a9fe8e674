"""Where traces go: nowhere, unless the standard variables of OpenTelemetry name a collector."""

from collections.abc import Callable, Mapping

from opentelemetry import trace

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def nothing() -> None:
    """What there is to end where nothing was begun."""


def export_traces(service: str, role: str, known: Mapping[str, str]) -> Callable[[], None]:
    """In the background, by batches; what this returns sends the last ones. Once per process."""
    if not any(known.get(name) for name in ENDPOINTS):
        return nothing
    # Loaded by who exports only: the command starts without it.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create({"service.name": f"france-services-{service}", "role": role})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return provider.shutdown
