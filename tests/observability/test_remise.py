"""Every alert of the house, rung by its measures, reaches a mailbox and a webhook."""

import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
import yaml

from tests.deploy.pile import until
from tests.deploy.prometheus import alerts
from tests.observability.alertmanager import FOLDER
from tests.observability.remise import available, chain
from tests.servers.addresses import inherited

PATIENCE = 120.0
FAULTS = """
france_services_worker_leads{service="funding"} 0
france_services_database_up{service="funding"} 0
france_services_database_writable{service="funding"} 0
france_services_pool_connections_in_use{service="funding",pool="journal"} 10
france_services_pool_connections_limit{service="funding",pool="journal"} 10
france_services_tail_lag_seconds{service="funding",tail="relay"} 120
france_services_tail_lag_seconds{service="funding",tail="projection.journal"} 900
france_services_events_set_aside{service="funding",tail="relay",state="A_DECIDER"} 1
france_services_oldest_event_set_aside_seconds{service="funding"} 90000
france_services_dead_letters{service="funding"} 3
france_services_oldest_dead_letter_seconds{service="funding"} 90000
france_services_oldest_overdue_deadline_seconds{service="funding"} 4000
france_services_archive_last_failure_timestamp_seconds{service="funding"} 300
france_services_archive_last_success_timestamp_seconds{service="funding"} 200
france_services_build_info{service="funding",version="0.2.0",revision="a"} 1
france_services_build_info{service="audit",version="0.2.0",revision="b"} 1
france_services_tail_failures_total{service="funding",tail="relay"} CROIT
france_services_retries_total{service="funding",cause="X"} CROIT
france_services_unreadable_requests_total{service="funding",account="cantal",cause="X"} CROIT
france_services_publications_refused_total{service="funding",queue="X"} CROIT
france_services_accounts_unusable{service="funding"} 1
france_services_inboxes{service="funding",state="ATTENDUE"} 1
france_services_http_tokens_unusable 1
france_services_http_requests_total{question="",status="401"} CROIT
france_services_http_requests_total{question="audit.audits",status="503"} CROIT
france_services_http_seconds_bucket{question="audit.audits",le="5.0"} 0
france_services_http_seconds_bucket{question="audit.audits",le="10.0"} CROIT
france_services_http_seconds_bucket{question="audit.audits",le="+Inf"} CROIT
france_services_http_limited_total{per="compte"} CROIT
france_services_questions_forbidden_total{service="audit",account="cantal"} CROIT
france_services_page_seconds_count{page="structure",status="503"} CROIT
france_services_page_seconds_count{page="structure",status="429"} CROIT
france_services_page_seconds_bucket{page="structure",status="503",le="1.0"} 0
france_services_page_seconds_bucket{page="structure",status="503",le="2.5"} CROIT
france_services_page_seconds_bucket{page="structure",status="503",le="+Inf"} CROIT
france_services_webhook_round_timestamp_seconds{service="notifications"} 1
france_services_webhook_deliveries_total{outcome="ERREUR"} CROIT
france_services_webhook_deliveries_total{outcome="REPERE_PERDU"} CROIT
france_services_webhook_oldest_parked_seconds{service="notifications",state="EN_ATTENTE"} 100000
france_services_webhook_parked_facts{service="notifications",webhook="w1",state="MORT"} 3
rabbitmq_detailed_queue_messages{queue="funding.inbox.cantal"} 900
france_services_handling_seconds_bucket{service="funding",le="1.0"} 0
france_services_handling_seconds_bucket{service="funding",le="5.0"} CROIT
france_services_handling_seconds_bucket{service="funding",le="+Inf"} CROIT
rabbitmq_alarms_free_disk_space_watermark 1
rabbitmq_disk_space_available_bytes 900000000
rabbitmq_disk_space_available_limit_bytes 1000000000
rabbitmq_detailed_queue_messages{queue="funding.inbox"} 5000
rabbitmq_detailed_queue_consumers{queue="funding.inbox"} 0
"""
"""Each measure at the value of its fault; those that are missing are faults as well."""

WITH_MAIL = {"ALERTES_A": "a@example.org", "ALERTES_DE": "d@example.org"}
WITH_SMTP = {"SMTP_HOST": "smtp.example.org", "SMTP_PORT": "587", "SMTP_TLS": "starttls"}


@pytest.mark.skipif(
    not available(),
    reason="il faut être root, et les paquets prometheus, prometheus-alertmanager et "
    "prometheus-node-exporter",
)
def test_every_alert_reaches_the_mailbox_and_the_webhook(tmp_path: Path) -> None:
    with chain(tmp_path, FAULTS) as receivers:

        def all_told() -> bool:
            return receivers.reached() >= set(alerts())

        with suppress(TimeoutError):
            until(all_told, "des alertes ne sont pas parvenues", PATIENCE)

        assert set(alerts()) - receivers.mailed() == set(), "n'ont pas écrit"
        assert set(alerts()) - receivers.told() == set(), "n'ont pas appelé"


def written(folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run alertmanager.sh, which writes its configuration and starts `true`."""
    known = {"CONFIG": str(folder / "c.yml"), "SECRETS": str(folder), "ALERTMANAGER": "true"}
    return subprocess.run(
        [FOLDER / "alertmanager.sh"],
        env={**inherited(), **known, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def receiver(folder: Path) -> dict[str, list[dict[str, object]]]:
    [found] = yaml.safe_load((folder / "c.yml").read_text(encoding="utf-8"))["receivers"]
    return {name: value for name, value in found.items() if name != "name"}


def test_a_real_server_is_asked_for_tls_with_an_account_whose_password_is_a_file(
    tmp_path: Path,
) -> None:
    assert written(tmp_path, **WITH_MAIL, **WITH_SMTP, SMTP_USER="fs").returncode == 0

    [mail] = receiver(tmp_path)["email_configs"]
    assert (mail["smarthost"], mail["require_tls"]) == ("smtp.example.org:587", True)
    assert (mail["auth_username"], mail["auth_password_file"]) == (
        "fs",
        f"{tmp_path}/smtp_password",
    )
    assert (tmp_path / "c.yml").stat().st_mode & 0o077 == 0


def test_the_address_to_call_may_be_a_secret_and_be_alone(tmp_path: Path) -> None:
    (tmp_path / "alertes_webhook").write_text("https://example.org/jeton\n")

    assert written(tmp_path).returncode == 0

    assert list(receiver(tmp_path)) == ["webhook_configs"]
    assert receiver(tmp_path)["webhook_configs"][0]["url"] == "https://example.org/jeton"


@pytest.mark.parametrize(
    "variables, said",
    [
        ({}, "aucune alerte n'atteindrait personne"),
        ({**WITH_MAIL, **WITH_SMTP, "SMTP_TLS": "implicite"}, "demande le port 465"),
        ({**WITH_MAIL, **WITH_SMTP, "SMTP_TLS": "oui"}, "non, starttls ou implicite"),
    ],
)
def test_alerts_that_would_reach_nobody_are_refused(
    variables: dict[str, str], said: str, tmp_path: Path
) -> None:
    refused = written(tmp_path, **variables)

    assert refused.returncode == 1 and said in refused.stderr
