"""
The work in PyTorch, as one would write it there: GPT-NeoX with
`scaled_dot_product_attention` where the version has it, AdamW, clipping by the
global norm, float32 throughout.

    python3 pytorch.py FOLDER cpu|cuda THREADS
"""

import json
import os
import sys
import time

folder, kind, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])

import numpy
import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(threads)
torch.manual_seed(0)
# Float32 means float32: no TF32.
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
device = torch.device(kind)

with open(os.path.join(folder, "work.json")) as file:
    work = json.load(file)
shape, config, effort = work["shape"], work["config"], work["effort"]
batch, length = shape["batch"], shape["time"]
d, heads = config["hidden_size"], config["num_attention_heads"]
size = d // heads
turned = 2 * int(size * config["rotary_pct"] / 2)


def rotary_tables(positions):
    rates = config["rotary_emb_base"] ** (
        -torch.arange(0, turned, 2, dtype=torch.float64) / turned
    )
    angles = torch.arange(positions, dtype=torch.float64)[:, None] * rates
    angles = torch.cat((angles, angles), -1)
    return angles.cos().float().to(device), angles.sin().float().to(device)


def turn(x, cos, sin):
    """Rotary positions on the first dimensions; x is [..., time, size]."""
    y, rest = x[..., :turned], x[..., turned:]
    a, b = y.chunk(2, -1)
    return torch.cat((y * cos + torch.cat((-b, a), -1) * sin, rest), -1)


fused = getattr(F, "scaled_dot_product_attention", None)


def attend(q, k, v, mask):
    """Causal attention; `mask` is added to the scores (None: one query)."""
    if fused is not None:
        return fused(q, k, v, is_causal=mask is not None)
    scores = q @ k.transpose(-1, -2) * size**-0.5
    if mask is not None:
        scores = scores + mask
    return scores.softmax(-1) @ v


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        wide, epsilon = config["intermediate_size"], config["layer_norm_eps"]
        self.input_layernorm = nn.LayerNorm(d, epsilon)
        self.post_attention_layernorm = nn.LayerNorm(d, epsilon)
        self.attention = nn.ModuleDict(
            {"query_key_value": nn.Linear(d, 3 * d), "dense": nn.Linear(d, d)}
        )
        self.mlp = nn.ModuleDict(
            {"dense_h_to_4h": nn.Linear(d, wide), "dense_4h_to_h": nn.Linear(wide, d)}
        )

    def forward(self, x, cos, sin, mask, cache=None, at=0):
        rows, columns, _ = x.shape
        packed = self.attention["query_key_value"](self.input_layernorm(x))
        packed = packed.view(rows, columns, heads, 3 * size).transpose(1, 2)
        q, k, v = packed.chunk(3, -1)
        q, k = turn(q, cos, sin), turn(k, cos, sin)
        if cache is not None:
            keys, values = cache
            keys[:, :, at : at + columns] = k
            values[:, :, at : at + columns] = v
            k, v = keys[:, :, : at + columns], values[:, :, : at + columns]
        out = attend(q, k, v, mask).transpose(1, 2).reshape(rows, columns, d)
        inner = F.gelu(self.mlp["dense_h_to_4h"](self.post_attention_layernorm(x)))
        return x + self.attention["dense"](out) + self.mlp["dense_4h_to_h"](inner)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.gpt_neox = nn.Module()
        self.gpt_neox.embed_in = nn.Embedding(config["vocab_size"], d)
        self.gpt_neox.layers = nn.ModuleList(
            Layer() for _ in range(config["num_hidden_layers"])
        )
        self.gpt_neox.final_layer_norm = nn.LayerNorm(d, config["layer_norm_eps"])
        self.embed_out = nn.Linear(d, config["vocab_size"], bias=False)

    def forward(self, ids, caches=None, at=0):
        columns = ids.shape[1]
        cos, sin = cosines[at : at + columns], sines[at : at + columns]
        mask = causal[:columns, :columns] if columns > 1 else None
        x = self.gpt_neox.embed_in(ids)
        for i, layer in enumerate(self.gpt_neox.layers):
            cache = None if caches is None else caches[i]
            x = layer(x, cos, sin, mask, cache, at)
        return self.embed_out(self.gpt_neox.final_layer_norm(x))


cosines, sines = rotary_tables(config["max_position_embeddings"])
causal = torch.full((length, length), float("-inf"), device=device).triu(1)
flat = numpy.fromfile(os.path.join(folder, "weights.f32"), numpy.float32)
with torch.device(device) if hasattr(torch.device, "__enter__") else torch.no_grad():
    model = Model()
model.to(device)
named = dict(model.named_parameters())
with torch.no_grad():
    for one in work["parameters"]:
        count = int(numpy.prod(one["shape"]))
        values = flat[one["offset"] : one["offset"] + count]
        named[one["name"]].copy_(torch.from_numpy(values).view(one["shape"]))
