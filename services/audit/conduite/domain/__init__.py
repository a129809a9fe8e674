"""Un audit : son état (`audit`), sa vie (`cycle`), et ce que l'on y décide, étape par étape."""
