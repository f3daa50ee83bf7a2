#!/usr/bin/env python3
"""Writes the Parquet and Arrow IPC files of tests/data/arrow, with pyarrow.

Usage: scripts/python.sh scripts/make_arrow_test_data.py

all_types.tsv says what text each cell of all_types.* has, \\N being null; it is stated here by hand, not computed.
"""
import datetime
import decimal
import pathlib

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "tests" / "data" / "arrow"
D = decimal.Decimal
UTC = datetime.timezone.utc
NULL = r"\N"

# name, type, values, texts
EVERYWHERE = [
    ("int8", pa.int8(), [-128, None, 127], ["-128", NULL, "127"]),
    ("int16", pa.int16(), [-32768, 0, None], ["-32768", "0", NULL]),
    ("int32", pa.int32(), [-2147483648, 7, 8], ["-2147483648", "7", "8"]),
    ("int64", pa.int64(), [-(2**63), None, 2**63 - 1], [str(-(2**63)), NULL, str(2**63 - 1)]),
    ("uint8", pa.uint8(), [0, 255, None], ["0", "255", NULL]),
    ("uint16", pa.uint16(), [65535, 1, 2], ["65535", "1", "2"]),
    ("uint32", pa.uint32(), [None, 2**32 - 1, 3], [NULL, "4294967295", "3"]),
    ("uint64", pa.uint64(), [2**64 - 1, 0, 1], ["18446744073709551615", "0", "1"]),
    ("float16", pa.float16(), [0.5, None, -2.0], ["0.5", NULL, "-2"]),
    ("float32", pa.float32(), [0.1, float("nan"), None], ["0.1", "nan", NULL]),
    ("float64", pa.float64(), [0.1, float("-inf"), 1e300], ["0.1", "-inf", "1e+300"]),
    ("third", pa.float64(), [1 / 3, -0.0, 123456.75], ["0.3333333333333333", "-0", "123456.75"]),
    ("bool", pa.bool_(), [True, None, False], ["true", NULL, "false"]),
    ("text", pa.string(), [" blanks stay ", "", None], [" blanks stay ", "", NULL]),
    ("large_text", pa.large_string(), ["größe", None, "x" * 20], ["größe", NULL, "x" * 20]),
    ("levels", pa.dictionary(pa.int8(), pa.string()), ["red", None, "red"], ["red", NULL, "red"]),
    ("date32", pa.date32(), [datetime.date(1969, 12, 31), datetime.date(2024, 2, 29), None],
     ["1969-12-31", "2024-02-29", NULL]),
    ("stamp_ms", pa.timestamp("ms"), [datetime.datetime(2024, 5, 6, 7, 8, 9, 10000), None,
                                      datetime.datetime(1, 1, 1)],
     ["2024-05-06T07:08:09.010", NULL, "0001-01-01T00:00:00"]),
    ("stamp_us", pa.timestamp("us", "Europe/Berlin"), [datetime.datetime(2024, 1, 1, 12, 0, tzinfo=UTC), None,
                                                       datetime.datetime(1969, 12, 31, 23, 59, 59, 999999, UTC)],
     ["2024-01-01T12:00:00Z", NULL, "1969-12-31T23:59:59.999999Z"]),
    ("stamp_ns", pa.timestamp("ns"), [1, -1, None],
     ["1970-01-01T00:00:00.000000001", "1969-12-31T23:59:59.999999999", NULL]),
    ("decimal128", pa.decimal128(10, 2), [D("12.50"), D("-0.01"), None], ["12.50", "-0.01", NULL]),
    ("decimal256", pa.decimal256(50, 10), [None, D("1234567890123456789012345678901234567890.5"), D(0)],
     [NULL, "1234567890123456789012345678901234567890.5000000000", "0E-10"]),
    ("null", pa.null(), [None, None, None], [NULL, NULL, NULL]),
]
# What Parquet turns into another type.
IPC_ONLY = [
    ("text_view", pa.string_view(), ["short", "longer than twelve bytes", None],
     ["short", "longer than twelve bytes", NULL]),
    ("date64", pa.date64(), [datetime.date(1969, 12, 31), None, datetime.date(2024, 2, 29)],
     ["1969-12-31", NULL, "2024-02-29"]),
    ("stamp_s", pa.timestamp("s"), [0, 86399, None], ["1970-01-01T00:00:00", "1970-01-01T23:59:59", NULL]),
    ("decimal32", pa.decimal32(5, 2), [D("1.25"), None, D("-1.00")], ["1.25", NULL, "-1.00"]),
    ("decimal64", pa.decimal64(12, 3), [D("1.250"), None, D("-1.000")], ["1.250", NULL, "-1.000"]),
    ("numbers", pa.dictionary(pa.int32(), pa.int64()), [5, None, 5], ["5", NULL, "5"]),
]


