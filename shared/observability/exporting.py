"""The export of traces, if OpenTelemetry's standard variables name a collector."""

from collections.abc import Callable, Mapping

from opentelemetry import trace

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def no_export() -> None:
    """Ends an export that was not begun."""


def export_traces(service: str, role: str, variables: Mapping[str, str]) -> Callable[[], None]:
    """Export in the background, by batches; returns the function that sends the last one.

    Call it once per process.
    """
    if not any(variables.get(name) for name in ENDPOINTS):
        return no_export
    # Imported only to export: the command line starts faster without it.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create({"service.name": f"france-services-{service}", "role": role})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return provider.shutdown
