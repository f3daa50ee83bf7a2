"""The peers of scripts/bench/data.py; runs in the Python of scripts/bench/step.py --install. POLARS_MAX_THREADS and
OMP_NUM_THREADS are set by the caller.

read PEER FILE THREADS       prints seconds from the call to the last column, rows, peak memory
predict PEER FILE OUT THREADS  rows of eight numbers in, predictions out: dense 8-256-256-1 of random weights
copy FILE OUT                reads the rows and writes one column of them
"""
import sys
import time

FEATURES, WIDTH, CHUNK = 8, 256, 8192


def peak_memory():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


def polars_reader(_):
    import polars

    return polars.read_csv, lambda table: table.height


def pyarrow_reader(threads):
    import pyarrow
    from pyarrow import csv

    pyarrow.set_cpu_count(threads)
    options = csv.ReadOptions(use_threads=threads > 1)
    return lambda path: csv.read_csv(path, read_options=options), lambda table: table.num_rows


def pandas_reader(_):
    import pandas

    return pandas.read_csv, len


def read(peer, path, threads):
    reader, rows_of = {"polars": polars_reader, "pyarrow": pyarrow_reader, "pandas": pandas_reader}[peer](int(threads))
    start = time.perf_counter()
    table = reader(path)
    print(time.perf_counter() - start, rows_of(table), peak_memory())


def torch_net(threads):
    import torch
    from torch import nn

    torch.set_num_threads(threads)
    net = nn.Sequential(nn.Linear(FEATURES, WIDTH), nn.ReLU(), nn.Linear(WIDTH, WIDTH), nn.ReLU(), nn.Linear(WIDTH, 1))

    def answer(rows):
        with torch.inference_mode():
            return net(torch.from_numpy(rows)).numpy()

    return answer


def onnx_net(threads):
    import numpy
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    draw, nodes, weights, before = numpy.random.default_rng(0), [], [], "x"
    for k, (depth, width) in enumerate(((FEATURES, WIDTH), (WIDTH, WIDTH), (WIDTH, 1))):
        for name, shape in ((f"w{k}", (width, depth)), (f"b{k}", (width,))):
            values = draw.normal(0, depth**-0.5, shape).astype(numpy.float32)
            weights.append(numpy_helper.from_array(values, name))
        nodes.append(helper.make_node("Gemm", [before, f"w{k}", f"b{k}"], [f"h{k}"], transB=1))
        before = f"h{k}"
        if k < 2:
            nodes.append(helper.make_node("Relu", [before], [f"r{k}"]))
            before = f"r{k}"
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, FEATURES])]
    outputs = [helper.make_tensor_value_info(before, TensorProto.FLOAT, [None, 1])]
    model = helper.make_model(
        helper.make_graph(nodes, "dense", inputs, outputs, weights),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=9,
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return lambda rows: session.run(None, {"x": rows})[0]


def predict(peer, path, out, threads):
    import numpy
    import polars

    answer = {"torch": torch_net, "onnx": onnx_net}[peer](int(threads))
    rows = polars.read_csv(path).to_numpy().astype(numpy.float32)
    rows = numpy.ascontiguousarray((rows - rows.mean(0)) / rows.std(0))
    # In chunks: the whole table at once takes gigabytes and is slower.
    answers = [answer(rows[start : start + CHUNK]) for start in range(0, len(rows), CHUNK)]
    polars.DataFrame({"prediction": numpy.concatenate(answers)[:, 0]}).write_csv(out)


def copy(path, out):
    import polars

    polars.read_csv(path).select(polars.first()).write_csv(out)


if __name__ == "__main__":
    {"read": read, "predict": predict, "copy": copy}[sys.argv[1]](*sys.argv[2:])
