"""Writes tests/data/nets/*.json: what the reference packages say of small nets.

A file holds a net's options, training rows (for bins and scaling), the values of every parameter, a
few rows, the answers to them and the gradients of the sum of answers * loss_weights. Made once:
packages tabm 0.0.3, rtdl_num_embeddings 0.0.12, rtdl_revisiting_models 0.0.2, pytabkit 1.7.3 on
PYTHONPATH (with scikit-learn, PyYAML, psutil, msgpack_numpy, torchmetrics, dill, tqdm for the last
one), torch 2.11.0. All is computed in float64 from float32 values.

    PYTHONPATH=WHERE_THE_WHEELS_ARE_UNPACKED scripts/make_net_vectors.py tests/data/nets
"""

import importlib.util
import json
import pathlib
import sys
import types

import rtdl_num_embeddings
import rtdl_revisiting_models
import tabm
import torch

# pytabkit's own __init__ imports every model there is.
_ROOT = pathlib.Path(importlib.util.find_spec("rtdl_num_embeddings").origin).parent
_package = types.ModuleType("pytabkit")
_package.__path__ = [str(_ROOT / "pytabkit")]
sys.modules["pytabkit"] = _package

from pytabkit.models.data.data import DictDataset, TensorInfo  # noqa: E402
from pytabkit.models.nn_models.base import set_hp_context  # noqa: E402
from pytabkit.models.nn_models.models import NNFactory  # noqa: E402
from pytabkit.models.training.coord import HyperparamManager  # noqa: E402

torch.set_default_dtype(torch.float64)


def rounded(tensor):
    return tensor.float().double()


def numbers(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().double().flatten().tolist()]


def array(tensor):
    return {"shape": list(tensor.shape), "values": numbers(tensor)}


def draw(*shape):
    return rounded(torch.randn(*shape))


def redraw(module):
    """Other values than those of the start, because many are 0 or 1 there."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(rounded(0.5 * torch.randn(parameter.shape) + 0.1))


def features(n, numeric, levels, indicators=0):
    """Rows; the last numeric column has few values, so that it has fewer bins than the others."""
    x = draw(n, numeric)
    x[:, -1] = (x[:, -1] > 0).double() + (x[:, -1] > 1).double()
    flags = (torch.rand(n, indicators) < 0.3).double()
    codes = torch.stack([torch.randint(-1, k, (n,)) for k in levels], 1) if levels else None
    return {"x": x, "flags": flags, "codes": codes}


def rows_json(rows):
    dense = torch.cat([rows["x"], rows["flags"]], 1)
    codes = [] if rows["codes"] is None else rows["codes"].flatten().tolist()
    return {"rows": len(dense), "dense": numbers(dense), "codes": codes}


def one_hot(rows, levels):
    if rows["codes"] is None:
        return []
    columns = [
        torch.nn.functional.one_hot(rows["codes"][:, i] + 1, k + 1)[:, 1:].double()
        for i, k in enumerate(levels)
    ]
    return columns


def others(rows, levels):
    return torch.cat([rows["flags"], *one_hot(rows, levels)], 1)


def write(folder, name, model, train, rows, levels, answer, parameters, extra=None):
    """`parameters`: name in the model file -> (value, gradient) by a function of the reference's
    parameters; `answer` runs the reference."""
    out = answer()
    weights = torch.cos(torch.arange(out.numel(), dtype=torch.float64)).view(out.shape)
    (out * weights).sum().backward()
    case = {
        "model": model,
        "numeric": train["x"].shape[1],
        "indicators": train["flags"].shape[1],
        "levels": levels,
        "train": rows_json(train),
        "rows": rows_json(rows),
        "outputs": out.shape[-1],
        "parameters": {},
        "gradients": {},
        "answers": array(out),
    }
    for key, (values, take) in parameters.items():
        case["parameters"][key] = array(take([value.detach() for value in values]))
        case["gradients"][key] = array(take([value.grad for value in values]))
    case.update(extra or {})
    text = json.dumps(case, separators=(", ", ": "))
    pathlib.Path(folder, name + ".json").write_text(text + "\n")


def same(*values):
    return (list(values), lambda taken: taken[0])


def ple_weight(bins, width):
    """The package puts an input's last component last; here the unused ones are last."""

    def take(taken):
        out = torch.zeros_like(taken[0])
        for i, edges in enumerate(bins):
            used = len(edges) - 1
            out[i, : used - 1] = taken[0][i, : used - 1]
            out[i, used - 1] = taken[0][i, -1]
        padded = torch.zeros(out.shape[0], width, out.shape[2])
        padded[:, : out.shape[1]] = out
        return padded

    return take


