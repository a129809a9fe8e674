"""Le rapport signé devient un document."""
