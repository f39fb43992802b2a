"""Values on their way out of a student's process: what arrives is what was sent, or its kind."""

import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch

from cnnlab.grade.values import first_items, packed, room, unpacked
from cnnlab.network import Flatten, Sequential


def sent(value: Any) -> Any:
    """Send a value on its way and unpack it again; no network is kept."""
    return unpacked(json.loads(json.dumps(packed(value, lambda _: 0))), lambda _: Sequential())


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 3, -2.5, "three", ...),
        *([1, [2.5, None]], (1, (2,)), {3, 4}, frozenset({5}), {"a": [1], 2: (3,)}, [], {}),
    ],
)
def test_plain_values_and_collections_arrive_as_they_are(value: Any) -> None:
    assert sent(value) == value
    assert type(sent(value)) is type(value)


@pytest.mark.parametrize(
    "dtype", [bool, np.int8, np.uint64, np.float16, np.float32, float, complex]
)
def test_arrays_keep_shape_and_type(dtype: Any) -> None:
    array = np.arange(6).reshape(2, 3).astype(dtype).T  # not in the order of memory
    arrived = sent(array)
    assert arrived.dtype == array.dtype
    np.testing.assert_array_equal(arrived, array)
    arrived[0, 0] = 1  # a checker may write into it
    assert sent(array[:0]).shape == (0, 2)
    assert sent(array[1, 1]).shape == ()


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        (range(2, 5), [2, 3, 4]),
        (torch.tensor([1.0, 2.0], requires_grad=True), [1, 2]),
        (np.array([Fraction(1, 2), 3], dtype=object), [0.5, 3]),
        (Fraction(1, 4), 0.25),
        (np.ma.masked_array([1, 2], mask=[False, False]), [1, 2]),
    ],
)
def test_what_holds_numbers_arrives_as_numbers(value: Any, numbers: Any) -> None:
    np.testing.assert_array_equal(sent(value), numbers)


class Answer:
    pass


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (Answer(), "Answer"),
        (len, "builtin_function_or_method"),
        (iter([1]), "list_iterator"),
        (np.ma.masked_array([1, 2], mask=[False, True]), "MaskedArray"),
    ],
)
def test_of_all_else_the_kind_arrives(value: Any, name: str) -> None:
    assert type(sent(value)).__name__ == name
    assert type(sent(value)).__module__ == type(value).__module__


def test_what_is_far_too_large_arrives_as_its_shape() -> None:
    message = packed(np.broadcast_to(0.0, (1001, 1000)), lambda _: 0)
    assert len(json.dumps(message)) < 100
    assert sent(np.broadcast_to(0.0, (1001, 1000))).shape == (1001, 1000)
    assert len(json.dumps(packed(range(10**6 + 1), lambda _: 0))) < 100
    assert sent(range(10**6 + 1)).shape == (10**6 + 1,)
    assert len(sent(range(10**6))) == 10**6
    assert sent("a" * 201) == "a" * 200


def test_a_network_stays_where_it_is() -> None:
    network, kept = Sequential(Flatten()), list[Sequential]()
    message = packed([network], lambda one: kept.append(one) or 7)  # type: ignore[func-returns-value]
    assert kept == [network]
    assert unpacked(message, {7: network}.__getitem__) == [network]


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({"plain": [1]}, TypeError),
        ({"array": "", "dtype": "O", "shape": [0]}, TypeError),
        ({"array": "", "dtype": "<U9", "shape": [0]}, TypeError),
        ({"array": "AAAA", "dtype": "<f8", "shape": [1]}, ValueError),
        ({"collection": "eval", "items": []}, KeyError),
        ({"pickle": "..."}, KeyError),
    ],
)
def test_what_was_never_packed_is_refused(message: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        unpacked(message, lambda _: Sequential())


def test_the_room_that_a_value_takes_as_an_array() -> None:
    assert room([1, (2.5, np.zeros((2, 3)), np.zeros(()))]) == 1 + 1 + 6 + 1
    assert room(["a", "bc"]) == 2 * 200
    assert room(object()) == 1


def test_what_can_be_read_once_is_read_as_far_as_a_checker_looks() -> None:
    assert first_items(iter(range(300))) == list(range(100))
    once_more = [1, 2]
    assert first_items(once_more) is once_more