def ple(train, bins, width):
    edges = rtdl_num_embeddings.compute_bins(train["x"], n_bins=bins)
    module = rtdl_num_embeddings.PiecewiseLinearEmbeddings(
        edges, width, activation=False, version="B"
    ).double()
    return module, edges


def ple_parameters(module, edges, bins):
    return {
        "embedding.linear_weight": same(module.linear0.weight),
        "embedding.linear_bias": same(module.linear0.bias),
        "embedding.weight": ([module.linear.weight], ple_weight(edges, bins)),
    }


def linear(name, module):
    return {name + ".weight": same(module.weight), name + ".bias": same(module.bias)}


def dense_head(folder, name, embedding, embed, module, parameters, width):
    """A dense net of one hidden layer over an embedding."""
    levels = [3]
    train, rows = module_rows
    hidden = torch.nn.Linear(train["x"].shape[1] * width + 1 + 3, 5)
    output = torch.nn.Linear(5, 2)
    for part in (module, hidden, output):
        redraw(part)

    def answer():
        x = torch.cat([embed(rows["x"]).flatten(1), others(rows, levels)], 1)
        return output(torch.relu(hidden(x)))

    model = {"type": "dense", "hidden": [5], "dropout": 0, "embedding": embedding}
    named = {**parameters, **linear("hidden_0", hidden), **linear("output", output)}
    write(folder, name, model, train, rows, levels, answer, named)


def dense_cases(folder):
    train, _ = module_rows
    module, edges = ple(train, 6, 3)
    dense_head(folder, "dense_ple", {"type": "ple", "bins": 6, "width": 3}, module, module,
               ple_parameters(module, edges, 6), 3)
    lite = rtdl_num_embeddings.PeriodicEmbeddings(
        train["x"].shape[1], 3, n_frequencies=4, frequency_init_scale=0.1, lite=True).double()
    dense_head(folder, "dense_plr_lite",
               {"type": "plr-lite", "frequencies": 4, "width": 3}, lite, lite,
               {"embedding.frequencies": same(lite.periodic.weight),
                "embedding.weight": ([lite.linear.weight], lambda taken: taken[0].T[None]),
                "embedding.bias": ([lite.linear.bias], lambda taken: taken[0][None])}, 3)


def tabm_case(folder, name, variant, per_member, embedded):
    members, levels, bins, width = 3, [3, 2], 6, 2
    train, rows = features(40, 2, levels), features(4, 2, levels)
    if per_member:
        rows = features(4 * members, 2, levels)
    module, edges = ple(train, bins, width) if embedded else (None, None)
    net = tabm.TabM(n_num_features=2, cat_cardinalities=[k + 1 for k in levels], d_out=2,
                    num_embeddings=module, n_blocks=2, d_block=4, dropout=0.0, k=members,
                    arch_type="tabm-mini" if variant == "mini" else "tabm",
                    start_scaling_init="normal").double()
    redraw(net)
    # The package has no unknown levels: its first level stands for them, without weights.
    kept = list(range(2 * width if embedded else 2))
    at = len(kept)
    for k in levels:
        kept += range(at + 1, at + 1 + k)
        at += k + 1
    unknown = [i for i in range(at) if i not in kept]
    first = net.backbone.blocks[0][0]
    with torch.no_grad():
        first.weight[:, unknown] = 0

    def answer():
        x, codes = rows["x"], rows["codes"] + 1
        if per_member:
            x, codes = x.view(-1, members, 2), codes.view(-1, members, len(levels))
        return net(x, codes)

    cut = lambda taken: taken[0][:, kept]  # noqa: E731
    parameters = ple_parameters(module, edges, bins) if embedded else {}
    if variant == "mini":
        parameters["member_scale"] = ([net.backbone.affine.weight], cut)
    for i, block in enumerate(net.backbone.blocks):
        layer, at = block[0], f"hidden_{i}."
        whole = cut if i == 0 else lambda taken: taken[0]
        parameters[at + "weight"] = ([layer.weight], whole)
        parameters[at + "bias"] = same(layer.bias)
        if variant == "full":
            parameters[at + "input_scale"] = ([layer.r], whole)
            parameters[at + "output_scale"] = same(layer.s)
    parameters |= linear("heads", net.output)
    embedding = {"type": "ple", "bins": bins, "width": width} if embedded else {"type": "none"}
    model = {"type": "tabm", "variant": variant, "members": members, "blocks": 2, "width": 4,
             "dropout": 0, "embedding": embedding}
    write(folder, name, model, train, rows, levels, answer, parameters,
          {"per_member": per_member})


