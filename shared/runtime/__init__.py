"""Processes: assembly, settings, migrations, leader, nameko host, worker, probes."""
