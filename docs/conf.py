"""How the documentation is built: `make docs`, without network, warnings are errors."""

from __future__ import annotations

import hashlib
import sys
from importlib.metadata import version as installed
from pathlib import Path

DOCS = Path(__file__).parent
ROOT = DOCS.parent
sys.path.insert(0, str(ROOT / "tools"))

from pygments.lexers.special import TextLexer  # noqa: E402
from sphinx.highlighting import lexers  # noqa: E402

import doc_pages  # noqa: E402


def _state() -> str:
    """Name the state of library and data, so that notebooks run again when either changes."""
    digest = hashlib.sha256()
    for folder in ("src", "data"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


project = "syria-analysis"
author = "The syria-analysis authors"
copyright = "The syria-analysis authors; code BSD 3-Clause, data CC BY-SA 4.0"
version = release = installed("syria-analysis")
extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_design",
]
exclude_patterns = ["_build", "gallery"]
templates_path: list[str] = []

suppress_warnings = ["toc.not_included"]  # a new page may wait for its place

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3

nb_execution_mode = "cache"
nb_execution_cache_path = str(ROOT / "build" / "docs-cache" / _state())
nb_execution_raise_on_error = True
nb_execution_timeout = 600
nb_merge_streams = True
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # else pages load a script from the network

autodoc_preserve_defaults = True
autodoc_typehints = "none"  # numpydoc's Parameters tell the types
autodoc_class_signature = "separated"  # who asks makes none of these classes by hand
autodoc_member_order = "bysource"
autosummary_generate = False
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

lexers["csv"] = TextLexer()

html_theme = "pydata_sphinx_theme"
html_title = "syria-analysis"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_theme_options = {
    "navbar_align": "left",
    "header_links_before_dropdown": 6,
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
    "show_nav_level": 1,
    "footer_start": ["copyright"],
    "footer_end": [],
}
html_context = {"default_mode": "auto"}  # else a first visit is told of an invalid one
html_sidebars: dict[str, list[str]] = {"index": [], "generated/gallery": []}


def setup(app: object) -> None:
    """Write the pages that are made from code and data, and lead links out of `docs` to pages."""
    doc_pages.write(DOCS / "generated")
    app.connect("source-read", doc_pages.lead_links)  # type: ignore[attr-defined]
