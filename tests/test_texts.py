"""Messages and names: every message said in every language, with names of every grammar."""

import datetime as dt
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import syria_analysis
from syria_analysis.errors import InvalidData, UnknownName
from syria_analysis.text import catalogue, language, rounding, wording
from syria_analysis.text.language import GRAMMAR, Name, join, name_of, say, speaking
from worlds import packaged

LIBRARY = Path(syria_analysis.__file__).parent
TEXTS = {code: catalogue.library_text(code) for code in ("en", "ar")}
NAMES = {
    "masculine": Name("الجيش", gender="masculine", number="one", definite="yes", to="للجيش"),
    "feminine": Name("حماة", gender="feminine", number="one", definite="yes"),
    "plural": Name("الفصائل", gender="feminine", number="many", bare="فصائل", short="ف"),
    "unknown": Name("M23"),
}
MADE = ("month-", "short-month-", "compass-", "towards-", "letter-", "approach", "counted-",
        "about-km", "kind-", "most-held", "no-half",
        "otherwise-", "land-", "find-furthest-", "find-agree-", "find-unsure-", "key-places-",
        "key-land-", "caption-confusion-", "state-", "states-", "status-", "contested-", "card-",
        "caption-robustness", "value", "number-", "label-",
        "confidence-", "reading-", "page-kind-", "page-confidence-", "unit-", "verdict-",
        "certainty-", "index-page-", "reach-", "panel-",
        "report-table", "report-map", "report-figure")  # fmt: skip
"""Beginnings of keys that the code puts together."""


ALSO_GIVEN = {"day-at-axis": {"number"}}
"""What a message is given that its English does not use."""


class Uses(Visitor):
    """What an entry uses: variables, and those that choose a form."""

    def __init__(self):
        self.variables, self.chosen = set(), set()

    def visit_VariableReference(self, node):  # noqa: N802, the name is Fluent's
        self.variables.add(node.id.name)

    def visit_SelectExpression(self, node):  # noqa: N802
        if isinstance(node.selector, ast.VariableReference):
            self.chosen.add(node.selector.id.name)
        self.generic_visit(node)


@cache
def uses(code):
    found = {}
    for item in FluentParser().parse(TEXTS[code]).body:
        assert not isinstance(item, ast.Junk), item.content
        if isinstance(item, ast.Message) and item.value is not None:
            seen = Uses()
            seen.visit(item.value)
            found[item.id.name] = seen
    return found


def asked(variable):
    """Split a variable into that of a name and what is asked of the name."""
    name, _, what = variable.rpartition("-")
    return (name, what) if what in GRAMMAR and name else (variable, "")


@pytest.mark.parametrize("code", TEXTS)
def test_a_catalogue_has_no_fault(code):
    assert list(catalogue.faults(TEXTS[code])) == []
    assert set(TEXTS) == {path.stem for path in LIBRARY.glob("text/catalogues/*.ftl")}


def test_a_translation_has_no_message_and_no_variable_of_its_own():
    for key, seen in uses("ar").items():
        assert key in uses("en"), key
        english = {asked(variable)[0] for variable in uses("en")[key].variables}
        more = ALSO_GIVEN.get(key, set())
        assert {asked(variable)[0] for variable in seen.variables} <= english | more, key
    assert uses("en").keys() == uses("ar").keys()


@pytest.mark.parametrize("grammar", NAMES)
@pytest.mark.parametrize("code", TEXTS)
def test_every_message_can_be_said_with_every_name(code, grammar):
    def part(variable, seen, number):
        counts = variable in seen.chosen or variable in ("number", "before", "after", "among")
        return number if counts and variable != "when" else NAMES[grammar]

    with speaking(code, packaged()):
        for key, seen in uses("en").items():
            names = {asked(variable)[0] for variable in seen.variables}
            names |= ALSO_GIVEN.get(key, set())
            for number in (1, 2, 7, 23, 1200):
                parts = {name.replace("-", "_"): part(name, seen, number) for name in names}
                said = say(key, **parts)
                assert said and said == said.strip(), key
                assert not re.search(r"[{}$]|  |\?\?\?|None|^-|\bunknown\b", said), (key, said)
                assert key == "caption-scale-at" or not re.search(r" [.,;:،؛]", said), (key, said)


def test_every_message_is_used_and_every_key_is_known():
    sources = [*LIBRARY.rglob("*.py"), *LIBRARY.parents[1].glob("notebooks/*.ipynb")]
    sources += [*LIBRARY.glob("explore/templates/*"), *LIBRARY.glob("reports/templates/*/*.j2")]
    code = "\n".join(path.read_text("utf-8") for path in sources)
    unused = [
        key for key in uses("en")
        if not key.startswith(MADE) and not re.search(rf"[\"']{key}[\"'\\]", code)
    ]  # fmt: skip
    assert unused == []
    words = "\n".join(path.read_text("utf-8") for path in sources if path.parent.name != "reports")
    said = set(re.findall(r'\bsay\(\s*\\?"([^"\\]+)\\?"', words))
    assert {key for key in said if key not in uses("en")} <= {"furlong"}