def resnet_case(folder):
    train, rows = module_rows
    levels = [3]
    net = rtdl_revisiting_models.ResNet(
        d_in=3 + 1 + 3, d_out=2, n_blocks=2, d_block=4, d_hidden_multiplier=1.5, dropout1=0.0,
        dropout2=0.0).double()
    redraw(net)
    parameters = linear("input", net.input_projection)
    for i, block in enumerate(net.blocks):
        parameters |= linear(f"block_{i}_norm", block.normalization)
        parameters |= linear(f"block_{i}_first", block.linear1)
        parameters |= linear(f"block_{i}_second", block.linear2)
    parameters |= linear("output_norm", net.output.normalization)
    parameters |= linear("output", net.output.linear)
    x = torch.cat([rows["x"], others(rows, levels)], 1)
    # In training, so that the norms are those of the batch.
    model = {"type": "resnet", "blocks": 2, "width": 4, "hidden_factor": 1.5, "dropout": 0,
             "residual_dropout": 0, "embedding": {"type": "none"}}
    write(folder, "resnet", model, train, rows, levels, lambda: net(x), parameters)
    net.eval()
    path = pathlib.Path(folder, "resnet.json")
    case = json.loads(path.read_text())
    case["answers_after_training"] = array(net(x))
    path.write_text(json.dumps(case, separators=(", ", ": ")) + "\n")


def robust_smooth(x, train):
    """RealMLP's transform of numeric columns, which is done before mlrun's net."""
    low, middle, high = (torch.quantile(train, q, dim=0) for q in (0.25, 0.5, 0.75))
    spread = high - low
    flat = spread == 0
    spread[flat] = 0.5 * (train.max(0)[0] - train.min(0)[0])[flat]
    scaled = (x - middle) / spread
    return scaled / (1 + (scaled / 3) ** 2).sqrt()


REALMLP = dict(
    hidden_sizes=[5, 4], max_one_hot_cat_size=5, embedding_size=3, weight_param="ntk",
    use_parametric_act=True, block_str="w-b-a-d", p_drop=0.0, add_front_scale=True,
    bias_init_mode="he+5", weight_init_mode="std", num_emb_type="pbld", plr_sigma=0.1,
    plr_hidden_1=4, plr_hidden_2=3,
    tfms=["one_hot", "median_center", "robust_scale", "smooth_clip", "embedding"])


def realmlp_net(dataset, members, act):
    """The nets of the members as one, behind the layers that they share."""
    config = dict(REALMLP, act=act)
    manager = HyperparamManager(**config)
    fitter = NNFactory(**config).create(dataset.tensor_infos)
    static, dynamic = fitter.split_off_dynamic()
    with set_hp_context(manager), torch.no_grad():
        static, dataset = static.fit_transform(dataset)
        layers = []
        for _ in range(members):
            shared, own = dynamic.split_off_individual()
            shared, seen = shared.fit_transform(dataset)
            layers.append(torch.nn.Sequential(shared, own.fit_transform(seen)[0]))
    stacked = layers[0][0], layers[0][1].stack([layer[1] for layer in layers])
    return static, stacked


