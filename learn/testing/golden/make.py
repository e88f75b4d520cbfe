"""Makes the golden files: GPT-NeoX and the objectives in float64, by PyTorch.

    python3 learn/testing/golden/make.py

It shares no code with the rest of this repository, and nothing with Hugging
Face's implementation but what is published of the model: the report (Black et
al., arXiv 2204.06745) and the names, shapes and layout of its parameters.
Sequences run one at a time and without padding; gradients come from PyTorch.

Inputs are in cases.json; weights follow from parameters' names (see `weight`).
What users of the model hold in float32 by design is rounded to it here as well
(`single`): tables of positions, weights of the loss, learning rates. All else
is float64. The tests read only what this writes, so they need no Python.
"""

import json
import math
import pathlib
import struct

import numpy
import torch

here = pathlib.Path(__file__).parent
double = torch.float64


def single(x):
    """A number as float32 holds it."""
    return float(numpy.float32(x))


def weight(name, shape):
    """Values in [-1/2, 1/2), multiples of 1/4096; gains of norms are around 1.

    A 32-bit linear congruential generator, begun with a hash of the name.
    """
    state = 0
    for character in name:
        state = (state * 31 + ord(character)) % 2**32
    values = []
    for _ in range(math.prod(shape)):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(((state >> 20) - 2048) / 4096)
    tensor = torch.tensor(values, dtype=double).reshape(shape)
    return tensor + 1 if "norm" in name and name.endswith(".weight") else tensor


def shapes(config, head):
    """The parameters' names and shapes."""
    width, wide = config["hidden_size"], config["intermediate_size"]
    result = {"gpt_neox.embed_in.weight": (config["vocab_size"], width)}
    for i in range(config["num_hidden_layers"]):
        layer = f"gpt_neox.layers.{i}"
        for name, out, inside in [
            ("attention.query_key_value", 3 * width, width),
            ("attention.dense", width, width),
            ("mlp.dense_h_to_4h", wide, width),
            ("mlp.dense_4h_to_h", width, wide),
        ]:
            result[f"{layer}.{name}.weight"] = (out, inside)
            result[f"{layer}.{name}.bias"] = (out,)
        for name in ["input_layernorm", "post_attention_layernorm"]:
            result[f"{layer}.{name}.weight"] = (width,)
            result[f"{layer}.{name}.bias"] = (width,)
    result["gpt_neox.final_layer_norm.weight"] = (width,)
    result["gpt_neox.final_layer_norm.bias"] = (width,)
    if head == "policy":
        result["embed_out.weight"] = (config["vocab_size"], width)
    else:
        result["score.weight"] = (1, width)
    return result


def turn(x, config):
    """Rotary positions on the first dimensions of each head; x is [t, h, d]."""
    dims = int(x.shape[2] * config["rotary_pct"])
    angles = torch.outer(
        torch.arange(x.shape[0], dtype=double),
        config["rotary_emb_base"] ** (-torch.arange(0, dims, 2, dtype=double) / dims),
    )
    table = torch.polar(torch.ones_like(angles), angles)
    table = torch.complex(table.real.float().double(), table.imag.float().double())
    # Dimension i is the real part of a number whose imaginary part is i + half.
    half = dims // 2
    pairs = torch.complex(x[..., :half], x[..., half:dims]) * table[:, None, :]
    return torch.cat([pairs.real, pairs.imag, x[..., dims:]], 2)


