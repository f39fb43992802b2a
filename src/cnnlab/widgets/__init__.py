"""Widgets that move: each is live in Jupyter and also works on a page without Python."""

from cnnlab.widgets.channels import Channels
from cnnlab.widgets.choice import Choice
from cnnlab.widgets.draw_digit import DrawDigit
from cnnlab.widgets.im2col import Im2Col
from cnnlab.widgets.locality import Locality
from cnnlab.widgets.parameter_counter import ParameterCounter
from cnnlab.widgets.pooling import Pooling
from cnnlab.widgets.prediction import Prediction
from cnnlab.widgets.receptive_field import ReceptiveField
from cnnlab.widgets.shift import Shift
from cnnlab.widgets.size_calculator import SizeCalculator
from cnnlab.widgets.size_explorer import SizeExplorer
from cnnlab.widgets.sliding_kernel import SlidingKernel

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
