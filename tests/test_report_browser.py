"""A report in a real Chromium: the first screen, tables, claims, links, files, a phone, print."""

from __future__ import annotations

import base64
import gzip
import time

import pytest
from lxml import html as lxml_html

from browser import Browser, reason_to_skip
from report_sample import SVG, opening
from syria_analysis.reports.exporters import ReportHTMLExporter

pytestmark = pytest.mark.skipif(bool(reason_to_skip()), reason=reason_to_skip())

DESK, PHONE = (1280, 900), (390, 844)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    (folder / "figures").mkdir()
    (folder / "figures" / "map-test.pdf").write_bytes(b"%PDF-test")
    about = {"metadata": {"beside": folder}}
    text, _ = ReportHTMLExporter().from_notebook_node(opening(), about)
    moved = tmp_path_factory.mktemp("elsewhere") / "alone.html"  # without its folder
    moved.write_text(text, encoding="utf-8")
    return moved


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    program = Browser(tmp_path_factory.mktemp("chromium"))
    yield program
    program.close()


@pytest.fixture
def tab(browser, page, request):
    width, height = getattr(request, "param", DESK)
    browser.open(page.as_uri(), width, height, touch=width < 500)
    yield browser
    browser.run("1")
    assert browser.errors == []
    assert [u for u in browser.requests if not u.startswith(("file:", "data:", "blob:"))] == []


def box(tab, what):
    return tab.run(
        f"(() => {{ const b = {what}.getBoundingClientRect();"
        "return [b.left, b.top, b.right, b.bottom]; })()"
    )


def rows(tab, at):
    return tab.run(
        "[...document.querySelectorAll('#table-thirty tbody tr')].filter(r => !r.hidden)"
        f".map(r => r.cells[{at}].textContent.trim())"
    )


