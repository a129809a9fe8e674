"""`python -m console`, the same as `france-services`."""

from console.entry import main

main()