def test_the_interactive_page_has_no_words_of_its_own():
    folder = LIBRARY / "explore" / "templates"
    page = re.sub(r"\{([{%]).*?[}%]\}", "", (folder / "page.html.j2").read_text("utf-8"))
    assert re.findall(r">[^<>]*[^\W\d_]{2}[^<>]*<", page) == []
    assert re.findall(r'(?:aria-label|alt|title|placeholder)="[^"]+"', page) == []
    quoted = re.findall(r'["`>]([^"`<>\n]*[a-z]{3,} [a-z]{3,}[^"`<>\n]*)["`<]',
                        (folder / "page.js").read_text("utf-8"))  # fmt: skip
    assert set(quoted) <= {"use strict", "noopener noreferrer"}


def test_verbs_follow_gender_and_number():
    with speaking("ar"):
        day = {"day": "2", "since": "1"}
        assert "سقط الجيش" in say("stakes-subtitle-if", cities=NAMES["masculine"], **day)
        assert "سقطت حماة" in say("stakes-subtitle-if", cities=NAMES["feminine"], **day)
        assert say("no-seat-left", who=NAMES["masculine"]).startswith("لم يبق للجيش أي مركز")
        assert say("no-seat-left", who=NAMES["unknown"]).startswith("لم يبق لـM23 أي مركز")
    who = "M23"
    assert say("fallen-to", places=join(["Hama"]), who=who) == "Hama has fallen to M23"
    both = say("fallen-to", places=join(["Hama", "Homs"]), who=who)
    assert both == "Hama and Homs have fallen to M23"
    twins = Name("the twin towns", number="many")
    assert say("fallen-to", places=twins, who=who).endswith("have fallen to M23")


def test_one_of_one_is_not_counted():
    days = {"days": "3 days", "first": "Homs on 7 December"}
    assert say("city-fallen", among=1, **days) == (
        "1 city, the only one asked about, changed hands in 3 days: Homs on 7 December"
    )
    assert say("city-fallen", among=5, **days).startswith("1 of 5 cities changed hands")
    site = {"who": "the guests", "sites": "Quay", "number": 1}
    assert say("find-sites-if", among=1, **site) == (
        "The only site of the guests (Quay) lies in the part that would be cut off."
    )
    assert say("find-sites-if", among=21, **site).startswith("1 of 21 sites of the guests (Quay)")
    for code in TEXTS:
        with speaking(code):
            for key in uses(code):
                if {"among", "number"} <= {asked(v)[0] for v in uses(code)[key].variables}:
                    parts = {n.replace("-", "_"): "x" for n in uses("en")[key].variables}
                    said = say(key, **{**parts, "among": 1, "number": 1})
                    # Said of two or more; of some means of fewer than all.
                    never = key in ("in-readings", "seats-fallen", "cities-fallen", "units-changed")
                    never |= key == "knowledge-title" or key.endswith("-some")
                    assert never or not re.search("1 (of|من أصل) 1", said), key


def test_what_is_supposed_is_told_by_who_would_hold_it():
    from syria_analysis.control.situation import situation_on
    from syria_analysis.control.what_if import given_back, if_captured

    evening = if_captured(situation_on(packaged(), "2024-12-02"), "hama", "homs", by="HTS")
    assert evening.supposed == "Hama and Homs captured by the HTS-led forces"
    assert given_back(evening, "aleppo", to="SAA").supposed == (
        "Hama and Homs captured by the HTS-led forces; Aleppo given back to the government"
    )


def test_names_that_are_joined_have_the_grammar_of_all():
    masculine, feminine, plural, unknown = NAMES.values()

    def common(*names):
        return [join(names).grammar[what] for what in ("gender", "number")]

    assert join([plural]) is plural
    assert common(feminine, plural) == ["feminine", "two"]
    assert common(feminine, masculine, unknown) == ["masculine", "many"]
    assert common(feminine, unknown) == ["unknown", "two"]
    with speaking("ar"):
        assert join([masculine, plural, feminine]) == "الجيش والفصائل وحماة"
        assert join([masculine, plural]).grammar["bare"] == "الجيش وفصائل"


def world_with(texts, **conflict):
    """Give the packaged data other texts and words."""
    from dataclasses import replace

    data = packaged()
    data = replace(data, conflict=replace(data.conflict, **conflict))
    data.__dict__["texts"] = texts
    return data


