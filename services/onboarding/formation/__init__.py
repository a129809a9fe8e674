"""La formation des agents : un programme daté, des sessions, et ce que chaque agent a validé."""
