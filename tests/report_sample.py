"""A small report for tests: blocks of every kind, without a kernel and without the data."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

import nbformat
import pandas as pd

from syria_analysis.reports import Column, Page
from syria_analysis.reports.blocks import MIME

HOSTILE = '<script>alert(1)</script> #import "x" $(rm) `a` *b* \\ "q" @ref <lab> \u202egnp'
SVG = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 width="480pt" height="240pt" viewBox="0 0 480 240" onload="alert(1)">
<style>*{stroke-linejoin: round}</style><script>alert(1)</script>
<defs><clipPath id="clip"><rect width="480" height="240"/></clipPath>
<path id="mark" d="M0 0 L9 9"/></defs>
<g id="front" clip-path="url(#clip)"><use xlink:href="#mark"/><rect width="99" height="50"/>
<g id="front"/><image xlink:href="http://example.org/x.png" width="5" height="5"/>
<text x="9" y="90" style="font: 12px 'Source Sans Pro', 'DejaVu Sans'">Aleppo حلب</text>
</g></svg>"""


@dataclass
class Drawing:
    """Stands for a figure of the library."""

    name: str = "map-test"
    title: str = "A headline"
    subtitle: str = ""
    caption: str = "Who held what"
    alt: str = "A map of two sides"
    description: str = f"North is one side's, south the other's. {HOSTILE}"
    sources: str = "Reported control"

    def words(self):
        return {k: getattr(self, k) for k in self.__dataclass_fields__}

    def render(self, kind, dpi=0):
        return SVG.encode()

    def _repr_mimebundle_(self, **_):
        return {"image/png": "iVBORw0KGgo="}, {"image/png": {"alt": self.alt}}


@dataclass
class Said:
    """Stands for a finding."""

    id: str
    sentence: str
    numbers: dict = field(default_factory=dict)
    events: tuple = ()
    sources: tuple = ()


def dataset():
    """A dataset with names, colours and sources, some of them hostile."""
    sources = pd.DataFrame(
        {
            "publisher": ["Observatory", "حلب اليوم", HOSTILE, "Agency", "Agency", "Paper", "Post"],
            "affiliation": ["monitor", "opposition", *["independent"] * 5],
            "published": pd.to_datetime(["2024-12-01", None, *["2024-11-30"] * 5]),
            "title": ["Control of Aleppo", "حلب", HOSTILE, "One", "Two", "Three", "Four"],
            "url": [
                "https://example.org/a?b=1#c",
                "javascript:alert(1)",
                "https://e.org/حلب",
                *[""] * 4,
            ],
            "via": ["", "a mirror", *[""] * 5],
        },
        index=[f"s{n}" for n in range(1, 8)],
    )  # fmt: skip
    return SimpleNamespace(
        version="1.0",
        factions=pd.DataFrame(
            {"short_name": ["Rebels", "Army"], "colour_screen": ["#117733", "#cc3311"]},
            index=["REB", "ARM"],
        ),
        places=pd.DataFrame(
            {"name": ["Aleppo", HOSTILE], "name_ar": ["حلب", ""]}, index=["aleppo", "odd"]
        ),
        sources=sources,
        events=pd.DataFrame({"sources": ["s4|s5"]}, index=["e1"]),
    )


class Recorder(Page):
    """A page that keeps its outputs instead of displaying them."""

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.outputs = []

    def _show(self, block, body, text, *, picture="", metadata=None):
        shown = []
        import IPython.display

        original, IPython.display.display = IPython.display.display, shown.append
        try:
            super()._show(block, body, text, picture=picture, metadata=metadata)
        finally:
            IPython.display.display = original
        data, about = shown[0]._repr_mimebundle_()
        self.outputs.append(nbformat.v4.new_output("display_data", data=data, metadata=about))


def page(**head):
    """A page with a hostile title."""
    about = {"title": f"Control {HOSTILE}", "subtitle": HOSTILE, "date": "2024-12-02", **head}
    return Recorder(dataset(), **about)