def table_of(columns):
    return pa.table([pa.array(values, type) for _, type, values, _ in columns], names=[c[0] for c in columns])


def write_ipc(table, name, stream=False, rows=None, compression=None):
    options = pa.ipc.IpcWriteOptions(compression=compression)
    new = pa.ipc.new_stream if stream else pa.ipc.new_file
    with pa.OSFile(str(FOLDER / name), "wb") as file, new(file, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=rows)


def write_all_types():
    everywhere, all_columns = table_of(EVERYWHERE), table_of(EVERYWHERE + IPC_ONLY)
    pq.write_table(everywhere, FOLDER / "all_types.parquet", compression="none")
    write_ipc(all_columns, "all_types.arrow")
    write_ipc(all_columns, "all_types.arrows", stream=True)
    columns = EVERYWHERE + IPC_ONLY
    lines = ["\t".join(c[0] for c in columns)] + ["\t".join(c[3][row] for c in columns) for row in range(3)]
    (FOLDER / "all_types.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_groups():
    """1,000 rows in row groups or record batches of 97."""
    rows = range(1000)
    table = pa.table({"i": pa.array(rows, pa.int64()), "half": pa.array([i / 2 for i in rows]),
                      "name": pa.array([None if i % 7 == 0 else f"row {i}" for i in rows])})
    for codec in ("zstd", "snappy", "gzip"):
        pq.write_table(table, FOLDER / f"groups_{codec}.parquet", row_group_size=97, compression=codec)
    pq.write_table(table, FOLDER / "groups_checksums.parquet", row_group_size=97, compression="none",
                   write_page_checksum=True)
    write_ipc(table, "groups.arrow", rows=97)
    write_ipc(table, "groups_zstd.arrow", rows=97, compression="zstd")
    write_ipc(table, "groups_lz4.arrow", rows=97, compression="lz4")
    write_ipc(table, "groups.arrows", stream=True, rows=97)


def write_odd():
    empty = pa.table({"a": pa.array([], pa.float64()), "b": pa.array([], pa.string())})
    pq.write_table(empty, FOLDER / "empty.parquet")
    write_ipc(empty, "empty.arrow")
    nested = pa.table({"good": [1.0], "list": [[1, 2]], "struct": [{"x": 1}], "bytes": [b"\0"],
                       "span": pa.array([1], pa.duration("s")), "time": pa.array([1], pa.time32("s"))})
    pq.write_table(nested, FOLDER / "nested.parquet")
    write_ipc(nested, "nested.arrow")
    write_ipc(pa.table([pa.array([1]), pa.array([2])], names=["a", "a"]), "two_names.arrow")
    write_ipc(pa.table([pa.array([1]), pa.array([2])], names=["a", ""]), "no_name.arrow")
    write_ipc(pa.table({"a": pa.array([1])}).select([]), "no_columns.arrow")
    texts = pa.array([b"good", b"bad \xff", b"nul \0", b"fine"], pa.binary()).view(pa.string())
    write_ipc(pa.table({"n": [1, 2, 3, 4], "text": texts}), "bad_texts.arrow")


def write_diabetes():
    """A table of tests/data as Parquet: its numbers are those of the texts."""
    lines = (FOLDER.parent / "diabetes_test.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in lines]
    columns = {name: [float(row[c]) for row in rows[1:]] for c, name in enumerate(rows[0])}
    pq.write_table(pa.table(columns), FOLDER / "diabetes_test.parquet")


def main():
    FOLDER.mkdir(exist_ok=True)
    write_diabetes()
    write_all_types()
    write_groups()
    write_odd()


if __name__ == "__main__":
    main()
