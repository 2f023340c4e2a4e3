"""nbformat, imported without what takes a second and serves nothing here.

Where `rfc3987-syntax` is installed, as JupyterLab has it, jsonschema builds a grammar of web
addresses while it is imported, to check values of the formats ``iri`` and ``iri-reference``. No
schema of a notebook or of this package has such a value.
"""

from __future__ import annotations

import sys

__all__ = ["nbformat"]

_GRAMMAR = "rfc3987_syntax"

_hidden = "jsonschema" not in sys.modules and _GRAMMAR not in sys.modules
if _hidden:
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]  # so that importing it fails
try:
    import nbformat
finally:
    if _hidden:
        del sys.modules[_GRAMMAR]
