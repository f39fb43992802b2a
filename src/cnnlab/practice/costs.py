"""Practice with what layers cost: parameters, memory and multiply-adds."""

from cnnlab import mistakes
from cnnlab.costs import conv_cost, layer_memory, linear_cost, locally_connected_cost
from cnnlab.practice.draws import Draws
from cnnlab.practice.wording import Made
from cnnlab.shapes import output_shape

SIDES = (8, 16, 24, 28, 32, 64)


def linear_parameters(draws: Draws, level: int) -> Made:
    """Ask for the parameters of a linear layer."""
    question, values, channels = _linear(draws, level)
    wrong = mistakes.linear_parameters(values["M"], values["N"], channels=channels)
    return Made(question, values, [values["P"]], _linear_steps(question), wrong)


def linear_memory(draws: Draws, level: int) -> Made:
    """Ask for the bytes that training a linear layer takes, activations aside."""
    question, values, channels = _linear(draws, level)
    memory = layer_memory(linear_cost(values["M"], values["N"]))
    answer = memory.total - memory.activations
    values |= {"numbers": answer // 4, "bytes": answer}
    steps = [*_linear_steps(question), "memory_numbers", "memory_bytes"]
    wrong = mistakes.linear_memory(values["M"], values["N"], channels=channels)
    return Made(question, values, [answer], steps, wrong)


def _linear(draws: Draws, level: int) -> tuple[str, dict[str, int], int]:
    """Draw a linear layer: on a list of inputs, on a grey image or on a colour image."""
    N = draws.one_of((10, 20, 50, 100))
    H, W = draws.one_of(SIDES), draws.one_of(SIDES)
    question, channels, M = (
        ("inputs", 1, draws.whole(10, 200)),
        ("grey", 1, H * W),
        ("colour", 3, 3 * H * W),
    )[level - 1]
    P = linear_cost(M, N).parameters
    return question, {"H": H, "W": W, "M": M, "N": N, "P": P, "weights": P - N}, channels


def _linear_steps(question: str) -> list[str]:
    inputs = [] if question == "inputs" else [f"{question}_inputs"]
    return [*inputs, "linear_weights", "linear_biases"]


def locally_connected(draws: Draws, level: int) -> Made:
    """Ask for the parameters of a locally connected layer."""
    k_H = draws.whole(2, 7)
    k_W = k_H if level == 1 else draws.whole(2, 7)
    rows, columns = draws.whole(4, 30), draws.whole(4, 30) if level == 3 else 1
    N = rows * columns
    shape = rows + k_H - 1, columns + k_W - 1
    answer = locally_connected_cost(shape, 1, 1, (k_H, k_W)).parameters
    values = {"k_H": k_H, "k_W": k_W, "rows": rows, "columns": columns, "N": N}
    values |= {"K": answer // N, "untied": answer}
    steps = [*(["outputs"] if level == 3 else []), "window_parameters", "untied"]
    wrong = mistakes.locally_connected((k_H, k_W), N)
    return Made(("square", "window", "map")[level - 1], values, [answer], steps, wrong)


def shared_parameters(draws: Draws, level: int) -> Made:
    """Ask for the parameters of kernels that are the same at all positions."""
    k_H = draws.whole(2, 7)
    k_W = k_H if level == 1 else draws.whole(2, 7)
    rows, columns = draws.whole(8, 30), draws.whole(8, 30)
    M = 1 if level == 1 else draws.whole(2, 16)
    shape, kernel = (rows + k_H - 1, columns + k_W - 1), (k_H, k_W)
    tied = conv_cost(shape, 1, M, kernel).parameters
    untied = locally_connected_cost(shape, 1, M, kernel).parameters
    values = {"k_H": k_H, "k_W": k_W, "H": shape[0], "W": shape[1], "rows": rows}
    values |= {"columns": columns, "M": M, "K": tied // M, "tied": tied, "untied": untied}
    values["answer"] = untied - tied
    steps = ["one_kernel", *(["all_kernels"] if level > 1 else [])]
    if level == 3:
        wrong = mistakes.saved_by_sharing(kernel, M, rows * columns)
        return Made("saved", values, [untied - tied], [*steps, "untied_maps", "saved"], wrong)
    question = ("one", "features")[level - 1]
    return Made(question, values, [tied], steps, mistakes.parameters(1, M, kernel))


def parameters(draws: Draws, level: int) -> Made:
    """Ask for the parameters of a convolution."""
    values = _channels(draws, level)
    k, C_in, C_out, g = (values[name] for name in ("k", "C_in", "C_out", "g"))
    answer = conv_cost((k, k), C_in, C_out, k, groups=g).parameters
    values |= {"weights": answer - C_out, "kernel": (answer - C_out) // C_out, "answer": answer}
    steps = [*_weight_steps(level), "layer_biases"]
    question = "grouped" if level == 3 else "plain"
    wrong = mistakes.parameters(C_in, C_out, k, g)
    rivals = [(k * k + 1) * C_out, values["weights"] // k + C_out]
    return Made(question, values, [answer], steps, wrong, rivals=rivals)


def multiply_adds(draws: Draws, level: int) -> Made:
    """Ask for the multiply-adds of a convolution."""
    values = _channels(draws, level)
    k, C_in, C_out, g = (values[name] for name in ("k", "C_in", "C_out", "g"))
    H, W = draws.one_of(SIDES), draws.one_of(SIDES)
    p = 0 if level == 2 else (k - 1) // 2
    cost = conv_cost((H, W), C_in, C_out, k, padding=p, groups=g)
    weights = cost.parameters - C_out
    values |= {"H": H, "W": W, "weights": weights, "kernel": weights // C_out}
    rows, columns = output_shape((H, W), k, padding=p)
    values |= {"rows": rows, "columns": columns}
    values |= {"pixels": cost.outputs // C_out, "answer": cost.multiply_adds}
    steps = [*_weight_steps(level), "output_map", "uses"]
    wrong = mistakes.multiply_adds((H, W), C_in, C_out, k, padding=p, groups=g)
    question = ("same", "valid", "grouped")[level - 1]
    rivals = [k * k * cost.outputs, *([weights * H * W] if level == 2 else [])]
    return Made(question, values, [cost.multiply_adds], steps, wrong, rivals=rivals)


def _channels(draws: Draws, level: int) -> dict[str, int]:
    """Draw the kernels of a convolution."""
    k = draws.one_of((3, 5) if level == 1 else (1, 3, 5, 7))
    g = draws.one_of((2, 4, 8)) if level == 3 else 1
    most = 4 if level == 3 else 8
    C_in, C_out = g * draws.whole(1, most), g * draws.whole(2, most)
    if level == 2:
        C_in, C_out = 8 * C_in, 8 * C_out
    return {"k": k, "g": g, "C_in": C_in, "C_out": C_out, "depth": C_in // g}


def _weight_steps(level: int) -> list[str]:
    return [*(["depth"] if level == 3 else []), "kernel_weights", "layer_weights"]
