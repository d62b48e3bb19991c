"""An answer that is cut off changes nothing: half of it would leave claims waiting that were answered."""

import pytest

from cleanclaim.model.errors import UserError
from cleanclaim.office.claims.answers import read_answer
from tests.exchange.x12.files import ANSWERS_277CA, written


@pytest.mark.parametrize("left", [0.5, 0.9])
def test_an_answer_that_is_cut_off_is_refused_whole(left: float) -> None:
    content = written(ANSWERS_277CA)
    assert read_answer("a.277ca", content).items
    with pytest.raises(UserError, match="is not whole"):
        read_answer("a.277ca", content[: int(len(content) * left)])
