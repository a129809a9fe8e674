"""From a message received to its outcome: reception, retries, parking, redrive, deadlines."""
