"""Model files that earlier programs wrote (tests/data/witnesses) are answered as they were then."""

import unittest

from support import TABLES, ProgramTest, read_csv

WITNESSES = TABLES / "witnesses"
LARGEST = 30 << 10
# The tolerances of golden rows.
ABSOLUTE, RELATIVE = 1e-5, 1e-4
NAMES = {path.stem for path in WITNESSES.glob("*.mlrun")}


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


class Comparison(ProgramTest):
    def check_rows(self, got, wanted):
        """The same header and cells, numbers within the tolerances."""
        header, rows = read_csv(got)
        wanted_header, wanted_rows = read_csv(wanted)
        self.assertEqual(header, wanted_header)
        self.assertEqual(len(rows), len(wanted_rows))
        for row, wanted_row in zip(rows, wanted_rows):
            for cell, wanted_cell in zip(row, wanted_row, strict=True):
                if not is_number(wanted_cell):
                    self.assertEqual(cell, wanted_cell, wanted_row)
                    continue
                off = abs(float(cell) - float(wanted_cell))
                self.assertLessEqual(off, ABSOLUTE + RELATIVE * abs(float(wanted_cell)), wanted_row)


class Witnesses(Comparison):
    def test_every_net_has_one(self):
        nets = {self.mlrun("inspect", WITNESSES / f"{name}.mlrun", "--json").json["model"]["type"]
                for name in NAMES}
        self.assertEqual(nets, {"dense", "resnet", "tabm", "realmlp", "ensemble"})
        for name in NAMES:
            self.assertLessEqual((WITNESSES / f"{name}.mlrun").stat().st_size, LARGEST, name)

    def test_verified(self):
        for name in sorted(NAMES):
            with self.subTest(name):
                self.mlrun("verify", WITNESSES / f"{name}.mlrun")

    def test_answers(self):
        for name in sorted(NAMES):
            wanted = (WITNESSES / f"{name}.csv").read_text(encoding="utf-8")
            for runtime in ("auto", "libtorch"):
                with self.subTest(name, runtime=runtime):
                    result = self.mlrun("predict", WITNESSES / f"{name}.mlrun", WITNESSES / "table.csv",
                                        "--keep", "id", "--runtime", runtime, "-q")
                    self.check_rows(result.stdout, wanted)


if __name__ == "__main__":
    unittest.main()
