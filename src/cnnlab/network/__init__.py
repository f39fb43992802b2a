"""A small network: layers, a loss, optimizers, and the loop that trains it."""

from cnnlab.network.architectures import ARCHITECTURES, Architecture, follow
from cnnlab.network.layers import (
    AdaptiveAvgPool2d,
    AdaptiveMaxPool2d,
    AvgPool2d,
    BlurPool2d,
    Conv2d,
    Flatten,
    Layer,
    Linear,
    LocallyConnected2d,
    MaxPool2d,
    ReLU,
    Sequential,
    he_normal,
)
from cnnlab.network.losses import softmax, softmax_cross_entropy
from cnnlab.network.optimizers import SGD, Adam, Optimizer
from cnnlab.network.stack import PlannedLayer, StackError, build_stack, plan_stack
from cnnlab.network.train import History, Score, evaluate, fit, random_nudge

__all__ = [
    "ARCHITECTURES",
    "SGD",
    "Adam",
    "AdaptiveAvgPool2d",
    "AdaptiveMaxPool2d",
    "Architecture",
    "AvgPool2d",
    "BlurPool2d",
    "Conv2d",
    "Flatten",
    "History",
    "Layer",
    "Linear",
    "LocallyConnected2d",
    "MaxPool2d",
    "Optimizer",
    "PlannedLayer",
    "ReLU",
    "Score",
    "Sequential",
    "StackError",
    "build_stack",
    "evaluate",
    "fit",
    "follow",
    "he_normal",
    "plan_stack",
    "random_nudge",
    "softmax",
    "softmax_cross_entropy",
]
