"""Files that are no good model, and what is said of them; shared by the verbs that open one."""

import pathlib

from support import model


def bad_model_files(directory):
    """Writes each kind into the directory; returns name -> pattern of the sentence about it."""
    good = pathlib.Path(model("line")).read_bytes()
    flipped = bytearray(good)
    flipped[-2] ^= 1
    header = bytearray(good)
    header[20] ^= 0x20
    later = good.replace(b'"oldest_reader":"1"', b'"oldest_reader":"9"')
    assert later != good
    (directory / "folder").mkdir()
    kinds = {
        "empty.mlrun": (b"", r"byte 0: not a model file: it holds 0 bytes, expected at least 8"),
        "text.mlrun": (b"a,b,y\n1,2,3\n4,5,6\n",
                       r"byte 0: not a model file: it begins with .*"),
        "short.mlrun": (good[:100], r"byte 8: header says \d+ bytes, the file holds 92"),
        "cut.mlrun": (good[:-4], r"byte \d+: tensor \"\S+\": data end at \d+, the file holds \d+ "
                                 r"bytes of data"),
        "longer.mlrun": (good + b"x", r".+"),
        "flipped.mlrun": (bytes(flipped), r"damaged: digest is xxh3-128:[0-9a-f]{32}, expected "
                                          r"xxh3-128:[0-9a-f]{32}"),
        "header.mlrun": (bytes(header), r".+"),
        "later.mlrun": (later, r".+"),
    }
    sentences = {}
    for name, (content, pattern) in kinds.items():
        (directory / name).write_bytes(content)
        sentences[name] = rf"^error: {name}: {pattern}\n$"
    sentences["nope.mlrun"] = (r"^error: nope\.mlrun: cannot open the model file: "
                               r"No such file or directory\n$")
    sentences["folder"] = r"^error: folder: is a directory, expected a model file\n$"
    return sentences


def check_refusals(test, verb, *more):
    """Every bad model file ends the verb with exit 4 and its sentence, and no data."""
    for name, sentence in bad_model_files(test.dir).items():
        with test.subTest(name):
            result = test.mlrun(verb, name, *more, code=4)
            test.assertEqual(result.bytes, b"")
            test.assertRegex(result.stderr, sentence)