def test_a_package_speaks_a_language_that_the_library_does_not():
    from syria_analysis.package.conflict import Admin, Country

    french = "fallen = { $places-number ->\n    [one] chute de { $places }\n   *[other] chutes\n}\n"
    french += "faction-SAA = le gouvernement\n    .gender = masculine\n"
    data = world_with({"fr": french}, country=Country("Zed {land}", "Zeddish"),
                      admin=Admin("provinces", "province", "provinces"))  # fmt: skip
    with speaking("fr", data):
        assert say("fallen", places=join(["Homs"])) == "chute de Homs"
        assert wording.faction_name(data, "SAA").grammar["gender"] == "masculine"
        assert wording.faction_name(data, "HTS") == "the HTS-led forces"
        assert join(["A", "B", "C"]) == "A, B et C"
        assert wording.day_text(dt.date(2024, 12, 2)) == "2 décembre 2024"
        assert rounding.format_number(12300.5) == "12\u202f300,5"
        # What it does not say is said in English, with the words of the package.
        assert say("no-half-alone", who="A", where="B") == (
            "no side held half of Zed {land}: A held B"
        )
        assert say("no-seat-left", who="c") == "c holds no province capital"
        assert not language.is_rtl()
    with speaking("he"):
        assert language.is_rtl() and language.directed("M5 גשר").startswith("\u200f")
    with pytest.raises(UnknownName, match="language"), speaking("xx"):
        pass


def test_a_text_that_is_no_fluent_is_told_in_a_line():
    data = world_with({"en": "km = { $number km\nday-of-month = { $hour }\n"})
    with speaking("en", data):
        with pytest.raises(InvalidData, match="'km' in en"):
            say("km", number="5")
        with pytest.raises(InvalidData, match="'day-of-month' in en cannot be said"):
            wording.day_and_month(dt.date(2024, 12, 2))
    assert [line for line, _ in catalogue.faults("a = b\nkm = { $number km\na = c\n")] == [2, 3]


def test_the_first_messages_are_said_quickly():
    from time import process_time

    catalogue.Catalogue("ar", TEXTS["ar"]).say("no-way", {})  # imports Fluent
    spent = []
    for _ in range(5):
        start = process_time()
        catalogue.Catalogue("ar", TEXTS["ar"]).say("counted-place", {"number": 12})
        spent.append(process_time() - start)
    assert min(spent) < 0.03


def test_threads_that_speak_at_once_hear_the_same():
    """Figures of a report are drawn in threads, which share a catalogue."""
    months = [f"short-month-{number}" for number in range(1, 13)]
    expected = [catalogue.Catalogue("en", TEXTS["en"]).say(month, {}) for month in months]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(20):
            shared = catalogue.Catalogue("en", TEXTS["en"])
            with ThreadPoolExecutor(8) as pool:
                said = pool.map(lambda said_by: [said_by.say(m, {}) for m in months], [shared] * 8)
                assert list(said) == [expected] * 8
    finally:
        sys.setswitchinterval(interval)


def test_names_come_from_the_texts_else_from_the_tables():
    data = packaged()
    with speaking("en", data):
        assert wording.faction_name(data, "HTS") == "the HTS-led forces"
        assert language.grammar(wording.faction_name(data, "HTS"), "bare") == "HTS-led forces"
        assert wording.places_name(data, ["tartus", "latakia"]) == "the coast"
        assert wording.places_name(data, ["tartus", "homs"]) == "Tartus and Homs"
    assert name_of("group-nowhere", Name("x", number="many")).grammar == {"number": "many"}


def test_faults_of_texts_are_told_with_their_lines(tmp_path):
    from worlds import place, write_world

    write_world(tmp_path, [place("west", 34.5, 37, "HTS"), place("east", 34.5, 39, "SAA")])
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "en.ftl").write_text(
        "# Names\nfaction-SAA =\n    .bare = army\nfaction-XYZ = the x\n"
        "km = { $number } { $miles }\nplace-east = East\nbroken = { $a\n"
        "fallen = { $places-number ->\n   *[one] { $places }\n}\n",
        encoding="utf-8",
    )
    (texts / "ar.ftl").write_text("no-way = a\u202eb\n", encoding="utf-8")
    (texts / "nl.ftl").write_text("no-way = geen weg\n", encoding="utf-8")
    found = [str(fault) for fault in syria_analysis.api.validate(tmp_path)]
    assert found == [
        "texts/ar.ftl:1: the character U+202E, which no text may hold",
        "texts/en.ftl:4: there is no faction 'XYZ'",
        "texts/en.ftl:5: km is given no $miles; there are $number",
        'texts/en.ftl:7: no Fluent: Expected token: "}"',
        "texts/nl.ftl: conflict.languages does not declare 'nl'",
    ]


def test_what_a_language_lacks_is_counted_and_no_fault(tmp_path):
    from syria_analysis.text.faults import text_remarks

    data = packaged()
    assert text_remarks(data) == []
    lacking = world_with({"pt": "km = x\n"}, languages=("en", "pt"))
    whole = len(uses("en"))
    assert text_remarks(lacking) == [
        f"texts in pt: {whole - 1} of {whole} messages are missing and said in English"
    ]


def test_a_figure_speaks_the_languages_that_the_package_declares():
    from syria_analysis.figures import draw

    with pytest.raises(UnknownName, match=r"unknown language 'he'"):
        draw("areas", packaged(), "2024-12-02", lang="he")
