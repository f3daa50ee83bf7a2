#!/usr/bin/env python3
"""Seconds of one training step of Keras on JAX, for scripts/bench/step.py: runs in the Python that it makes. Prints JSON.

Usage: keras_step.py NET ROWS.csv [--epochs 4]     NET: one without members
"""
import argparse
import json
import os
import time

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy as np
from step_nets import BATCH, CLIP, DECAY, DROPOUT, LR, NETS, read_numbers


def make_net(inputs, widths):
    layers = [keras.Input((inputs,))]
    for width in widths:
        layers += [keras.layers.Dense(width, activation="relu"), keras.layers.Dropout(DROPOUT)]
    net = keras.Sequential([*layers, keras.layers.Dense(1)])
    optimizer = keras.optimizers.AdamW(LR, weight_decay=DECAY, global_clipnorm=CLIP)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    net.compile(optimizer=optimizer, loss="mse", jit_compile=True)
    return net


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("net", choices=[name for name, (_, _, members) in NETS.items() if not members])
    parser.add_argument("rows")
    parser.add_argument("--epochs", type=int, default=4)
    options = parser.parse_args()
    inputs, widths, _ = NETS[options.net]
    table = np.array(read_numbers(options.rows), dtype=np.float32)
    table = (table - table.mean(0)) / table.std(0)
    net = make_net(inputs, widths)
    train = {"x": table[:, :-1], "y": table[:, -1], "batch_size": BATCH, "verbose": 0}
    net.fit(**train, epochs=1)  # compiles
    start = time.perf_counter()
    net.fit(**train, epochs=options.epochs)
    print(json.dumps({"seconds": (time.perf_counter() - start) / (options.epochs * (len(table) // BATCH))}))


if __name__ == "__main__":
    main()
