"""Reads a CycloneDX inventory, and writes it without the places where packages were looked for."""

import json
import sys

inventory = json.load(sys.stdin)
del inventory["metadata"]  # the tools that wrote it
for component in inventory["components"]:
    del component["externalReferences"], component["description"]
json.dump(inventory, sys.stdout, indent=2)
print()
