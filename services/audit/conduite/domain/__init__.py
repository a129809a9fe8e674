"""L'audit : son état, et ce que l'on y décide, étape par étape."""
