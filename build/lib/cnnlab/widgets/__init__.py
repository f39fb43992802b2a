"""Widgets that move: each is live in Jupyter and also works on a page without Python."""

from cnnlab.widgets.calculator import SizeCalculator
from cnnlab.widgets.channels import Channels
from cnnlab.widgets.draw_digit import DrawDigit
from cnnlab.widgets.im2col import Im2Col
from cnnlab.widgets.locality import Locality
from cnnlab.widgets.parameters import ParameterCounter
from cnnlab.widgets.pooling import Pooling
from cnnlab.widgets.receptive_field import ReceptiveField
from cnnlab.widgets.selfcheck import Choice, Prediction
from cnnlab.widgets.shift import Shift
from cnnlab.widgets.sizes import SizeExplorer
from cnnlab.widgets.slide import SlidingKernel

__all__ = [
    "Channels",
    "Choice",
    "DrawDigit",
    "Im2Col",
    "Locality",
    "ParameterCounter",
    "Pooling",
    "Prediction",
    "ReceptiveField",
    "Shift",
    "SizeCalculator",
    "SizeExplorer",
    "SlidingKernel",
]
