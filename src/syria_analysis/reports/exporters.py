"""nbconvert exporters: ``jupyter nbconvert --to syria-html`` and ``--to syria-pdf``.

Both use a Jinja template named by its path inside the package, so they are constructed without
looking anything up on the machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbconvert.exporters import TemplateExporter
from traitlets import default

from syria_analysis.reports.document import in_language, read_document
from syria_analysis.reports.text import escape_html, typst_string
from syria_analysis.text.language import say

__all__ = ["ReportHTMLExporter", "ReportPDFExporter"]

TEMPLATES = Path(__file__).parent / "templates"


class _ReportExporter(TemplateExporter):
    """What the two have in common: the template's place and the document it is given."""

    _folder = ""

    @default("template_paths")
    def _template_paths(self, prune: bool = True, root_dirs: Any = None) -> list[str]:
        return [str(TEMPLATES / self._folder)]

    @default("template_name")
    def _template_name_default(self) -> str:
        return f"report-{self._folder}"

    def get_template_names(self) -> list[str]:
        """Name the one template; nothing is searched for."""
        return [self.template_name]

    def default_filters(self) -> Iterable[tuple[str, Any]]:
        """Add what the templates use to nbconvert's own filters."""
        yield from super().default_filters()
        yield "html", escape_html
        yield "typst", typst_string
        yield "say", say

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Convert a notebook; the template sees the report as ``resources.report``."""
        resources = self._init_resources(resources)
        name = resources.get("metadata", {}).get("name", "")
        clean, resources = self._preprocess(nb, resources)
        beside = resources.get("metadata", {}).get("beside")
        document = read_document(clean, name)
        with in_language(document.lang):
            page = resources["report"] = self._page(document, beside)
            output = self.template.render(nb=clean, resources=resources, report=page)
        return output.lstrip("\n"), resources

    def _page(self, document: Any, beside: Any) -> Any:
        raise NotImplementedError


class ReportHTMLExporter(_ReportExporter):
    """One HTML file: code hidden, figures and fonts inside, nothing loaded from elsewhere."""

    export_from_notebook = "Report (HTML)"
    output_mimetype = "text/html"
    _folder = "html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_file")
    def _template_file_default(self) -> str:
        return "report.html.j2"

    def _page(self, document: Any, beside: Any) -> Any:
        from syria_analysis.reports.html import html_page

        return html_page(document, None if beside is None else Path(beside))


class ReportPDFExporter(_ReportExporter):
    """A tagged PDF (PDF/A-3b, PDF/UA-1) set by Typst, with prose through pandoc."""

    export_from_notebook = "Report (PDF)"
    output_mimetype = "application/pdf"
    _folder = "pdf"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    @default("template_file")
    def _template_file_default(self) -> str:
        return "report.typ.j2"

    def _page(self, document: Any, beside: Any) -> Any:
        from syria_analysis.reports.pdf import typst_page

        return typst_page(document)

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Convert a notebook to the bytes of a PDF."""
        from syria_analysis.reports.pdf import compile_pdf

        source, resources = super().from_notebook_node(nb, resources, **kw)
        page = resources["report"]
        resources["output_extension"] = ".pdf"
        resources.pop("report")
        return compile_pdf(source, page.pictures, page.date), resources
