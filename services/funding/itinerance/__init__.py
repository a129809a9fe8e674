"""L'aide aux bus : une enveloppe, des inscriptions, et ce que chacune en reçoit (D.2)."""
