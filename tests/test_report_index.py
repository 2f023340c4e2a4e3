"""The list of all reports: what it shows, what it leaves out, and that it stays quick."""

from __future__ import annotations

import errno
import json
import os
import re
import threading
import time
from pathlib import Path

import pytest
from lxml import html as lxml_html
from PIL import Image

from syria_analysis.errors import OutputNotWritable
from syria_analysis.package.locks import locked
from syria_analysis.reports import index, index_entries
from syria_analysis.reports.index import list_reports, write_alerts, write_index
from syria_analysis.reports.thumbnails import data_uri, telling

REPORTS = "//li[starts-with(@class, 'report')]"
HOSTILE = '<script>alert("1")</script>\'"‮'


def make(folder, name="situation", day="2024-12-02", run=None, title="Who holds what", **manifest):
    """Write the folder of a report as far as the list reads it."""
    report = folder / name / (run or day)
    (report / "figures").mkdir(parents=True)
    (report / "report.html").write_text("<p>report</p>")
    (report / "report.pdf").write_bytes(b"%PDF")
    about = {"report": name, "title": title, "date": day, "changed": {}, "data": {"version": "1"}}
    (report / "manifest.json").write_text(json.dumps(about | manifest))
    findings = {"findings": [{"sentence": f"Headline of {title}, {day}."}]}
    (report / "findings.json").write_text(json.dumps(findings))
    return report


def draw(report, name="map-offensive", colour="#7db184", size=(400, 500)):
    path = report / "figures" / f"{name}.png"
    Image.new("RGB", size, colour).save(path)
    path.with_suffix(".svg").write_text("<svg/>")
    return path


def page(folder):
    return lxml_html.fromstring(write_index(folder).read_text("utf-8"))


def texts(tree, path):
    return [" ".join(item.text_content().split()) for item in tree.xpath(path)]


@pytest.fixture
def folder(tmp_path):
    for day in ("2024-11-30", "2024-12-01", "2024-12-02"):
        draw(make(tmp_path, day=day, title=f"Who holds what: {day}"))
    make(tmp_path, "scenario", title="What if?")
    return tmp_path


def test_reports_by_name_month_and_day(folder):
    tree = page(folder)
    assert texts(tree, "//h2/*[@class='name']") == ["scenario", "situation"]
    assert texts(tree, "//h3") == ["December 2024", "December 2024", "November 2024"]
    assert texts(tree, "//h4")[1:] == [
        "Who holds what: 2024-12-02",
        "Who holds what: 2024-12-01",
        "Who holds what: 2024-11-30",
    ]
    assert "Headline of What if?, 2024-12-02." in tree.text_content()


def test_a_page_to_explore_is_linked(folder):
    report = make(folder, "campaign", title="Ten of thirteen fell")
    (report / "campaign.html").write_text("<p>map</p>")
    (report / "elsewhere.html").symlink_to("/etc/hostname")
    tree = page(folder)
    links = tree.xpath("//a[@aria-label='explore: Ten of thirteen fell']/@href")
    assert links == ["campaign/2024-12-02/campaign.html"]


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ([("headline", "It fell.")], "The deck."),
        ([("places", "Nine places."), ("ground", "More.")], "Nine places."),
        ([("routes-reported", "Open."), ("routes-hypothetical", "It would be shut.")],
         "It would be shut."),
        ([], "The deck."),
    ],
)  # fmt: skip
def test_what_is_said_beside_the_title(tmp_path, findings, said):
    report = make(tmp_path, title="It fell", subtitle="The deck.")
    told = {"findings": [{"id": key, "sentence": text} for key, text in findings]}
    (report / "findings.json").write_text(json.dumps(told))
    assert texts(page(tmp_path), "//*[@class='rest']/p") == [said]


def test_every_link_leads_to_a_file(folder):
    links = [a.get("href") for a in page(folder).xpath("//main//a[@href]")]
    files = [link for link in links if not link.startswith("#")]
    assert "situation/2024-12-02/figures/map-offensive.png" in files
    assert "situation/2024-12-02/report.pdf" in files
    assert all((folder / link).is_file() for link in files)


