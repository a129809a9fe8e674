"""Logs on stderr: one line of text, or of JSON, per event; no personal data (ADR 0018)."""

import logging
import sys
import threading
from collections.abc import Mapping
from copy import copy
from types import TracebackType
from typing import Any, TextIO

from pythonjsonlogger.json import JsonFormatter

from shared.observability.redaction import discreet, told
from shared.observability.subject import subject
from shared.observability.traces import trace_id

TEXT = "%(asctime)s %(levelname)s %(name)s : %(message)s"
RENAMED = {"levelname": "level", "name": "logger"}
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

logger = logging.getLogger("france-services")


class AsText(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Another handler may have kept the error's own words on the record."""
        own = copy(record)
        own.exc_text = None
        return super().format(own)

    def formatException(self, ei: ExcInfo) -> str:
        return told(ei[1]) if ei[1] else ""


class AsJson(JsonFormatter):
    def formatException(self, ei: Any) -> str:
        return told(ei[1]) if ei[1] else ""

    def add_fields(
        self,
        log_data: dict[str, Any],
        record: logging.LogRecord,
        message_dict: dict[str, Any],
    ) -> None:
        super().add_fields(log_data, record, message_dict)
        known = {**subject(), "trace_id": trace_id()}
        log_data.update({name: value for name, value in known.items() if value})


def without_words(record: logging.LogRecord) -> bool:
    """An error among the arguments may quote a person: only what it may say is left."""
    record.msg = discreet(record.msg)
    if isinstance(record.args, Mapping):
        record.args = {name: discreet(value) for name, value in record.args.items()}
    elif record.args:
        record.args = tuple(discreet(value) for value in record.args)
    return True


def configure(service: str, role: str, style: str) -> None:
    """Everything that the process logs, its libraries included, and what nobody catches."""
    written = handler(service, role, style, sys.stderr)
    logging.basicConfig(level=logging.INFO, handlers=[written], force=True)
    sys.excepthook = uncaught
    threading.excepthook = lambda args: uncaught(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )


def handler(service: str, role: str, style: str, stream: TextIO) -> logging.Handler:
    written = logging.StreamHandler(stream)
    written.setFormatter(formatter(service, role, style))
    written.addFilter(without_words)
    return written


def formatter(service: str, role: str, style: str) -> logging.Formatter:
    if style != "json":
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
