#!/usr/bin/env python3
"""Seconds of one training step of PyTorch, for the scripts that compare: runs in a Python that has PyTorch (and the
packages tabm and rtdl_num_embeddings for the net tabm). Prints JSON.

Usage: torch_step.py NET ROWS.csv MODE [--device cpu] [--threads 2] [--epochs 4] [--precision fp32]
MODE: eager (fused AdamW), foreach (AdamW's other form), compile, reduce (compile for few launches), graph (CUDA graph)
"""
import argparse
import json
import time

import torch
from step_nets import BATCH, BINS, CLIP, DECAY, DROPOUT, EMBEDDED, LR, MEMBERS, NETS, read_numbers
from torch import nn


def make_mlp(inputs, widths):
    layers, width = [], inputs
    for next_width in widths:
        layers += [nn.Linear(width, next_width), nn.ReLU(), nn.Dropout(DROPOUT)]
        width = next_width
    return nn.Sequential(*layers, nn.Linear(width, 1))


def make_tabm(x, widths):
    import rtdl_num_embeddings
    import tabm

    bins = rtdl_num_embeddings.compute_bins(x.cpu(), n_bins=BINS)
    embedding = rtdl_num_embeddings.PiecewiseLinearEmbeddings(bins, EMBEDDED, activation=False, version="B")
    return tabm.TabM(
        n_num_features=x.shape[1], d_out=1, num_embeddings=embedding, n_blocks=len(widths), d_block=widths[0],
        dropout=DROPOUT, k=MEMBERS, arch_type="tabm-mini", start_scaling_init="normal")


def make_optimizer(net, options):
    decayed = [p for p in net.parameters() if p.dim() > 1]
    others = [p for p in net.parameters() if p.dim() == 1]
    groups = [{"params": decayed, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}]
    way = {"foreach": True} if options.mode == "foreach" else {"fused": True}
    return torch.optim.AdamW(groups, lr=LR, capturable=options.mode == "graph", **way)


def captured(step, rows):
    """The step as a CUDA graph over a fixed place for the rows; warmed up on a stream of its own, as it must be."""
    place = rows.clone()
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(5):
            step(place)
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step(place)

    def replay(chosen):
        place.copy_(chosen)
        graph.replay()

    replay.step = step  # the net and the optimizer, whose memory the graph uses
    return replay


def make_step(x, y, options):
    _, widths, members = NETS[options.net]
    net = (make_tabm(x, widths) if members else make_mlp(x.shape[1], widths)).to(options.device)
    optimizer = make_optimizer(net, options)
    forward = net
    if options.mode in ("compile", "reduce"):
        forward = torch.compile(net, mode="reduce-overhead" if options.mode == "reduce" else None)
    autocast = torch.autocast(options.device.split(":")[0], torch.bfloat16, enabled=options.precision == "bf16")
    total = torch.zeros((), device=options.device)

    def step(rows):
        optimizer.zero_grad(set_to_none=True)
        target = y[rows].repeat_interleave(MEMBERS) if members else y[rows]
        with autocast:
            out = forward(x[rows])
        loss = nn.functional.mse_loss(out.flatten().float(), target)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), CLIP, foreach=True)
        optimizer.step()
        total.add_(loss.detach())

    return step, total


def seconds_of_step(options):
    """Mean of the epochs; preparing (compiling, capturing) and a first epoch are not counted."""
    torch.manual_seed(0)
    torch.backends.cuda.matmul.allow_tf32 = options.precision == "tf32"
    table = torch.tensor(read_numbers(options.rows), dtype=torch.float32)
    table = ((table - table.mean(0)) / table.std(0)).to(options.device)
    x, y = table[:, :-1].contiguous(), table[:, -1].contiguous()
    step, total = make_step(x, y, options)
    if options.mode == "graph":
        step = captured(step, torch.arange(BATCH, device=options.device))

    def epoch():
        for rows in torch.randperm(len(x), device=options.device).split(BATCH):
            step(rows)
        total.item()  # waits for the device
        return len(x) // BATCH

    epoch()
    start = time.perf_counter()
    steps = sum(epoch() for _ in range(options.epochs))
    return (time.perf_counter() - start) / steps


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("net", choices=NETS)
    parser.add_argument("rows")
    parser.add_argument("mode", choices=("eager", "foreach", "compile", "reduce", "graph"))
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--precision", choices=("fp32", "tf32", "bf16"), default="fp32")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    print(json.dumps({"seconds": seconds_of_step(options)}))


if __name__ == "__main__":
    main()
