"""Where the commands write."""

from rich.console import Console

console = Console()
"""One for all commands, as wide as the terminal."""

erreurs = Console(stderr=True)
