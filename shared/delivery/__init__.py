"""The delivery of messages: wire format, reception, retries, parking, redrive, deadlines."""
