"""Widgets that move: each is live in Jupyter and also works on a page without Python."""

from cnnlab.widgets.aliasing import Aliasing as Aliasing
from cnnlab.widgets.channels import Channels as Channels
from cnnlab.widgets.choice import Choice as Choice
from cnnlab.widgets.draw_digit import DrawDigit as DrawDigit
from cnnlab.widgets.guess import Guess as Guess
from cnnlab.widgets.im2col import Im2Col as Im2Col
from cnnlab.widgets.learned_weights import LearnedWeights as LearnedWeights
from cnnlab.widgets.lens import Lens as Lens
from cnnlab.widgets.locality import Locality as Locality
from cnnlab.widgets.network_builder import NetworkBuilder as NetworkBuilder
from cnnlab.widgets.parameter_counter import ParameterCounter as ParameterCounter
from cnnlab.widgets.pixel_guess import PixelGuess as PixelGuess
from cnnlab.widgets.pooling import Pooling as Pooling
from cnnlab.widgets.practice import Practice as Practice
from cnnlab.widgets.prediction import Prediction as Prediction
from cnnlab.widgets.receptive_field import ReceptiveField as ReceptiveField
from cnnlab.widgets.separability import Separability as Separability
from cnnlab.widgets.sharing import Sharing as Sharing
from cnnlab.widgets.shift import Shift as Shift
from cnnlab.widgets.side_view import SideView as SideView
from cnnlab.widgets.size_calculator import SizeCalculator as SizeCalculator
from cnnlab.widgets.size_explorer import SizeExplorer as SizeExplorer
from cnnlab.widgets.sliding_kernel import SlidingKernel as SlidingKernel
from cnnlab.widgets.strip import Strip as Strip
from cnnlab.widgets.walks import step as step
from cnnlab.widgets.wiring import Wiring as Wiring
