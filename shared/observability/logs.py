"""Logs on stderr: one line of text, or of JSON, per event; no personal data (ADR 0018)."""

import logging
import sys
import threading
from collections.abc import Mapping
from copy import copy
from types import TracebackType
from typing import Any, TextIO

from pythonjsonlogger.json import JsonFormatter

from shared.observability import early
from shared.observability.redaction import redacted, redacted_traceback
from shared.observability.stderr import AsLogs
from shared.observability.subject import subject
from shared.observability.traces import trace_id
from shared.visible import escaped, visible

TEXT = "%(asctime)s %(levelname)s %(name)s : %(message)s"
INDENTED = "\n    "
JSON = "json"
RENAMED = {"levelname": "level", "name": "logger"}
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

logger = logging.getLogger("france-services")


class AsText(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Format a copy without `exc_text`: another handler may have put the full message there."""
        own = copy(record)
        own.exc_text = None
        return super().format(own)

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line to log, where the controls and line breaks of a message are written out."""
        record.message = visible(record.message).replace("\n", INDENTED)
        return super().formatMessage(record)

    def formatException(self, ei: ExcInfo) -> str:
        return redacted_traceback(ei[1]) if ei[1] else ""


class AsJson(JsonFormatter):
    def format(self, record: logging.LogRecord) -> str:
        """JSON leaves as they are the controls that a terminal reads beyond ASCII."""
        return escaped(super().format(record))

    def formatException(self, ei: Any) -> str:
        return redacted_traceback(ei[1]) if ei[1] else ""

    def add_fields(
        self,
        log_data: dict[str, Any],
        record: logging.LogRecord,
        message_dict: dict[str, Any],
    ) -> None:
        super().add_fields(log_data, record, message_dict)
        ids = {**subject(), "trace_id": trace_id()}
        log_data.update({name: value for name, value in ids.items() if value})


def redact(record: logging.LogRecord) -> bool:
    """Redact the errors among the arguments: their messages may quote a person."""
    record.msg = redacted(record.msg)
    if isinstance(record.args, Mapping):
        record.args = {name: redacted(value) for name, value in record.args.items()}
    elif record.args:
        record.args = tuple(redacted(value) for value in record.args)
    return True


def configure(service: str, role: str, style: str) -> None:
    """Set up all the logs of the process: its libraries', its warnings, its uncaught errors.

    As JSON, what a library writes on stderr by itself is a line of JSON too.
    """
    written = handler(service, role, style, sys.stderr)
    logging.basicConfig(level=logging.INFO, handlers=[written], force=True)
    if style == JSON:
        sys.stderr = AsLogs(sys.stderr)
    logging.captureWarnings(True)
    for warning in early.kept():
        logging.getLogger("py.warnings").warning("%s", warning)
    sys.excepthook = uncaught
    threading.excepthook = lambda args: uncaught(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )


def handler(service: str, role: str, style: str, stream: TextIO) -> logging.Handler:
    written = logging.StreamHandler(stream)
    written.setFormatter(formatter(service, role, style))
    written.addFilter(redact)
    return written


def formatter(service: str, role: str, style: str) -> logging.Formatter:
    if style != JSON:
        return AsText(TEXT)
    return AsJson(
        ["levelname", "name", "message"],
        rename_fields=RENAMED,
        static_fields={"service": service, "role": role},
        timestamp="time",
        json_ensure_ascii=False,
    )


def uncaught(kind: type[BaseException], error: BaseException, place: TracebackType | None) -> None:
    logger.critical("Le processus s'arrête sur une erreur", exc_info=(kind, error, place))
