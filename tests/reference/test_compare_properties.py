"""What holds of two releases whatever stands in them: what one way adds, the other way removes."""

from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.reference.compare import ChangeCounts, compare
from cleanclaim.reference.releases import Release
from tests.reference.releases_made import NEW, OLD, WITHDRAWN, pair, pairs, table
from tests.reference.test_compare import THERAPY, WIDE

NUMBER = count()
CODES = st.sampled_from([*THERAPY, *WIDE, "97161", "98979"])
LIMITS = st.dictionaries(CODES, st.tuples(st.integers(0, 9), st.integers(1, 3)), min_size=1)
EDITS = st.tuples(
    st.sampled_from([0, 1, 9]), st.sampled_from([None, OLD, WITHDRAWN, NEW]), st.sampled_from([None, OLD])
)
BUNDLES = st.dictionaries(st.tuples(CODES, CODES).filter(lambda two: two[0] != two[1]), EDITS, min_size=1)
SCOPES = st.sampled_from(["complete", "excerpt", "part"])
Make = Callable[[Path, date], Release]


@st.composite
def made(draw: st.DrawFn) -> tuple[Make, Make]:
    """How to make two releases of one table."""

    def limits() -> Make:
        text = "\n".join(f"{code} | {units} | {mai}" for code, (units, mai) in draw(LIMITS).items())
        scope, ships = draw(SCOPES), draw(st.booleans())
        more = {"scope": scope} | ({"retrieved": None} if ships else {})
        return lambda folder, on: table(folder, "mue", text, on, **more)

    def bundles() -> Make:
        rows = [pair(one, two, i, first, last) for (one, two), (i, first, last) in draw(BUNDLES).items()]
        scope = draw(SCOPES)
        return lambda folder, on: pairs(folder, rows, on, scope=scope)

    one_table = draw(st.sampled_from([limits, bundles]))
    return one_table(), one_table()


@given(made())
def test_what_one_way_adds_the_other_way_removes(
    tmp_path_factory: pytest.TempPathFactory, both: tuple[Make, Make]
) -> None:
    folder = tmp_path_factory.getbasetemp() / f"releases{next(NUMBER)}"
    folder.mkdir()
    old, new = both[0](folder, OLD), both[1](folder, NEW)
    there, back = compare(old, new), compare(new, old)
    assert (there.added, there.removed) == (back.removed, back.added)
    assert [(one.key, one.old, one.new) for one in there.changed] == [
        (one.key, one.new, one.old) for one in back.changed
    ]
    assert there.outside_therapy == ChangeCounts(
        back.outside_therapy.removed, back.outside_therapy.added, back.outside_therapy.changed
    )
    assert (there.compared, there.uncompared) == (back.compared, back.uncompared)
    itself = compare(old, old)
    assert (itself.added, itself.removed, itself.changed, itself.uncompared) == ((), (), (), 0)
