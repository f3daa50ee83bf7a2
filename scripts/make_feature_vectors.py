#!/usr/bin/env python3
"""Writes tests/features/reference_vectors.h: what the reference packages answer to a small table.

Usage: make_feature_vectors.py, where rtdl_num_embeddings 0.0.12, pytabkit 1.7.3 and clang-format are installed
"""
import pathlib
import subprocess

import torch
from pytabkit.models.data.data import DictDataset, TensorInfo
from pytabkit.models.nn_models.models import smooth_clip_func
from pytabkit.models.nn_models.pipeline import MedianCenterFactory, RobustScaleFactory
from rtdl_num_embeddings import PiecewiseLinearEncoding, compute_bins

OUTPUT = pathlib.Path(__file__).resolve().parent.parent / "tests" / "features" / "reference_vectors.h"
BINS = 4
HEAD = """#pragma once

#include <vector>

// Made by scripts/make_feature_vectors.py.
namespace mlrun::reference {
"""


def training_rows():
    """Columns: all values differ; two of three are 0; two values, so a single bin."""
    rows = [[((7 * i) % 11) ** 2 / 10 - 3, max(0, i % 9 - 5) * 1.5, 4.0 if i % 6 == 0 else 2.0] for i in range(24)]
    return torch.tensor(rows, dtype=torch.float32)


def other_rows():
    """Inside, on the edges and far outside of the training rows."""
    return torch.tensor([[-30, -2, 1], [-3, 0, 2], [-1.25, 0.5, 2.5], [2, 1.5, 4], [7, 4.5, 5], [50, 60, 1000]])


def robust_smooth(train, rows):
    info = {"x_cont": TensorInfo(feat_shape=[train.shape[1]])}
    for factory in (MedianCenterFactory(), RobustScaleFactory()):
        layer = factory.create(info).fit(DictDataset({"x_cont": train}, info))
        train, rows = (layer.forward_cont(x) for x in (train, rows))
    return smooth_clip_func(rows)


def literal(number):
    text = repr(round(number, 9))
    return text[:-2] if text.endswith(".0") else text + "f"


def vector(name, comment, tensor):
    lines, line = [], "   "
    for number in tensor.flatten().tolist():
        text = f" {literal(number)},"
        if len(line + text) > 100:
            lines.append(line)
            line = "   "
        line += text
    lines.append(line[:-1])
    body = "\n".join(lines)
    return f"\n// {comment}\ninline const std::vector<float> {name} = {{\n{body}}};\n"


def main():
    train, rows = training_rows(), other_rows()
    bins = compute_bins(train, BINS)
    used = [len(edges) - 1 for edges in bins]
    shape = f"[{len(rows)}, {len(used)}]"
    encoded = PiecewiseLinearEncoding(bins)(rows)
    parts = [
        HEAD,
        vector("kTrain", f"Training rows, {list(train.shape)}.", train),
        vector("kRows", f"Rows to transform, {shape}.", rows),
        vector("kRobustSmooth", f"pytabkit's median_center, robust_scale, smooth_clip, {shape}.", robust_smooth(train, rows)),
        f"\n// Bins asked of compute_bins.\ninline constexpr int kBins = {BINS};\n",
        vector("kUsedBins", "Bins that are left, per column.", torch.tensor(used, dtype=torch.float32)),
        vector("kEdges", "compute_bins, one column after the other.", torch.cat(bins)),
        vector("kEncoded", f"PiecewiseLinearEncoding, [{len(rows)}, {encoded.shape[1]}].", encoded),
        "\n}  // namespace mlrun::reference\n",
    ]
    OUTPUT.write_text("".join(parts), encoding="utf-8")
    subprocess.run(["clang-format", "-i", str(OUTPUT)], check=True)


if __name__ == "__main__":
    main()