def sample():
    """A notebook with every kind of block, as if it had been run."""
    p = page()
    cells = []

    def run(heading, *calls):
        cells.append(nbformat.v4.new_markdown_cell(heading))
        p.outputs = []
        for call in calls:
            call()
        cells.append(nbformat.v4.new_code_cell("secret_code()", outputs=p.outputs))

    rows = pd.DataFrame(
        {
            "place": ["aleppo", "odd"],
            "by": ["REB", "ARM"],
            "km": [1234.56, None],
            "day": pd.to_datetime(["2024-11-30", None]),
            "text": ["حلب then 12", HOSTILE],
            "sources": [("s1", "s2", "s3"), ()],
        }
    )
    columns = [
        Column("place", "Place", kind="place"),
        Column("by", "Holder", kind="faction"),
        Column("km", "Distance", "km", digits=0),
        Column("day", "Day"),
        Column("text", "Text"),
        Column("sources", "Sources", kind="sources"),
    ]
    claims = pd.DataFrame(
        {
            "id": ["about", "open"],
            "statement": [f"About 200 km {HOSTILE}", "Nobody knows"],
            "expected": [200.0, None],
            "unit": ["km", ""],
            "tolerance": ["Within 15 %.", ""],
            "computed": [196.0, None],
            "low": [190.0, None],
            "high": [205.0, None],
            "verdict": ["supported", "not checkable from this data"],
            "sources": [("s1",), ("s6",)],
            "events": [("e1",), ()],
            "overturned_by": ["Another front.", "Something"],
        }
    )
    run("# Notebook title\n\nAn opening.", p.front)
    run(
        "## Findings",
        lambda: p.findings(
            [
                Said("one", f"Aleppo حلب fell. {HOSTILE}", {"km": 1.5}, ("e1",), ("s1", "s2")),
                Said("all", "All of it.", {}, (), tuple(f"s{n}" for n in range(1, 8))),
                Said("none", "Nothing behind this."),
            ]
        ),
        lambda: p.text(
            "On {day} **{km}** km from {x}.",
            day="2024-12-02", km=1234.5, x=HOSTILE, sources=["s1", "s2"],
        ),
    )  # fmt: skip
    run(f"## Maps\n\nText {HOSTILE}[^1]\n\n[^1]: A *note*.", lambda: p.figure(Drawing()))
    run(
        "### Table\n\nA word.[^1]\n\n[^1]: Another note.",
        lambda: p.table(
            rows, f"Rows {HOSTILE}", name="rows", columns=columns, sources=["s7"], note="A remark."
        ),
        lambda: p.table(rows.iloc[:0], "No rows", name="no-rows", empty="None at all."),
    )
    run("## Claims\n\n- a\n- b\n\n| x | y |\n|---|--:|\n| 1 | 2 |", lambda: p.claims(claims))
    run("## Sources", p.sources)
    cells.append(
        nbformat.v4.new_code_cell(
            "more()",
            outputs=[
                nbformat.v4.new_output("stream", name="stdout", text=f"printed {HOSTILE}\nline 2"),
                nbformat.v4.new_output("stream", name="stderr", text="hidden noise"),
                nbformat.v4.new_output("execute_result", data={"text/plain": "a frame"}),
            ],
        )
    )
    return nbformat.v4.new_notebook(cells=cells)


def opening():
    """A notebook as a report has it: led by a figure for two widths, numbers, a long table."""
    p = page(title="A headline of the day", subtitle="A second line.")
    p.outputs = []
    p.front()
    p.figure(Drawing(), lead=True)
    narrow = SVG.replace('viewBox="0 0 480 240"', 'viewBox="0 0 255 300"')
    p.outputs[-1].data[MIME]["narrow"] = narrow
    numbers = [
        SimpleNamespace(id=f"n{n}", label=f"Number {n}", value="5 km", interval="4 to 6", about="")
        for n in range(3)
    ]
    words = ["supported"] * 3 + ["not supported"] * 2 + ["partly"]
    claims = pd.DataFrame(
        {
            "id": [f"c{n}" for n in range(6)],
            "statement": [f"Claim {n}" for n in range(6)],
            "expected": 1.0,
            "computed": 1.0,
            "verdict": words,
            "basis": "Because.",
            "sources": [()] * 6,
            "events": [()] * 6,
        }
    )
    p.numbers(numbers, claims)
    cells = [nbformat.v4.new_code_cell("open()", outputs=p.outputs)]
    p.outputs = []
    days = pd.date_range("2024-11-20", periods=30)
    rows = pd.DataFrame(
        {
            "day": days,
            "km": [float(n * 37 % 30) * 100 for n in range(30)],
            "told": [f"{n * 37 % 30} ({n}–99)" for n in range(30)],
            "by": ["REB", "ARM"] * 15,
        }
    )
    columns = [
        Column("day", "Day", kind="date"), Column("km", "Far", "km", "number", 0),
        Column("told", "Told", kind="word"), Column("by", "By", kind="faction"),
    ]  # fmt: skip
    p.table(rows, "Thirty rows", name="thirty", columns=columns)
    p.claims(claims)
    cells.append(nbformat.v4.new_markdown_cell("## All of it"))
    cells.append(nbformat.v4.new_code_cell("more()", outputs=p.outputs))
    return nbformat.v4.new_notebook(cells=cells)