def realmlp_parameters(net, levels, limit):
    named = {}
    linears = []
    embeddings = []
    for layer in net.modules():
        kind = type(layer).__name__
        if kind == "PLREmbeddingsLayerCosBias":
            together = lambda taken: taken[0].flatten(0, 1).squeeze(1)  # noqa: E731
            named["embedding.frequencies"] = ([layer.weight_1], together)
            named["embedding.phases"] = ([layer.bias_1], together)
            named["embedding.weight"] = ([layer.weight_2], lambda taken: taken[0].flatten(0, 1))
            named["embedding.bias"] = ([layer.bias_2], together)
        elif kind == "SingleEmbeddingLayer":
            embeddings.append(layer.emb)
        elif kind == "ScaleLayer" and layer.scale.requires_grad:
            named["scale"] = ([layer.scale], lambda taken: taken[0].squeeze(1))
        elif kind == "WeightLayer":
            linears.append(layer.weight)
        elif kind == "BiasLayer" and layer.bias.requires_grad:
            at = len(linears) - 1
            name = f"hidden_{at}" if at < 2 else "output"
            named[name + ".weight"] = same(linears[-1])
            named[name + ".bias"] = ([layer.bias], lambda taken: taken[0].squeeze(1))
        elif kind == "ParametricActivationLayer":
            named[f"activation_{len(linears) - 1}"] = (
                [layer.weight], lambda taken: taken[0].squeeze(1))
    if embeddings:
        named["category_embedding"] = (embeddings, lambda taken: torch.cat(taken, 1))
    # PBLD puts the inputs themselves behind all other values; here each stands behind its own.
    inputs = named["embedding.frequencies"][0][0].shape[1]
    mixed = 2
    order = []
    for i in range(inputs):
        order += [i * mixed + j for j in range(mixed)] + [inputs * mixed + i]
    # Categories of one column stand in front of the one-hot ones.
    at = len(order)
    columns = []
    for k in levels:
        if k <= limit:
            width = 1 if k <= 2 else k
            columns.append((width > 1, list(range(at, at + width))))
            at += width
    for _, own in sorted(columns, key=lambda column: column[0]):
        order += own
    order += range(at, linears[0].shape[1])
    values, _ = named["hidden_0.weight"]
    named["hidden_0.weight"] = (values, lambda taken: taken[0][:, order])
    values, _ = named["scale"]
    named["scale"] = (values, lambda taken: taken[0].squeeze(1)[:, order])
    return named


def realmlp_case(folder, name, members, act, classes, per_member):
    levels, limit = [3, 2, 6, 1, 5], 4
    train, rows = features(41, 2, levels), features(4, 2, levels)
    if per_member:
        rows = features(4 * members, 2, levels)
    infos = {"x_cont": TensorInfo(feat_shape=[2]),
             "x_cat": TensorInfo(cat_sizes=[k + 1 for k in levels]),
             "y": TensorInfo(cat_sizes=[classes])}
    tensors = {"x_cont": train["x"], "x_cat": train["codes"] + 1,
               "y": torch.zeros(41, 1, dtype=torch.long)}
    static, (shared, own) = realmlp_net(DictDataset(tensors, infos, device="cpu"), members, act)
    redraw(own)
    # float32 constants of the package
    static.double(), shared.double(), own.double()

    def answer():
        given = static({"x_cont": rows["x"], "x_cat": rows["codes"] + 1})
        # [n * members, ..], the rows of the members side by side -> [members, n, ..]
        for key, value in given.items():
            if per_member:
                given[key] = value.view(-1, members, value.shape[1]).transpose(0, 1)
            else:
                given[key] = value.expand(members, *value.shape)
        return own(shared(given))["x_cont"].transpose(0, 1)

    parameters = realmlp_parameters(own, levels, limit)
    seen = {key: dict(part, x=rounded(robust_smooth(part["x"], train["x"])))
            for key, part in (("train", train), ("rows", rows))}
    model = {"type": "realmlp", "hidden": [5, 4], "dropout": 0, "one_hot_limit": limit,
             "category_width": 3, "members": members,
             "embedding": {"type": "pbld", "frequencies": 4, "width": 3}}
    write(folder, name, model, seen["train"], seen["rows"], levels, answer, parameters,
          {"per_member": per_member, "classification": classes > 0})


module_rows = None

if __name__ == "__main__":
    target = sys.argv[1]
    torch.manual_seed(7)
    module_rows = features(40, 3, [3], 1), features(5, 3, [3], 1)
    dense_cases(target)
    tabm_case(target, "tabm_mini", "mini", False, True)
    tabm_case(target, "tabm_mini_own_rows", "mini", True, True)
    tabm_case(target, "tabm_full", "full", False, False)
    tabm_case(target, "tabm_full_own_rows", "full", True, True)
    resnet_case(target)
    realmlp_case(target, "realmlp_classes", 1, "selu", 2, False)
    realmlp_case(target, "realmlp_members", 3, "mish", 0, False)
    realmlp_case(target, "realmlp_own_rows", 2, "mish", 0, True)
