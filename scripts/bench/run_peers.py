#!/usr/bin/env python3
"""The peers of scripts/bench/runs.py; runs in the Python that scripts/bench/step.py --install makes.

train TRAIN.csv EPOCHS THREADS   reads a table and trains the net mlp-256 on it: what a short PyTorch script does
export NET OUT.onnx              a net of random weights as an ONNX file
predict FILE.onnx ROWS.csv OUT.csv THREADS   rows in, a column of answers out
"""
import sys

from step_nets import BATCH, CLIP, DECAY, LR, MEMBERS, NETS

CHUNK = 1024


def train(path, epochs, threads):
    import pandas
    import torch
    from torch_step import make_mlp

    torch.set_num_threads(int(threads))
    table = torch.from_numpy(pandas.read_csv(path).to_numpy("float32", copy=True))
    table = (table - table.mean(0)) / table.std(0)
    x, y = table[:, :-1].contiguous(), table[:, -1].contiguous()
    net = make_mlp(x.shape[1], NETS["mlp-256"][1])
    optimizer = torch.optim.AdamW(net.parameters(), lr=LR, weight_decay=DECAY, fused=True)
    for _ in range(int(epochs)):
        for rows in torch.randperm(len(x)).split(BATCH):
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(net(x[rows]).squeeze(1), y[rows]).backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), CLIP)
            optimizer.step()
    torch.save(net.state_dict(), "/dev/null")


def export(name, out):
    import torch
    from torch_step import make_mlp, make_tabm

    inputs, widths, members = NETS[name]
    torch.manual_seed(0)
    rows = torch.randn(4096, inputs)
    net = make_tabm(rows, widths) if members else make_mlp(inputs, widths)
    with torch.no_grad():
        for parameter in net.parameters():  # a net as it comes has zeros in it
            parameter.add_(0.01 * torch.randn_like(parameter))
    torch.column_stack = lambda parts: torch.cat(parts, 1)  # ONNX has no operator for it
    torch.onnx.export(net.eval(), (rows[:7],), out, input_names=["x"], output_names=["y"], dynamo=False,
                      opset_version=17, dynamic_axes={"x": {0: "rows"}, "y": {0: "rows"}})  # fmt: skip


def predict(path, rows, out, threads):
    import numpy
    import onnxruntime
    import polars

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(threads)
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    table = polars.read_csv(rows).to_numpy().astype(numpy.float32)[:, : session.get_inputs()[0].shape[1]]
    deviation = table.std(0) if len(table) > 1 else 1
    table = numpy.ascontiguousarray((table - table.mean(0)) / deviation)
    answers = [session.run(None, {"x": table[i : i + CHUNK]})[0] for i in range(0, len(table), CHUNK)]
    answers = numpy.concatenate(answers)
    if answers.ndim == 3:
        assert answers.shape[1] == MEMBERS
        answers = answers.mean(1)
    polars.DataFrame({"prediction": answers[:, 0]}).write_csv(out)


if __name__ == "__main__":
    {"train": train, "export": export, "predict": predict}[sys.argv[1]](*sys.argv[2:])
