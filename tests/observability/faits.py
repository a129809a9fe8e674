"""Shared by several tests: a recording bus, an unreachable database, RabbitMQ's measures."""

from typing import Any

from shared.messages.envelope import Envelope

ELSEWHERE = "postgresql+psycopg://personne:x@127.0.0.1:{port}/nulle_part"

# deps/rabbitmq_prometheus of RabbitMQ 3.10 to 4: metrics.md, and its collector of alarms.
OF_RABBITMQ = {
    "rabbitmq_alarms_file_descriptor_limit",
    "rabbitmq_alarms_free_disk_space_watermark",
    "rabbitmq_alarms_memory_used_watermark",
    "rabbitmq_detailed_queue_consumers",
    "rabbitmq_detailed_queue_messages",
    "rabbitmq_detailed_queue_messages_bytes",
    "rabbitmq_disk_space_available_bytes",
    "rabbitmq_disk_space_available_limit_bytes",
    "rabbitmq_process_resident_memory_bytes",
    "rabbitmq_resident_memory_limit_bytes",
}


class RecordingBus:
    """A bus that keeps the envelopes published."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    def publish(self, publisher: str, envelopes: Any) -> None:
        self.envelopes += envelopes

    def answer(self, *outcome: Any) -> None:
        """Does nothing: no command has a remote author here."""
