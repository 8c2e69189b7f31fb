"""Reads what a test wrote: inputs of exported models, and the outputs of their SavedModels."""

import json
import sys
from pathlib import Path

import numpy as np


def read(folder):
    """Returns the arrays that `reference.json` describes, by name."""
    arrays = json.loads(Path(folder, "reference.json").read_text())
    return {
        name: np.fromfile(Path(folder, name), array["dtype"]).reshape(array["shape"])
        for name, array in arrays.items()
    }


def load_module(folder, name):
    sys.path.insert(0, str(folder))
    sys.modules.pop(name, None)
    module = __import__(name)
    sys.path.pop(0)
    return module


def report(name, outputs, expected):
    """Prints the largest difference of each output."""
    for output, value in outputs.items():
        shape = expected[output].shape
        assert value.shape == shape, (value.shape, shape)
        error = float(np.max(np.abs(value - expected[output])))
        print(json.dumps({"model": name, "output": output, "error": error}), flush=True)
