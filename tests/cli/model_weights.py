"""Reads the tensors of a model file without any library: safetensors is a length, JSON and bytes."""

import json
import pathlib
import struct


def weights(path):
    """Name -> list of floats, of the F32 tensors model.*."""
    data = pathlib.Path(path).read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    found = {}
    for name, entry in header.items():
        if not name.startswith("model.") or entry["dtype"] != "F32":
            continue
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        found[name] = struct.unpack(f"<{(end - begin) // 4}f", data[begin:end])
    return found


def difference(a, b):
    """Largest difference of any weight of two model files."""
    ours, theirs = weights(a), weights(b)
    if ours.keys() != theirs.keys():
        raise AssertionError(f"other tensors: {ours.keys() ^ theirs.keys()}")
    return max(abs(x - y) for name in ours for x, y in zip(ours[name], theirs[name]))
