"""What a notebook offers and shows: completion, names, numbers for reading, cards."""

import pytest
from IPython.core.completer import IPCompleter, provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import syria_analysis as sa


@pytest.fixture(scope="module")
def completions(syria):
    """What IPython itself offers after a dot, with and without jedi."""
    now = syria.on("2024-12-02")
    names = {
        "sa": sa,
        "syria": syria,
        "now": now,
        "changes": now.changes(),
        "front": now.front(),
        "far": now.front().distance_to("homs"),
    }
    shell = InteractiveShell()

    def offered(name, jedi):
        completer = IPCompleter(shell=shell, namespace=names, global_namespace=names)
        completer.use_jedi = jedi
        with provisionalcompleter():
            found = completer.completions(f"{name}.", len(name) + 1)
            return {completion.text.lstrip(".") for completion in found}

    return offered


@pytest.mark.parametrize("jedi", [True, False])
def test_the_tab_key_offers_what_belongs_to_users(completions, jedi):
    assert completions("sa", jedi) == set(sa.__all__) - {"__version__"}
    assert {"load", "init", "errors"} < completions("sa", jedi)


@pytest.mark.parametrize(
    ("name", "offered", "inside"),
    [
        ("syria", "on campaign explore places events days first title", "mesh sides cell_rows"),
        ("now", "front areas place map if_captured territory holders", "mesh cell_holders nearby"),
        ("changes", "places balance transfer by_unit before after", "passage"),
        ("front", "edges distance_to length_km line attackers", "bow edge"),
        ("far", "distance_km low_km high_km nearest_held", ""),
    ],
)
def test_objects_offer_their_questions_and_nothing_internal(completions, name, offered, inside):
    found = completions(name, jedi=True)  # as IPython does; without jedi it adds the class
    assert set(offered.split()) <= found
    assert not set(inside.split()) & found
