"""The largest image that Python takes is the largest that the page takes."""

import numpy as np
import pytest
from alone import alone, set_traits
from playwright.sync_api import Page, expect
from traitlets import TraitError

from cnnlab.widgets import Locality, PixelGuess, ReceptiveField
from cnnlab.widgets.base import Widget


@pytest.mark.browser
@pytest.mark.parametrize("made", [Locality, PixelGuess, ReceptiveField])
def test_one_row_too_many_is_refused_on_the_page_as_well(page: Page, made: type[Widget]) -> None:
    rows, columns = made.own_traits()["images"].most  # type: ignore[attr-defined]
    image = np.arange(rows * columns).reshape(rows, columns) % 256
    alone(page, made(images={"it": image}))
    alert = page.get_by_role("alert").filter(visible=True)
    expect(alert).to_have_count(0)
    larger = np.vstack([image, image[:1]])
    with pytest.raises(TraitError, match="images"):
        made(images={"it": larger})
    set_traits(page, images={"it": larger.tolist()})
    expect(alert).to_contain_text('images["it"] must have at most')
