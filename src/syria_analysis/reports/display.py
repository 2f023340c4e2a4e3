"""What a report's notebook calls to show findings, tables, claims, prose and figures.

In Jupyter a cell shows the thing itself; in a report the exporters set it for the page. One
`Page` holds the names, colours and sources of the data, so that ids can be given everywhere::

    page = Page(syria, title="The front", date=date)
    page.front()
    page.findings([...])
    page.text("On {date} the front stood {km} km from {city}.", date=..., km=..., city=...)
    page.figure(figures.map_before(now))
    page.table(frame, "Distance to the front", name="distances", columns=[...])
    page.claims(frame)
    page.sources()
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

from syria_analysis.reports import blocks, render_html
from syria_analysis.reports.blocks import MIME, Block, Column
from syria_analysis.reports.context import SOURCE_FIELDS, gather
from syria_analysis.reports.document import in_language
from syria_analysis.reports.drawing import leave
from syria_analysis.reports.package_words import names_in, package_words
from syria_analysis.reports.session import current_session
from syria_analysis.reports.text import clean, day, escape_html, escape_markdown, number
from syria_analysis.text.language import language, say, speaking
from syria_analysis.text.wording import verdict_text

if TYPE_CHECKING:
    import pandas as pd

P = ParamSpec("P")
__all__ = ["Column", "Page", "Shown", "figure_folder"]


NARROW = 340
"""Width in CSS pixels of the drawings for phones."""


def figure_folder() -> Path | None:
    """Give the folder a running report wants its figures in, or None outside a report.

    `Page.figure` saves each figure there as SVG, PDF and PNG.
    """
    session = current_session()
    return session.figures if session else None


class Shown:
    """A block as a notebook shows it.

    Parameters
    ----------
    block : dict
        The block, see `syria_analysis.reports.blocks`.
    data : dict
        Media type to content: HTML, plain text or a picture.
    metadata : dict, optional
        Metadata of the output, such as the alt text of a picture.
    """

    def __init__(self, block: Block, data: dict[str, Any], metadata: dict[str, Any] | None = None):
        self.block = block
        self.data = {**data, MIME: block}
        self.metadata = metadata or {}

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.data, self.metadata

    def __repr__(self) -> str:
        return self.data["text/plain"]


def _in_its_language(method: Callable[P, None]) -> Callable[P, None]:
    """Let a page show something in its own language, with the words of its data."""

    @wraps(method)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> None:
        page: Any = args[0]
        words = page.dataset if hasattr(page.dataset, "texts") else None
        with in_language(page.head["lang"]), speaking(dataset=words):
            method(*args, **kwargs)

    return spoken


class Page:
    """A report being written.

    Parameters
    ----------
    dataset : Syria
        The data: its ``factions``, ``places`` and ``sources`` give names, colours and pages.
    title, subtitle : str
        Head of the report.
    date, baseline : datetime.date or str, optional
        The evening the report is about and the one it is compared with.
    author : str
        Who signs it.
    version : str
        Version of data and library, as the head prints it; made from both without it.
    lang : str, optional
        Code of the report's language. Default: that which is spoken where the page is made.

    Notes
    -----
    The methods show their block at once and return nothing, so that they may stand last in a
    cell.
    """

    def __init__(
        self,
        dataset: Any,
        *,
        title: str = "",
        subtitle: str = "",
        date: object = None,
        baseline: object = None,
        author: str = "syria-analysis",
        version: str = "",
        lang: str = "",
    ) -> None:
        self.dataset = dataset
        self.head = {
            "title": clean(title),
            "subtitle": clean(subtitle),
            "date": blocks.plain(date),
            "baseline": blocks.plain(baseline),
            "author": clean(author),
            "version": clean(version or self._versions()),
            "lang": lang or language(),
            "country": "",
        }
        if hasattr(dataset, "conflict"):
            with in_language(self.head["lang"]), speaking(dataset=dataset):
                self.head["country"] = clean(say("report-country"))
        self._cited: dict[str, None] = {}
        self._shown = 0

    @_in_its_language
    def front(self) -> None:
        """Show the head of the report: title, subtitle, date and version."""
        block = blocks.front_block(**self.head)
        when = day(self.head["date"])
        lines = [self.head["subtitle"], " · ".join(t for t in (when, self.head["version"]) if t)]
        body = f"<h1>{escape_html(self.head['title'])}</h1>" + "".join(
            f"<p>{escape_html(line)}</p>" for line in lines if line
        )
        self._show(block, body, self.head["title"])

    @_in_its_language
    def text(self, markdown: str, *, sources: Sequence[str] = (), **values: object) -> None:
        """Show a paragraph of Markdown with values put in for its ``{names}``.

        Parameters
        ----------
        markdown : str
            The paragraph, by the report's author.
        sources : sequence of str
            Source ids, named in a note at the end of the paragraph.
        **values
            Values: numbers are written for reading (give a string for other digits), days as
            ``2 Dec 2024``; nothing in them is read as markup. Names that are not given are those
            of `package_words`.
        """
        if set(names_in(markdown)) - set(values):
            values = {**package_words(self.dataset), **values}
        ready = {key: escape_markdown(self._said(value)) for key, value in values.items()}
        block = self._with_lookup(blocks.prose_block(markdown, ready, sources))
        from syria_analysis.reports.markdown import to_html  # imports mistune

        notes = render_html.Notes(self._note_prefix())
        context = gather([block])
        mark = notes.add(render_html.note(block["sources"], context))
        body = to_html(block["markdown"]).html
        if mark:
            head, tag, tail = body.rpartition("</p>")
            body = head + mark + tag + tail
        self._show(block, body + notes.render(), block["markdown"])

    @_in_its_language
    def findings(self, findings: Iterable[Any]) -> None:
        """Show findings as sentences, each with a note that names its sources.

        Parameters
        ----------
        findings : iterable of Finding
            Objects with ``id``, ``sentence``, ``numbers``, ``events`` and ``sources``. The
            report writes them to ``findings.json``.
        """
        block = self._with_lookup(blocks.findings_block(findings))
        self._render(
            block, render_html.findings, "\n".join(f"• {i['sentence']}" for i in block["items"])
        )

    @_in_its_language
    def table(
        self,
        frame: pd.DataFrame,
        caption: str,
        *,
        name: str,
        columns: Iterable[Column | str] | None = None,
        note: str = "",
        sources: Sequence[str] = (),
        total: bool = False,
        data: pd.DataFrame | None = None,
        empty: str = "",
        paper: bool = True,
    ) -> None:
        """Show a table; the report writes every column of its frame to ``tables/NAME.csv``.

        Parameters
        ----------
        frame : pandas.DataFrame
            The rows, raw: numbers as numbers, ids as ids, days as days. A named index counts as
            a column.
        caption : str
            What the table shows, without a full stop.
        name : str
            File name without its ending: lower-case letters, digits, - and _.
        columns : iterable of Column or str, optional
            The columns shown, in order, see `Column`; all of them without it.
        note : str
            A remark below the table.
        sources : sequence of str
            Source ids behind the whole table.
        total : bool
            The last row is a sum.
        data : pandas.DataFrame, optional
            What the CSV holds, if not the frame.
        empty : str
            What stands in place of the rows if there are none. Default: that there is nothing.
        paper : bool
            Whether the PDF has the table too; else it says where to find it.
        """
        block = self._with_lookup(
            blocks.table_block(
                frame,
                caption,
                name=name,
                columns=columns,
                note=note,
                sources=sources,
                total=total,
                data=data,
                empty=empty,
                paper=paper,
            )
        )
        self._render(block, render_html.table, frame.to_string())

    @_in_its_language
    def claims(self, frame: pd.DataFrame, *, name: str = "claims") -> None:
        """Show checked claims: verdict as shape and word, what was stated, what is found.

        Parameters
        ----------
        frame : pandas.DataFrame
            One row a claim: ``id``, ``statement``, ``expected``, ``tolerance``, ``computed``,
            ``low``, ``high``, ``verdict``, ``sources`` and, where known, ``unit``, ``display``,
            ``basis``, ``events``, ``note``, ``overturned_by``.
        name : str
            File name of the CSV.
        """
        block = blocks.claims_block(frame, name=name)
        for item in block["items"]:
            known = [e for e in item["events"] if e in self.dataset.events.index]
            cells = self.dataset.events.loc[known, "sources"] if known else ()
            item["evidence"] = list(dict.fromkeys(s for cell in cells for s in blocks.ids(cell)))
        block = self._with_lookup(block)
        words = [
            f"{verdict_text(clean(i.get('verdict')))}: {i.get('statement')}" for i in block["items"]
        ]
        self._render(block, render_html.claims, "\n".join(words))

    @_in_its_language
    def numbers(self, numbers: Iterable[Any], claims: pd.DataFrame | None = None) -> None:
        """Show the few numbers that open a report, and the tally of its claims.

        Parameters
        ----------
        numbers : iterable of KeyNumber
            See `syria_analysis.text.key_numbers`.
        claims : pandas.DataFrame, optional
            The claims checked in the report, with their ``verdict``.
        """
        verdicts = {} if claims is None else dict(render_html.tally(claims.to_dict("records")))
        block = blocks.numbers_block(numbers, verdicts)
        told = [f"{n['label']}: {n['value']} ({n['interval']})" for n in block["numbers"]]
        self._show(block, render_html.numbers(block), "\n".join(told))

    def figure(
        self, figure: Any, *about: Any, caption: str = "", lead: bool = False, **options: Any
    ) -> None:
        """Show a figure; a report also saves it as SVG, PDF and PNG.

        Parameters
        ----------
        figure : Illustration, callable or matplotlib.figure.Figure
            See `syria_analysis.figures.Illustration`; or what draws one, such as
            `figures.map_gains`, which a report also asks for a drawing for narrow screens; or a
            figure of your own.
        *about, **options
            What it draws from; of a figure of your own its words, see
            `syria_analysis.figures.illustration.own_figure`.
        caption : str
            Caption; the illustration's own without it.
        lead : bool
            Whether it opens the report, under the report's own headline.
        """
        if hasattr(figure, "savefig"):
            from syria_analysis.figures.illustration import own_figure

            illustration = own_figure(figure, caption=caption, **{"name": "", **options})
        else:
            illustration = figure(*about, **options) if callable(figure) else figure
        block = blocks.figure_block(illustration, caption, lead=lead)
        shown = getattr(illustration, "date", "")
        if shown and self.head["date"] and shown != self.head["date"]:  # another evening
            told = {"day": day(shown, short=False), "said": block["title"]}
            block["title"] = say("told-of-day", **told)
        session = current_session()
        if session is None:
            block["svg"] = illustration.render("svg").decode("utf-8")
            data, metadata = illustration._repr_mimebundle_()
            shown = data["image/png"]
        else:
            folder = session.figures
            illustration.save(folder, ("svg",))
            leave(illustration, folder)
            shown, metadata = "", None  # put in by whoever has it drawn
            block["svg"] = (folder / f"{illustration.name}.svg").read_text(encoding="utf-8")
            if callable(figure):
                from syria_analysis.figures.fragment import web_sheet

                narrow = figure(*about, **options, sheet=web_sheet(NARROW))
                block["narrow"] = narrow.render("svg").decode("utf-8")
        self._show(block, None, block["alt"], picture=shown, metadata=metadata)

    def attach(self, name: str, text: str, caption: str) -> None:
        """Lay a file beside the report, with a link to it; outside a report only name it.

        Parameters
        ----------
        name : str
            File name, such as ``"campaign.html"``.
        text : str
            What stands in it.
        caption : str
            What the file is, a sentence without its full stop; it becomes the link.
        """
        block = blocks.attachment_block(name, caption)
        figures = figure_folder()
        if figures is not None:
            (figures.parent / name).write_text(text, encoding="utf-8", newline="\n")
        body = render_html.attachment(block) if figures else escape_html(f"{caption} ({name})")
        self._show(block, body, f"{caption}: {name}")

    @_in_its_language
    def sources(self, more: Sequence[str] = ()) -> None:
        """Show the list of all sources cited on the page so far, and of some more."""
        block = blocks.sources_block([*self._cited, *blocks.ids(more)])
        block = self._with_lookup(block)
        context = gather([block])
        text = "\n".join(context.source(k).label for k in context.numbers)
        self._show(block, render_html.sources(context), text)

    def _note_prefix(self) -> str:
        self._shown += 1
        return f"note-{self._shown}"

    def _versions(self) -> str:
        from syria_analysis.reports.provenance import library_version

        data = clean(getattr(self.dataset, "version", ""))
        library = f"syria-analysis {library_version()}"
        return say("report-version", version=data, library=library) if data else ""

    def _said(self, value: object) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return number(value)
        return day(value)

    def _with_lookup(self, block: Block) -> Block:
        others = [name for name in self.dataset.places.columns if name.startswith("name_")]
        factions = blocks.mentioned(block, ("faction",))
        places = blocks.mentioned(block, ("place", "places"))
        keys = blocks.cited(block)
        self._cited.update(dict.fromkeys(keys))
        block["lookup"] = {
            "factions": {
                key: {
                    "name": clean(getattr(row, "short_name", key)),
                    "colour": clean(getattr(row, "colour_screen", "")),
                }
                for key, row in _rows(self.dataset.factions, factions)
            },
            "places": {
                key: [clean(getattr(row, name, "")) for name in ("name_en", *others)]
                for key, row in _rows(self.dataset.places, places)
            },
            "sources": {
                key: {f: blocks.plain(getattr(row, f)) for f in SOURCE_FIELDS if hasattr(row, f)}
                for key, row in _rows(self.dataset.sources, keys)
            },
        }
        return block

    def _render(self, block: Block, renderer: Any, text: str) -> None:
        notes = render_html.Notes(self._note_prefix())
        body = renderer(block, gather([block]), notes)
        self._show(block, body + notes.render(), text)

    def _show(
        self,
        block: Block,
        body: str | None,
        text: str,
        *,
        picture: str = "",
        metadata: dict[str, Any] | None = None,
    ) -> None:
        from IPython.display import display

        data: dict[str, Any] = {"text/plain": text}
        if body is not None:
            data["text/html"] = f'<div class="sa-block">{render_html.JUPYTER_STYLE}{body}</div>'
        if picture:
            data["image/png"] = picture
        display(Shown(block, data, metadata))


def _rows(frame: Any, keys: Sequence[str]) -> list[tuple[str, Any]]:
    known = frame.reindex([k for k in keys if k in frame.index])
    known = known.rename(columns={"name": "name_en"})
    return [(str(row.Index), row) for row in known.itertuples()]