def fill(tab, what, text):
    tab.run(
        f"(() => {{ const box = {what}; box.value = '{text}';"
        "box.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )


@pytest.mark.parametrize(("tab", "seen"), [(DESK, "wide"), (PHONE, "narrow")], indirect=["tab"])
def test_the_first_screen_holds_the_headline_and_the_map(tab, seen):
    width, height = DESK if seen == "wide" else PHONE
    left, top, right, bottom = box(tab, "document.querySelector('h1')")
    assert top >= 0 and bottom < height / 2
    left, top, right, bottom = box(tab, f"document.querySelector('.lead .for-{seen} svg')")
    assert left >= 0 and right <= width
    assert min(bottom, height) - top > min(height / 3, 0.8 * (bottom - top))
    other = "narrow" if seen == "wide" else "wide"
    assert box(tab, f"document.querySelector('.lead .for-{other} svg')") == [0, 0, 0, 0]
    assert tab.run("document.documentElement.scrollWidth") == width


def test_a_click_on_a_heading_sorts_by_its_column(tab):
    press = "document.querySelectorAll('#table-thirty thead .sort')[%d].click()"
    tab.run(press % 1)
    found = [int(text.replace(",", "")) for text in rows(tab, 1)]
    assert found == sorted(found) and len(found) == 30
    tab.run(press % 1)
    assert [int(text.replace(",", "")) for text in rows(tab, 1)] == found[::-1]
    tab.run(press % 2)  # by the number before the interval
    assert [int(text.split()[0]) for text in rows(tab, 2)] == list(range(30))
    tab.run(press % 0)
    assert rows(tab, 0)[:2] == ["20 Nov 2024", "21 Nov 2024"]
    assert rows(tab, 0)[-1] == "19 Dec 2024"
    order = "document.querySelectorAll('#table-thirty thead th')[0].getAttribute('aria-sort')"
    assert tab.run(order) == "ascending"


def test_a_long_table_can_be_filtered(tab):
    fill(tab, "document.querySelector('#table-thirty input')", "rebels dec")
    shown = rows(tab, 0)
    assert len(shown) == 9
    assert all("Dec" in day for day in shown)
    assert tab.run("document.querySelector('#table-thirty output').textContent") == "9 of 30"
    tab.run("dispatchEvent(new Event('beforeprint'))")  # paper has all of it
    assert len(rows(tab, 0)) == 30


def test_claims_of_one_verdict_alone(tab):
    tally = "[...document.querySelectorAll('main > .tally button')]"
    press = f"{tally}.find(b => b.textContent.includes('not supported')).click()"
    shown = "[...document.querySelectorAll('.claims > li')].filter(l => !l.hidden).map(l => l.id)"
    tab.run(press)
    assert tab.run(shown) == ["claim-c3", "claim-c4"]
    tab.run(press)
    assert len(tab.run(shown)) == 6


def test_links_are_copied(browser, tab, page):
    browser.call("Browser.grantPermissions", permissions=["clipboardReadWrite"])
    browser.call("Emulation.setFocusEmulationEnabled", enabled=True)
    tab.run("document.querySelector('#claim-c4 .copy').click()")
    tab.wait(lambda: tab.run("document.getElementById('told').textContent"))
    assert tab.run("location.hash") == "#claim-c4"
    assert tab.run("navigator.clipboard.readText()") == f"{page.as_uri()}#claim-c4"
    for part in ("#figure-map-test", "#table-thirty", "h2"):
        left, top, right, bottom = box(tab, f"document.querySelector('{part} .copy')")
        assert right - left > 5 and bottom - top > 5, part


def test_files_come_out_of_the_page_alone(browser, tab, tmp_path):
    browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    names = ["map-test.svg", "map-test.pdf", "map-test.png", "thirty.csv"]
    for name in names:
        tab.run(f"document.querySelector('a[download=\"{name}\"]').click()")
        tab.wait(lambda name=name: (tmp_path / name).exists(), 20)
    time.sleep(0.2)
    assert (tmp_path / "map-test.svg").read_text("utf-8") == SVG
    assert (tmp_path / "map-test.pdf").read_bytes() == b"%PDF-test"
    assert (tmp_path / "thirty.csv").read_text("utf-8").startswith("day,km,told,by\n2024-11-20,0")
    png = (tmp_path / "map-test.png").read_bytes()
    assert png[:4] == b"\x89PNG"
    assert [int.from_bytes(png[at : at + 4]) for at in (16, 20)] == [2000, 1000]


@pytest.mark.parametrize("tab", [PHONE], indirect=True)
def test_rows_are_stacked_on_a_phone_and_can_be_sorted(tab):
    first, second = (
        box(tab, f"document.querySelector('#table-thirty tbody tr').cells[{at}]") for at in (0, 1)
    )
    assert second[1] >= first[3] - 1  # below it, not beside it
    label = "getComputedStyle(document.querySelector('#table-thirty td'), '::before').content"
    assert tab.run(label) == '"Far, km: "'
    choose = "document.querySelector('#table-thirty select')"
    assert box(tab, choose)[2] > 0
    tab.run(f"{choose}.value = '1'; {choose}.dispatchEvent(new Event('change'))")
    assert rows(tab, 1)[0] == "0"
    assert rows(tab, 1)[-1] == "2,900"
    fill(tab, "document.querySelector('#table-thirty input')", "2,900")  # of the rows cut, too
    assert rows(tab, 1) == ["2,900"]
    top, bottom = (
        box(tab, "document.querySelector('#table-thirty tbody tr:not([hidden])')")[n]
        for n in (1, 3)
    )
    assert bottom - top > 20


@pytest.mark.parametrize(("tab", "first"), [(DESK, 30), (PHONE, 8)], indirect=["tab"])
def test_a_long_table_is_cut_on_a_phone_until_all_is_asked_for(tab, first):
    shown = (
        "[...document.querySelectorAll('#table-thirty tbody tr')]"
        ".filter(r => r.getBoundingClientRect().height > 0).length"
    )
    assert tab.run(shown) == first
    if first < 30:
        tab.run("document.querySelector('#table-thirty .all').click()")
        assert tab.run(shown) == 30


def test_without_script_files_are_linked_and_nothing_is_dead(page):
    tree = lxml_html.parse(str(page)).getroot()
    link = tree.xpath("//a[@download='thirty.csv']")[0]
    assert link.get("href") == "tables/thirty.csv"
    assert gzip.decompress(base64.b64decode(link.get("data-gz"))).startswith(b"day,")
    assert not tree.xpath("//input[@type='search'] | //select | //button")
