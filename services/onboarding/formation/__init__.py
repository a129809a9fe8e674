"""La formation des agents : un programme daté, des sessions, des modules validés."""
