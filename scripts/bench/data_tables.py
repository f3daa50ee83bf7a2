"""Writes the tables that scripts/bench/data.py reads; runs in the Python of scripts/bench/step.py --install.
Usage: data_tables.py mixed|homes|priced ROWS FILE (the same arguments give the same bytes), or convert FROM TO.
"""
import os
import sys

import numpy as np

PIECE = 10_000


def shortest(values):
    """float32 as the shortest text that gives it back, never 1e5 for 100000.0."""
    return [repr(float(str(value))) for value in values]


def mixed(rows, draw):
    """Name -> (values, how they are written): 18 floats, 6 integers of 1..6 digits, 2 of quoted text with commas, 4 of
    categories, 2 numbers with a tenth blank."""
    ends = ("N", "S", "East Side", "West")
    streets = [f'"{name} St, {end}"' for name in ("Main", "High", "Oak", "Elm", "Mill") for end in ends]
    cities = [f"city{k}" for k in range(300)]
    columns = {}
    for k in range(18):
        columns[f"f{k}"] = (draw.normal(0, 10.0 ** (k % 4), rows).astype(np.float32), shortest)
    for k in range(6):
        columns[f"i{k}"] = (draw.integers(0, 10 ** (k + 1), rows), lambda values: map(str, values))
    for k in range(2):
        columns[f"q{k}"] = (draw.integers(0, len(streets), rows), lambda values: (streets[v] for v in values))
    for k in range(4):
        columns[f"c{k}"] = (draw.integers(0, len(cities), rows), lambda values: (cities[v] for v in values))
    for k in range(2):
        numbers = np.where(draw.random(rows) < 0.1, np.nan, draw.random(rows).round(4))
        numbers[0] = 0.5
        columns[f"b{k}"] = (numbers, lambda values: ("" if v != v else str(v) for v in values))
    return columns


def homes(rows, draw):
    """Eight numbers like those of California's blocks of houses."""
    income = draw.lognormal(1.25, 0.45, rows).round(4)
    age = draw.integers(1, 53, rows)
    rooms, bedrooms = draw.lognormal(1.65, 0.3, rows), draw.lognormal(0.07, 0.1, rows)
    people = draw.lognormal(7, 0.7, rows).astype(np.int64) + 3
    occupancy = draw.lognormal(1.05, 0.25, rows)
    north, east = draw.uniform(32.5, 42, rows).round(2), draw.uniform(-124.3, -114.3, rows).round(2)

    def plain(values):
        return map(str, values)

    return {
        "MedInc": (income, plain), "HouseAge": (age, plain), "AveRooms": (rooms.astype(np.float32), shortest),
        "AveBedrms": (bedrooms.astype(np.float32), shortest), "Population": (people, plain),
        "AveOccup": (occupancy.astype(np.float32), shortest), "Latitude": (north, plain), "Longitude": (east, plain),
    }  # fmt: skip


def priced(rows, draw):
    """The same and a price to learn."""
    columns = homes(rows, draw)
    price = 0.4 * columns["MedInc"][0] + 0.01 * columns["HouseAge"][0] + 0.2 * np.sin(columns["Latitude"][0])
    price = (price + draw.normal(0, 0.3, rows)).round(3)
    return {**columns, "MedHouseVal": (price, lambda values: map(str, values))}


def convert(source, path):
    import polars

    table = polars.read_csv(source)
    (table.write_ndjson if path.endswith(".jsonl") else table.write_parquet)(path)


def main():
    if sys.argv[1] == "convert":
        return convert(sys.argv[2], sys.argv[3])
    kind, rows, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    columns = {"mixed": mixed, "homes": homes, "priced": priced}[kind](rows, np.random.default_rng(0))
    with open(path + ".part", "w", encoding="utf-8") as file:
        file.write(",".join(columns) + "\n")
        for start in range(0, rows, PIECE):
            texts = [write(values[start : start + PIECE]) for values, write in columns.values()]
            file.writelines(",".join(row) + "\n" for row in zip(*texts))
    os.replace(path + ".part", path)


if __name__ == "__main__":
    main()
