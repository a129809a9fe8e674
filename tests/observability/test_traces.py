"""A trace goes on wherever a message waits; a message without a trace is handled the same."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import SpanContext, SpanKind, StatusCode

from console.execution.embedded import InProcessBus
from shared.clock import SystemClock
from shared.delivery.wire import raw_message_of
from shared.log.readers import Effect, recorded_after
from shared.messages.commands import Command
from shared.messages.envelope import Envelope
from shared.observability import traces
from shared.observability.traces import UNTRACED, Trace
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.bus.emetteur import nouvelle
from tests.bus.harnais import FILE, OPTIONS
from tests.bus.lecteur import build as build_lecteur
from tests.observability.faits import RecordingBus
from tests.shared.registre import Registre, composant, inscription

MADE_ELSEWHERE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = Trace(f"00-{MADE_ELSEWHERE}-00f067aa0ba902b7-01", "atelier=1")
SUJET = UUID(int=15)


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(traces, "TRACER", provider.get_tracer("essai"))
    yield exporter
    provider.shutdown()


@pytest.fixture
def lecteur(tmp_path: Path) -> Iterator[Component]:
    options = {**OPTIONS, "DOCUMENTS": str(tmp_path)}
    component = build_lecteur(embedded("lecteur", tmp_path, SystemClock(), options))
    component.projection_readers()
    yield component
    component.close()


@pytest.fixture
def registres(tmp_path: Path) -> Iterator[Callable[..., Component]]:
    opened: list[Component] = []

    def ouvrir(effect: Effect | None = None) -> Component:
        opened.append(composant(embedded("registres", tmp_path, SystemClock(), {}), effect))
        return opened[-1]

    yield ouvrir
    for component in opened:
        component.close()


def traced(texte: str, trace: Trace = PARENT) -> Envelope:
    return replace(nouvelle(SUJET, texte), trace=trace)


def step(exported: InMemorySpanExporter, name: str) -> ReadableSpan:
    return [each for each in exported.get_finished_spans() if each.name == name][-1]


def trace_id(span: ReadableSpan) -> str:
    return f"{ids(span).trace_id:032x}"


def ids(span: ReadableSpan) -> SpanContext:
    context = span.get_span_context()
    assert context
    return context


def test_a_message_is_a_step_of_the_trace_that_it_carries(
    lecteur: Component, exported: InMemorySpanExporter
) -> None:
    lecteur.reception.take(raw_message_of(FILE, traced("bonjour")))

    handled, commit = step(exported, "process Nouvelle"), step(exported, "commit")
    assert (trace_id(handled), handled.kind) == (MADE_ELSEWHERE, SpanKind.CONSUMER)
    assert commit.parent == handled.get_span_context()


def test_an_event_remembers_its_trace_and_the_relay_of_another_process_goes_on(
    registres: Callable[..., Component], exported: InMemorySpanExporter
) -> None:
    registres().service.receive(replace(inscription("Ada"), trace=PARENT))
    with traces.spanning("un autre travail", {}):
        bus = RecordingBus()
        [relay, *_] = registres().readers(bus)
        relay.run()

    sent = step(exported, "send NomInscrit")
    [envelope] = bus.envelopes
    assert sent.kind == SpanKind.PRODUCER
    assert f"{ids(sent).span_id:016x}" in envelope.trace.parent


def test_a_message_that_waits_keeps_its_trace(
    lecteur: Component, exported: InMemorySpanExporter
) -> None:
    lecteur.reception.hand_over(FILE, traced("PANNE 4"))
    [row] = lecteur.parking.all()
    assert json.loads(row["entetes"])["traceparent"] == PARENT.parent

    first = step(exported, "process Nouvelle")
    assert first.status.status_code == StatusCode.ERROR
    assert [event.name for event in first.events] == ["retry"] * 3
    lecteur.parking.redrive(row["cle"], lecteur.service.clock.now())
    [retries, *_] = lecteur.timed(RecordingBus())
    retries.run()
    assert list(lecteur.parking.all()) == []
    last = step(exported, "process Nouvelle")
    assert (trace_id(last), last.status.status_code) == (MADE_ELSEWHERE, StatusCode.UNSET)


def test_an_effect_and_its_outcome_belong_to_the_trace_of_their_event(
    registres: Callable[..., Component], exported: InMemorySpanExporter
) -> None:
    def perform(event: Any, prepared: Any) -> Command:
        body = inscription("Grace", 2).body
        assert isinstance(body, Command)
        return body

    component = registres(Effect(Registre.NomEcrit, perform))
    with traces.spanning("la demande", {}):
        component.service.receive(inscription("Ada"))
    component.readers(RecordingBus())[-1].run()

    command, done = step(exported, "la demande"), step(exported, "effect NomEcrit")
    prepared = step(exported, "prepare NomEcrit")
    assert trace_id(command) == trace_id(done) == trace_id(prepared)
    events = [event for _, event in recorded_after(component.service, 0)]
    assert {trace_id(command) in each.provenance["traceparent"] for each in events} == {True}


def test_in_one_process_the_bus_hands_the_trace_on(
    lecteur: Component, exported: InMemorySpanExporter
) -> None:
    InProcessBus([lecteur]).publish("emetteur", [traced("bonjour")])

    assert trace_id(step(exported, "process Nouvelle")) == MADE_ELSEWHERE


@pytest.mark.parametrize(
    "trace", [UNTRACED, Trace("n'importe quoi"), Trace("00-" + "0" * 32 + "-" + "0" * 16 + "-01")]
)
def test_a_message_without_a_usable_trace_opens_one(
    lecteur: Component, exported: InMemorySpanExporter, trace: Trace
) -> None:
    assert lecteur.reception.take(raw_message_of(FILE, traced("bonjour", trace)))

    assert step(exported, "process Nouvelle").parent is None


def test_where_nobody_exports_the_trace_of_others_is_handed_on(lecteur: Component) -> None:
    lecteur.reception.take(raw_message_of(FILE, traced("bonjour")))
    lecteur.reception.take(raw_message_of(FILE, traced("bonsoir", UNTRACED)))

    first, *_, last = [event for _, event in recorded_after(lecteur.service, 0)]
    assert first.provenance["traceparent"] == PARENT.parent
    assert "traceparent" not in last.provenance


def test_what_is_not_sampled_is_neither_exported_nor_cut(
    lecteur: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(sampler=ALWAYS_OFF, shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(traces, "TRACER", provider.get_tracer("essai"))

    lecteur.reception.take(raw_message_of(FILE, traced("bonjour")))

    [(_, event), *_] = recorded_after(lecteur.service, 0)
    assert exporter.get_finished_spans() == ()
    assert MADE_ELSEWHERE in event.provenance["traceparent"]
    assert event.provenance["traceparent"].endswith("-00")


def test_of_an_error_a_step_tells_the_class_only(exported: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError), traces.spanning("un pas", {}):
        raise ValueError("jeanne@mairie.example")

    exported_step = step(exported, "un pas").to_json()
    assert "ValueError" in exported_step and "jeanne" not in exported_step
