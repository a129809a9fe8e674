"""Shared by several tests: whether the distribution's servers can be started here."""

import os

import pytest

from tests.servers.packages import POSTGRES_PROGRAMS, RABBITMQ_PROGRAM

INSTALLED = RABBITMQ_PROGRAM.exists() and any(POSTGRES_PROGRAMS.glob("*/bin/initdb"))
NEEDS_PACKAGES = pytest.mark.skipif(
    not INSTALLED or os.geteuid() != 0,
    reason="les paquets postgresql et rabbitmq-server ne sont pas là, ou l'on n'est pas root",
)