def test_the_page_loads_nothing(folder):
    text = write_index(folder).read_text("utf-8")
    assert not re.findall(r"https?://", text)
    sources = [i.get("src") for i in lxml_html.fromstring(text).xpath("//*[@src]")]
    assert len(sources) == 3
    assert all(s.startswith("data:image/webp;base64,") for s in sources)


def test_names_of_folders_are_quoted_in_links(tmp_path):
    make(tmp_path, name="it's <b>", run='a "b" #c?')
    tree = page(tmp_path)
    (href,) = {a.get("href") for a in tree.xpath("//h4/a")}
    assert href == "it%27s%20%3Cb%3E/a%20%22b%22%20%23c%3F/report.html"
    assert texts(tree, "//h2/*[@class='name']") == ["it's <b>"]


def test_hostile_texts_are_only_text(tmp_path):
    report = make(tmp_path, title=HOSTILE, changed={HOSTILE: [HOSTILE]}, data={"version": HOSTILE})
    (report / "findings.json").write_text(json.dumps({"findings": [{"sentence": HOSTILE}]}))
    alert = {"date": HOSTILE, "sentence": HOSTILE, "certainty": HOSTILE, "confidence": 3}
    record = {"since": HOSTILE, "date": None, "alerts": [alert, 7]}
    (tmp_path / "alerts.json").write_text(json.dumps(record))
    text = write_index(tmp_path).read_text("utf-8")
    assert text.count("<script") == 1
    assert "‮" not in text
    tree = lxml_html.fromstring(text)
    assert texts(tree, "//h4") == ['<script>alert("1")</script>\'"']
    assert not [e for e in tree.iter() if any(k.startswith("on") for k in e.attrib)]


@pytest.mark.parametrize(
    "content",
    ["{", "[]", "7", '"text"', "null", "[" * 100_000, "", '{"title": 1e999}'],
)
def test_what_no_report_writes_breaks_nothing(folder, content):
    broken = make(folder, day="2024-12-03")
    (broken / "findings.json").write_text(content)
    odd = make(folder, day="2024-12-04")
    (odd / "manifest.json").write_text(content)
    (folder / "alerts.json").write_text(content)
    (folder / ".index.json").write_text(content)
    shown = texts(page(folder), "//h4")
    assert "Who holds what: 2024-12-02" in shown
    assert len(shown) <= 6


def test_odd_types_in_a_manifest(tmp_path):
    make(tmp_path, date=["x"], title=None, changed=[1], data="x")
    assert texts(page(tmp_path), "//h3") == ["Without a day"]


def test_links_out_of_the_tree_are_left_out(tmp_path):
    outside = make(tmp_path / "elsewhere")
    draw(outside)
    reports = tmp_path / "reports"
    inside = make(reports, day="2024-12-01")
    (inside / "figures").rmdir()
    (inside / "figures").symlink_to(outside / "figures")
    (inside / "report.pdf").unlink()
    (inside / "report.pdf").symlink_to(outside / "report.pdf")
    (reports / "situation" / "2024-12-02").symlink_to(outside)
    (reports / "other").symlink_to(outside.parent)
    (reports / "situation" / "loop").symlink_to(reports)
    tree = page(reports)
    assert texts(tree, "//*[@class='links']") == ["HTML findings data 1"]
    assert not tree.xpath("//img")