def hidden(config, w, ids):
    """States after the final norm, [tokens, width]."""
    width, heads = config["hidden_size"], config["num_attention_heads"]
    tokens = len(ids)

    def norm(x, name):
        centred = x - x.mean(1, keepdim=True)
        scale = (centred.square().mean(1, keepdim=True) + config["layer_norm_eps"]).sqrt()
        return centred / scale * w[f"{name}.weight"] + w[f"{name}.bias"]

    def linear(x, name):
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    x = w["gpt_neox.embed_in.weight"][torch.tensor(ids)]
    future = torch.ones(tokens, tokens, dtype=torch.bool).triu(1)
    for i in range(config["num_hidden_layers"]):
        layer = f"gpt_neox.layers.{i}"
        packed = linear(norm(x, f"{layer}.input_layernorm"), f"{layer}.attention.query_key_value")
        q, k, v = packed.reshape(tokens, heads, 3, width // heads).unbind(2)
        q, k = turn(q, config), turn(k, config)
        scores = torch.einsum("thd,uhd->htu", q, k) / math.sqrt(width // heads)
        shares = scores.masked_fill(future, -math.inf).softmax(2)
        mixed = torch.einsum("htu,uhd->thd", shares, v).reshape(tokens, width)
        attended = linear(mixed, f"{layer}.attention.dense")
        inner = linear(norm(x, f"{layer}.post_attention_layernorm"), f"{layer}.mlp.dense_h_to_4h")
        inner = inner * (1 + torch.erf(inner / math.sqrt(2))) / 2
        x = x + attended + linear(inner, f"{layer}.mlp.dense_4h_to_h")
    return norm(x, "gpt_neox.final_layer_norm")


def forward(config, w, sequence):
    """Logits before each token but the first, and log-probabilities of those."""
    ids = sequence["prompt"] + sequence["response"]
    logits = hidden(config, w, ids[:-1]) @ w["embed_out.weight"].T
    logs = logits.log_softmax(1)[torch.arange(len(ids) - 1), torch.tensor(ids[1:])]
    return logits, logs


def responses(config, w, sequences):
    """Log-probabilities of the responses' tokens, by sequence."""
    return [
        forward(config, w, s)[1][len(s["prompt"]) - 1 :] for s in sequences
    ]


def cross_entropy(case, config, w):
    logs = torch.cat(responses(config, w, case["sequences"]))
    return -logs.sum() * single(1 / len(logs))


def contrast(link):
    def loss(case, config, w):
        given = case["contrast"]
        logs = responses(config, w, case["sequences"])
        ratios = [x.sum() - r for x, r in zip(logs, given["reference"])]
        u = given["beta"] * torch.stack([a - b for a, b in zip(ratios[::2], ratios[1::2])])
        linked = {
            "log-sigmoid": lambda: torch.log1p((-u).exp()),
            "hinge": lambda: (1 - u).clamp(min=0),
            "linear": lambda: -u,
        }[link]()
        chosen = torch.cat(logs[::2])
        anchor = single(given["anchor"] / len(chosen))
        return linked.mean() - anchor * chosen.sum()

    return loss


def rewards_of(case, config, w):
    """Scores at each sequence's last token."""
    return [
        (hidden(config, w, s["prompt"] + s["response"])[-1] @ w["score.weight"].T)[0]
        for s in case["sequences"]
    ]


def bradley_terry(case, config, w):
    rewards = rewards_of(case, config, w)
    margins = torch.stack([a - b for a, b in zip(rewards[::2], rewards[1::2])])
    return torch.log1p((-margins).exp()).mean()


def policy_gradient(case, config, w):
    given, loss = case["rloo"], 0
    returns = [
        r - given["beta"] * (p - q)
        for r, p, q in zip(given["rewards"], given["logProbabilities"], given["reference"])
    ]
    logs = responses(config, w, case["sequences"])
    for i, own in enumerate(returns):
        start = i - i % given["each"]
        group = returns[start : start + given["each"]]
        baseline = (sum(group) - own) / (given["each"] - 1)
        loss = loss - single((own - baseline) / len(returns)) * logs[i].sum()
    return loss


objectives = {
    "cross-entropy": ("policy", cross_entropy),
    "contrast-log-sigmoid": ("policy", contrast("log-sigmoid")),
    "contrast-hinge": ("policy", contrast("hinge")),
    "contrast-linear": ("policy", contrast("linear")),
    "bradley-terry": ("reward", bradley_terry),
    "policy-gradient": ("policy", policy_gradient),
}


def weights(config, head):
    return {
        name: weight(name, shape).requires_grad_()
        for name, shape in shapes(config, head).items()
    }


def rate(given, step):
    """Linear warm-up, then half a cosine down to the floor."""
    if step < given["warmup"]:
        return given["rate"] * (step + 1) / given["warmup"]
    share = (step - given["warmup"]) / (given["steps"] - given["warmup"])
    low = given["rate"] * given["floor"]
    return low + (given["rate"] - low) * (1 + math.cos(math.pi * share)) / 2


def train(case, config):
    """Losses before each step, gradient norms before clipping, last weights."""
    given, w = case["training"], weights(config, "policy")
    matrices = [x for x in w.values() if x.dim() == 2]
    others = [x for x in w.values() if x.dim() != 2]
    optimiser = torch.optim.AdamW(
        [
            {"params": matrices, "weight_decay": single(given["decay"])},
            {"params": others, "weight_decay": 0.0},
        ],
        betas=(given["beta1"], given["beta2"]),
        eps=given["epsilon"],
    )
    losses, norms = [], []
    for step in range(given["steps"]):
        for group in optimiser.param_groups:
            group["lr"] = single(rate(given, step))
        optimiser.zero_grad()
        loss = cross_entropy(case, config, w)
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(w.values(), given["clip"]).item())
        optimiser.step()
        losses.append(loss.item())
    return losses, norms, w


def golden(case, config):
    """All tensors of one configuration, by name."""
    tensors = {}
    w = weights(config, "policy")
    both = [forward(config, w, s) for s in case["sequences"]]
    tensors["logits"] = torch.cat([logits for logits, _ in both])
    tensors["log-probabilities"] = torch.cat([logs for _, logs in both])
    tensors["rewards"] = torch.stack(rewards_of(case, config, weights(config, "reward")))
    for name, (head, objective) in objectives.items():
        w = weights(config, head)
        loss = objective(case, config, w)
        loss.backward()
        tensors[f"{name}/loss"] = loss.reshape(1)
        for parameter, x in w.items():
            tensors[f"{name}/{parameter}"] = x.grad
    losses, norms, w = train(case, config)
    tensors["training/losses"] = torch.tensor(losses, dtype=double)
    tensors["training/norms"] = torch.tensor(norms, dtype=double)
    for parameter, x in w.items():
        tensors[f"training/{parameter}"] = x
    return tensors


def write(path, tensors):
    """Safetensors, in float64."""
    header = {
        "__metadata__": {
            "command": "python3 learn/testing/golden/make.py",
            "torch": torch.__version__,
            "numpy": numpy.__version__,
        }
    }
    body = b""
    for name in sorted(tensors):
        data = tensors[name].detach().contiguous().numpy().astype("<f8").tobytes()
        shape = list(tensors[name].shape)
        offsets = [len(body), len(body) + len(data)]
        header[name] = {"dtype": "F64", "shape": shape, "data_offsets": offsets}
        body += data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


def main():
    torch.set_num_threads(1)
    case = json.loads((here / "cases.json").read_text())
    for name, config in case["configs"].items():
        write(here / f"{name}.safetensors", golden(case, config))


main()
