"""Un schéma JSON, ou un morceau du document AsyncAPI : leur forme est celle de leurs normes."""

from typing import Any

Schema = dict[str, Any]