def test_a_broken_picture_is_left_out(tmp_path):
    report = make(tmp_path)
    (report / "figures" / "map-a.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    tree = page(tmp_path)
    assert not tree.xpath("//img")
    assert "1 figure" in texts(tree, "//main//summary")


def test_a_picture_that_would_fill_the_memory_is_left_out(tmp_path):
    path = draw(make(tmp_path))
    big = bytearray(path.read_bytes())
    big[16:24] = (60_000).to_bytes(4) * 2
    path.write_bytes(big)
    assert data_uri(path) == ""


def test_the_small_picture_shows_the_map(tmp_path):
    import base64
    import io

    address = data_uri(draw(make(tmp_path), colour="#7db184"))
    data = base64.b64decode(address.partition(",")[2])
    small = Image.open(io.BytesIO(data)).convert("RGB")
    assert small.size == (160, 160)
    assert small.getpixel((80, 80)) == pytest.approx((0x7D, 0xB1, 0x84), abs=4)
    assert telling(["map-stakes", "map-before", "chart"]) == "map-stakes"
    assert telling([]) is None
    assert telling(["a", "b", "map-c"], "b") == "b"
    assert telling(["a", "map-c"], ["not a name"]) == "map-c"


def test_a_report_made_again_is_read_again(folder):
    write_index(folder)
    manifest = folder / "scenario" / "2024-12-02" / "manifest.json"
    manifest.write_text(manifest.read_text().replace("What if?", "What now?"))
    assert "What now?" in texts(page(folder), "//h4")
    (folder / "situation" / "2024-12-02" / "manifest.json").unlink()
    assert len(list_reports(folder)["situation"]) == 2


def test_what_is_kept_is_not_trusted(folder):
    write_index(folder)
    cache = folder / ".index.json"
    kept = json.loads(cache.read_text())
    entries = [record["entry"] for record in kept["reports"].values()]
    sound = write_index(folder).read_text("utf-8")
    entries[0]["headline"] = "Forged."
    cache.write_text(json.dumps(kept))
    assert write_index(folder).read_text("utf-8") == sound
    entries[0]["thumbnail"] = "https://example.org/spy.png"
    entries[1]["figures"] = [["x", "y"]]
    entries[2]["path"] = "../../elsewhere"
    entries[3].pop("pages")
    kept["sha256"] = index_entries._seal(kept["reports"])
    cache.write_text(json.dumps(kept))
    text = write_index(folder).read_text("utf-8")
    assert "example.org" not in text
    assert "elsewhere" not in text
    assert len(lxml_html.fromstring(text).xpath(REPORTS)) == 4


def test_pictures_that_take_too_long_come_the_next_time(folder, monkeypatch):
    monkeypatch.setattr(index_entries, "LONGEST_DRAWING", -1)
    assert not page(folder).xpath("//img")
    monkeypatch.undo()
    assert len(page(folder).xpath("//img")) == 3


def test_the_list_of_very_many_reports_is_kept_too(folder, monkeypatch, caplog):
    write_index(folder)
    size = (folder / index_entries.CACHE).stat().st_size
    monkeypatch.setattr(index_entries, "LARGEST", size - 1)  # more than any one report may have
    monkeypatch.setattr(index_entries, "_thumbnail", lambda report: pytest.fail("drawn anew"))
    assert len(page(folder).xpath("//img")) == 3
    assert not caplog.text
    monkeypatch.setattr(index, "LARGEST_CACHE", size - 1)
    write_index(folder)
    assert "all are read anew" in caplog.text


def test_failed_runs_are_listed(folder):
    failed = folder / "situation" / "failed"
    failed.mkdir()
    (failed / "2024-12-05.ipynb").write_text("{}")
    (failed / "link.ipynb").symlink_to(failed / "2024-12-05.ipynb")
    tree = page(folder)
    assert texts(tree, "//section[@aria-labelledby='failed']//li") == ["situation 2024-12-05"]


RECORD = {
    "since": "2024-12-01",
    "date": "2024-12-02",
    "data": "1",
    "alerts": [
        {"date": f"2024-12-{n:02}", "sentence": f"News {n}.", "certainty": "likely",
         "confidence": "low"}
        for n in range(1, 12)
    ],
}  # fmt: skip


def test_the_newest_alerts_head_the_page(folder):
    write_alerts(folder / "alerts.json", RECORD)
    tree = lxml_html.parse(str(folder / "index.html")).getroot()
    assert texts(tree, "//h2[@id='news']") == ["New up to the evening of 2 Dec 2024"]
    shown = texts(tree, "//section[@class='news']/ul//p[1]")
    assert shown == [f"News {n}." for n in range(11, 3, -1)]
    assert texts(tree, "//section[@class='news']//summary") == ["3 more"]


def test_no_alert_is_said_too(folder):
    write_alerts(folder / "alerts.json", RECORD | {"alerts": []})
    assert "Nothing that the rules watch for" in (folder / "index.html").read_text()


def test_alerts_elsewhere_make_no_index(tmp_path, folder):
    write_alerts(tmp_path / "new" / "alerts.json", RECORD)
    write_alerts(folder / "friday.json", RECORD)
    assert not (tmp_path / "new" / "index.html").exists()
    assert not (folder / "index.html").exists()
    with pytest.raises(OutputNotWritable):
        write_alerts(folder / "situation" / "2024-12-02" / "report.html" / "a.json", RECORD)


def test_an_empty_folder(tmp_path):
    assert "There is no report yet." in write_index(tmp_path).read_text()


def test_who_writes_last_knows_every_report(tmp_path):
    make(tmp_path, day="2024-11-26")

    def add(n):
        make(tmp_path, day=f"2024-12-{n:02}")
        write_index(tmp_path)

    threads = [threading.Thread(target=add, args=(n,)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    listed = lxml_html.parse(str(tmp_path / "index.html")).getroot().xpath(REPORTS)
    assert len(listed) == 9
    assert not [p.name for p in tmp_path.iterdir() if p.suffix == ".lock"]


def test_one_that_hangs_does_not_hold_up_the_others_forever(tmp_path, monkeypatch):
    monkeypatch.setattr(index, "LONGEST_WAIT", 0.1)
    with locked(tmp_path / ".index.lock"), pytest.raises(OutputNotWritable, match="others"):
        write_index(tmp_path)


@pytest.mark.parametrize("name", ["manifest.json", "findings.json", ""])
def test_a_report_that_the_system_would_not_read_is_named(tmp_path, monkeypatch, caplog, name):
    make(tmp_path, day="2024-12-02")
    hidden = make(tmp_path, day="2024-12-03")
    plain = os.open, os.scandir

    def refused(call):
        def tried(path, *rest, **more):
            if not isinstance(path, int) and Path(path) == (
                hidden / name if name else hidden.parent
            ):
                raise OSError(errno.EMFILE, "Too many open files", str(path))
            return call(path, *rest, **more)

        return tried

    monkeypatch.setattr(os, "open", refused(plain[0]))
    monkeypatch.setattr(os, "scandir", refused(plain[1]))
    page = write_index(tmp_path).read_text()
    where = "situation/2024-12-03" if name else "situation"
    assert f"<li>{where}: Too many open files</li>" in page
    assert f"does not list {where}: Too many open files" in caplog.text
    assert page.count('<li class="report') == bool(name)
    monkeypatch.undo()
    assert "could not be read" not in write_index(tmp_path).read_text()


@pytest.mark.slow
def test_a_thousand_reports(tmp_path):
    first = make(tmp_path, day="2022-01-01")
    draw(first, size=(160, 160))
    (first / "findings.json").write_text(
        json.dumps({"findings": [{"sentence": "Hama passed to the HTS-led forces. " * 4}] * 300})
    )
    import datetime as dt
    import shutil

    for n in range(1, 1000):
        day = str(dt.date(2022, 1, 1) + dt.timedelta(n))
        report = tmp_path / "situation" / day
        shutil.copytree(first, report)
        about = json.loads((report / "manifest.json").read_text()) | {"date": day}
        (report / "manifest.json").write_text(json.dumps(about))
    write_index(tmp_path)
    start = time.process_time()  # whatever else the machine does
    path = write_index(tmp_path)
    seconds = time.process_time() - start
    assert path.read_text().count('<li class="report') == 1000  # with a picture already or not
    assert path.stat().st_size < 8_000_000
    assert seconds < 2, seconds