del flat
ids = numpy.fromfile(os.path.join(folder, "ids.u32"), numpy.uint32)
ids = torch.from_numpy(ids.astype(numpy.int64)).view(batch, length + 1).to(device)
inputs, targets = ids[:, :-1].contiguous(), ids[:, 1:].contiguous()

settings = work["optimiser"]
decays = {one["name"]: one["decays"] for one in work["parameters"]}
options = {}
if "fused" in torch.optim.AdamW.__init__.__code__.co_varnames and kind == "cuda":
    options["fused"] = True
elif "foreach" in torch.optim.AdamW.__init__.__code__.co_varnames:
    options["foreach"] = True
optimiser = torch.optim.AdamW(
    [
        {
            "params": [p for name, p in named.items() if decays[name] is yes],
            "weight_decay": settings["decay"] if yes else 0,
        }
        for yes in (True, False)
    ],
    lr=work["rate"],
    betas=(settings["beta1"], settings["beta2"]),
    eps=settings["epsilon"],
    **options,
)


def step():
    optimiser.zero_grad(set_to_none=True)
    logits = model(inputs)
    loss = F.cross_entropy(logits.view(-1, logits.shape[-1]), targets.view(-1))
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), settings["clip"])
    optimiser.step()
    return loss.detach()


def wait():
    if kind == "cuda":
        torch.cuda.synchronize()


def repeat(do):
    do()
    wait()
    times, begin = [], time.perf_counter()
    while len(times) < effort["least"] or (
        len(times) < effort["most"] and time.perf_counter() - begin < effort["seconds"]
    ):
        start = time.perf_counter()
        do()
        wait()
        times.append(1000 * (time.perf_counter() - start))
    return times


def train():
    """As many steps as are run between two readings of the losses."""
    return torch.stack([step() for _ in range(shape["steps"])]).tolist()


@torch.no_grad()
def score():
    logits = model(inputs).log_softmax(-1)
    return logits.gather(-1, targets[..., None])[..., 0].sum(-1).tolist()


generation = shape["generation"]


@torch.no_grad()
def generate():
    rows, capacity = generation["batch"], generation["length"]
    prompt = targets[torch.arange(rows) % batch, : generation["prompt"]]
    caches = [
        tuple(torch.zeros(rows, heads, capacity, size, device=device) for _ in "kv")
        for _ in model.gpt_neox.layers
    ]
    tokens, at, total = [], 0, 0
    current = prompt
    while at + current.shape[1] < capacity:
        logits = model(current, caches, at)[:, -1].log_softmax(-1)
        at += current.shape[1]
        current = torch.multinomial(logits.exp(), 1)
        total = total + logits.gather(-1, current)
        tokens.append(current)
    return torch.cat(tokens, -1).tolist(), total.tolist()


def product(n):
    a, b = torch.randn(n, n, device=device), torch.randn(n, n, device=device)

    def measure(times):
        start = time.perf_counter()
        for _ in range(times):
            a @ b
        wait()
        return time.perf_counter() - start

    times = 1
    while measure(times) < effort["seconds"] / 15 and times < 4096:
        times *= 2
    best = min(measure(times) for _ in range(2 * effort["least"]))
    return times * 2 * n**3 / best / 1e9


def peak_memory():
    try:
        with open("/proc/self/status") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return round(int(line.split()[1]) / 1024)
    except OSError:
        pass
    return None


def blas():
    """The library of matrix products that was really loaded."""
    try:
        with open("/proc/self/maps") as file:
            paths = {os.path.realpath(x.split()[-1]) for x in file if "/" in x}
    except OSError:
        return "unknown"
    names = {os.path.basename(path).split(".so")[0] for path in paths}
    for name in sorted(names):
        if "openblas" in name or "mkl_rt" in name or "blis" in name:
            return name
    if torch.backends.mkl.is_available():
        return "mkl"
    return "the reference BLAS" if "libblas" in names else "built in"


losses = [step().item()]
first = time.time()
losses += [step().item() for _ in range(2)]
result = {
    "library": f"PyTorch {torch.__version__}",
    "device": torch.cuda.get_device_name() if kind == "cuda" else f"cpu, {blas()}",
    "threads": torch.get_num_threads() if kind == "cpu" else None,
    "firstStepAt": 1000 * first,
    "losses": losses,
    "step": [ms / shape["steps"] for ms in repeat(train)],
    "memory": peak_memory(),
    "notes": [],
}
if kind == "cuda":
    result["deviceMemory"] = round(torch.cuda.max_memory_allocated() / 2**20)
elif blas() == "the reference BLAS":
    result["notes"].append(
        "this PyTorch multiplies with the reference BLAS; "
        '"apt-get install libopenblas0-pthread" gives it a fast one'
    )
optimiser.zero_grad(set_to_none=True)
if "score" in work["parts"]:
    result["score"] = repeat(score)
if "generate" in work["parts"]:
    result["generate"] = repeat(generate)
if "product" in work["parts"]:
    result["products"] = {str(n): product(n) for n in work["products"]}
print(json.dumps(result))
