"""The pages that come out: opened and read, not only written."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import itertools
import re
import warnings

import nbformat
import pypdf
import pytest
from lxml import html as lxml_html

from report_sample import HOSTILE, SVG, Drawing, page, sample
from syria_analysis.reports.exporters import ReportHTMLExporter, ReportPDFExporter


def export(exporter, notebook):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return exporter().from_notebook_node(notebook)


@pytest.fixture(scope="module")
def markup():
    return export(ReportHTMLExporter, sample())[0]


@pytest.fixture(scope="module")
def tree(markup):
    return lxml_html.document_fromstring(markup)


@pytest.fixture(scope="module")
def pdf():
    return export(ReportPDFExporter, sample())[0]


@pytest.fixture(scope="module")
def reader(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(reader):
    return " ".join(p.extract_text() for p in reader.pages)


def check_html(tree):
    """What must hold for every page: nothing from elsewhere, ids, links, alt texts."""
    for element in tree.iter():
        for name, value in element.attrib.items():
            if name in ("src", "poster", "data", "action") or (
                name.endswith("href") and element.tag not in ("a", "{http://www.w3.org/2000/svg}a")
            ):
                assert value.startswith(("data:", "#")), (element.tag, name, value[:80])
            assert not name.lower().startswith("on"), name
    assert not tree.xpath("//iframe | //object | //embed | //base")
    (script,) = tree.xpath("//script")  # the report's own, and no other by its hash
    assert not script.attrib
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    for style in [*tree.xpath("//style/text()"), *tree.xpath("//@style")]:
        assert "@import" not in style
        assert all(
            u.startswith(("data:", "#")) for u in re.findall(r"url\(['\"]?([^)'\"]*)", style)
        )
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for reference in tree.xpath("//a[starts-with(@href, '#')]/@href"):
        assert reference[1:] in ids, reference
    for attribute in ("aria-labelledby", "aria-describedby", "for"):
        assert set(tree.xpath(f"//@{attribute}")) <= set(ids)
    pictures = tree.xpath("//*[local-name()='svg' and @role='img'] | //img")
    for picture in pictures:
        assert 0 < len(picture.get("aria-label") or picture.get("alt") or "") <= 150
    for picture in tree.xpath("//*[local-name()='svg' and not(@role='img')]"):
        assert picture.get("aria-hidden") == "true"
    assert len(tree.xpath("//h1")) == 1
    levels = [int(h.tag[1]) for h in tree.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
    assert tree.xpath("/html/@lang") == ["en"]
    return pictures


def check_pdf(reader):
    """What must hold for every PDF: tags, language, title, fonts inside, no bitmap fonts."""
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title
    assert reader.metadata.author
    for leaf in reader.pages:
        assert (round(leaf.mediabox.width), round(leaf.mediabox.height)) == (595, 842)
        for font in leaf.get("/Resources", {}).get("/Font", {}).values():
            font = font.get_object()
            assert font["/Subtype"] != "/Type3"
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = inner["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


def test_html_is_one_sound_file(tree):
    assert len(check_html(tree)) == 1
    title = tree.findtext(".//title")
    assert title.startswith("Control <script>")
    assert "2 Dec 2024" in title


def test_html_shows_no_code_and_no_noise(markup):
    assert "secret_code" not in markup
    assert "hidden noise" not in markup
    assert "a frame" in markup


def test_html_contents_lead_to_every_section(tree):
    listed = tree.xpath("//nav//a/@href")
    sections = tree.xpath("//main//h2[not(@id='notes-title')]/@id | //main//h3/@id")
    figures = tree.xpath("//figure[contains(@class,'picture')]/@id")
    assert set(listed) == {f"#{i}" for i in [*sections, *figures]}


def test_html_hostile_text_stays_text(tree, markup):
    assert markup.count("<script") == 1
    assert not tree.xpath("//lab | //b[text()='b']")
    assert tree.xpath("//caption//text() | //figcaption//text()")
    cells = tree.xpath("//td[contains(., '#import')]")
    assert cells
    assert cells[0].text_content().startswith("<script>alert(1)</script> #import")
    assert "\u202e" not in markup
    assert "javascript:" not in markup


def test_html_arabic_is_marked(tree):
    runs = tree.xpath("//bdi[@lang='ar' and @dir='rtl']")
    assert any(run.text == "حلب اليوم" for run in runs)


def test_html_notes_and_sources_walk_back(tree):
    first = tree.xpath("//li[@id='finding-one']//sup//a")[0]
    (note,) = tree.xpath(f"//li[@id='{first.get('href')[1:]}']")
    assert "Observatory, 1 Dec 2024" in note.text_content()
    assert note.xpath(".//a[@href='https://example.org/a?b=1#c']")
    number = note.xpath(".//span[@class='refs']/a/@href")[0]
    (source,) = tree.xpath(f"//li[@id='{number[1:]}']")
    assert "Control of Aleppo" in source.text_content()
    every = tree.xpath("//li[@id='finding-all']//sup//a")[0].get("href")[1:]
    (note,) = tree.xpath(f"//li[@id='{every}']")
    assert "and 3 more" in note.text_content()
    assert not tree.xpath("//li[@id='finding-none']//sup")
    assert len(tree.xpath("//ol[@class='sources']/li")) == 7


def test_html_table(tree):
    (table,) = tree.xpath("//figure[@id='table-rows']")
    assert table.xpath("string(figcaption)").startswith("Table 1 Rows")
    head = [" ".join(th.text_content().split()) for th in table.xpath(".//thead//th")]
    assert head == ["Place", "Holder", "Distance km", "Day", "Text", "Sources"]
    assert table.xpath(".//thead//th/@scope") == ["col"] * 6
    first = table.xpath(".//tbody/tr[1]/*")
    assert [c.tag for c in first][:2] == ["th", "td"]
    assert first[2].text_content() == "1,235"
    assert "num" in first[2].get("class")
    assert first[3].text_content() == "30 Nov 2024"
    assert first[1].xpath(".//span[@class='swatch']/@style") == ["background:#117733"]
    assert table.xpath(".//div[@class='scroll' and @tabindex='0' and @role='region']")
    assert "None at all." in tree.xpath("string(//figure[@id='table-no-rows'])")


def test_html_links_files_and_takes_copies_with_it(tmp_path, tree):
    assert not tree.xpath("//p[@class='files']")  # of a page that lies nowhere
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "map-test.pdf").write_bytes(b"%PDF-test")
    about = {"metadata": {"beside": tmp_path}}
    page = lxml_html.document_fromstring(
        ReportHTMLExporter().from_notebook_node(sample(), about)[0]
    )
    check_html(page)
    links = {a.get("href"): a for a in page.xpath("//p[@class='files']/a")}
    assert set(links) == {
        "figures/map-test.svg", "figures/map-test.pdf", "figures/map-test.png",
        "tables/rows.csv", "tables/no-rows.csv", "tables/claims.csv",
    }  # fmt: skip
    for address, link in links.items():
        assert link.get("download") == address.rpartition("/")[2]
    assert base64.b64decode(links["figures/map-test.pdf"].get("data-raw")) == b"%PDF-test"
    svg = gzip.decompress(base64.b64decode(links["figures/map-test.svg"].get("data-gz")))
    assert svg.decode() == SVG
    text = gzip.decompress(base64.b64decode(links["tables/rows.csv"].get("data-gz"))).decode()
    assert text.splitlines()[0] == "place,by,km,day,text,sources"
    assert text.splitlines()[1].startswith("aleppo,REB,1234.56,2024-11-30")
    assert links["figures/map-test.png"].get("data-of") == links["figures/map-test.svg"].get("id")


def test_html_links_to_every_part(tree):
    parts = {a.get("href")[1:] for a in tree.xpath("//a[@class='copy']")}
    assert set(tree.xpath("//main//h2[not(@id='notes-title')]/@id | //main//h3/@id")) <= parts
    for kind in ("finding-", "claim-", "table-", "figure-"):
        ids = {i for i in tree.xpath("//li/@id | //figure/@id") if i.startswith(kind)}
        assert ids and ids <= parts


def test_html_claims_have_shape_and_word(tree):
    (claim,) = tree.xpath("//li[@id='claim-about']")
    assert claim.xpath("string(span[@class='verdict'])") == "supported"
    assert claim.xpath("span[@class='verdict']/*[local-name()='svg']")
    assert "196 km (190–205)" in claim.text_content()
    assert "Within 15 %." in claim.text_content()


def test_html_svg_keeps_its_drawing_and_drops_what_acts(tree):
    (svg,) = tree.xpath("//*[local-name()='svg' and @role='img']")
    assert svg.xpath(".//@id[.='map-test-front']")
    assert svg.xpath(".//@clip-path")[0] == "url(#map-test-clip)"
    assert not svg.xpath(".//*[local-name()='script' or local-name()='style']")
    assert svg.get("viewbox", svg.get("viewBox"))
    assert "حلب" in svg.text_content()


def test_html_is_the_same_every_time(markup):
    assert export(ReportHTMLExporter, sample())[0] == markup


def test_html_fonts_hold_what_the_page_shows(markup):
    from syria_analysis.figures.fonts import font_css

    families = re.findall(r"font-family:'([^']+)'", markup.split("</style>")[0])
    assert {"Source Sans Pro", "DejaVu Sans"} <= set(families)
    assert "DejaVu" not in font_css(["Aleppo"])
    assert "DejaVu" in font_css(["حلب"])


def test_pdf_is_tagged_and_complete(reader):
    check_pdf(reader)
    assert reader.metadata.title.startswith("Control <script>")
    assert reader.metadata.author == "syria-analysis"
    text = text_of(reader)
    assert "secret_code" not in text
    assert "hidden noise" not in text
    assert "Observatory, 1 Dec 2024" in text


def test_pdf_outline_and_contents(reader):
    def titles(outline, depth=0):
        for item in outline:
            if isinstance(item, list):
                yield from titles(item, depth + 1)
            else:
                yield depth, item.title

    found = list(titles(reader.outline))
    assert [t for d, t in found if d == 0] == ["Findings", "Maps", "Claims", "Sources"]
    assert (1, "Table") in found
    assert "Who held what" in reader.pages[0].extract_text()


def test_pdf_hostile_text_stays_text(reader):
    text = text_of(reader)
    assert "<script>" in text
    assert "#import" in text
    links = [
        a.get_object()["/A"]["/URI"]
        for p in reader.pages
        for a in p.get("/Annots", [])
        if "/URI" in a.get_object().get("/A", {})
    ]
    assert "https://example.org/a?b=1#c" in links
    assert not any("javascript" in link for link in links)


def test_pdf_pictures_have_alt_texts(reader):
    def alts(node, seen):
        node = node.get_object()
        if isinstance(node, list):
            for kid in node:
                yield from alts(kid, seen)
        elif isinstance(node, dict) and id(node) not in seen:
            seen.add(id(node))
            if node.get("/S") == "/Figure":
                yield node.get("/Alt", "")
            if "/K" in node:
                yield from alts(node["/K"], seen)

    found = list(alts(reader.trailer["/Root"]["/StructTreeRoot"]["/K"], set()))
    assert "A map of two sides" in found


def test_pdf_is_the_same_every_time(pdf):
    assert export(ReportPDFExporter, sample())[0] == pdf


@pytest.mark.parametrize("exporter", [ReportHTMLExporter, ReportPDFExporter])
@pytest.mark.parametrize("cells", [[], [nbformat.v4.new_markdown_cell("Just *text*.")]])
def test_any_notebook_can_be_exported(exporter, cells):
    out, resources = export(exporter, nbformat.v4.new_notebook(cells=cells))
    assert out
    assert resources["output_extension"] == exporter().file_extension


@pytest.mark.parametrize("exporter", [ReportHTMLExporter, ReportPDFExporter])
def test_a_figure_may_stand_before_any_heading(exporter):
    p = page()
    p.outputs = []
    p.front()
    p.figure(Drawing())
    cell = nbformat.v4.new_code_cell("draw()", outputs=p.outputs)
    out, _ = export(exporter, nbformat.v4.new_notebook(cells=[cell]))
    if exporter is ReportHTMLExporter:
        check_html(lxml_html.document_fromstring(out))
    else:
        reader = pypdf.PdfReader(io.BytesIO(out))
        check_pdf(reader)
        assert [item.title for item in reader.outline] == ["A headline"]


@pytest.mark.parametrize("exporter", [ReportHTMLExporter, ReportPDFExporter])
def test_a_foreign_picture_without_alt_text(exporter):
    png = (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
        "rkJggg=="
    )
    output = nbformat.v4.new_output(
        "display_data", data={"image/png": png, "text/plain": "<Figure>"}
    )
    cell = nbformat.v4.new_code_cell("plot()", outputs=[output])
    assert export(exporter, nbformat.v4.new_notebook(cells=[cell]))[0]


def test_exporters_are_found_by_name():
    from nbconvert.exporters import get_exporter

    assert get_exporter("syria-html") is ReportHTMLExporter
    assert get_exporter("syria-pdf") is ReportPDFExporter


def test_exporters_need_nothing_of_the_machine(monkeypatch, tmp_path):
    for name in ("JUPYTER_PATH", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "missing"))
    monkeypatch.chdir(tmp_path)
    assert ReportHTMLExporter().template_paths == ReportHTMLExporter().template_paths
    assert ReportPDFExporter().file_extension == ".pdf"


def test_the_page_in_jupyter_shows_html_and_plain_text():
    p = page()
    p.front()
    p.text("About **{n}**.", n=HOSTILE)
    front, prose = p.outputs
    assert "<h1>Control &lt;script&gt;" in front.data["text/html"]
    assert "<script" not in prose.data["text/html"]
    assert "text/plain" in prose.data
