"""Runs the Keras models in the folders named on the command line."""

import sys
from pathlib import Path

import numpy as np
from reference import load_module, read, report

for folder in map(Path, sys.argv[1:]):
    reference = read(folder)
    model = load_module(folder, "keras_model").load()
    if "images" in reference:
        outputs = {"probabilities": np.asarray(model(reference["images"]))}
    else:
        tokens = reference["tokens"].T
        hidden = np.zeros(reference["hidden"].shape, "float32")
        first, hidden = model([tokens[:, :5], hidden])
        rest, hidden = model([tokens[:, 5:], np.asarray(hidden)])
        log_probabilities = np.concatenate([first, rest], axis=1).transpose(1, 0, 2)
        outputs = {"log_probabilities": log_probabilities, "hidden": np.asarray(hidden)}
    report(folder.name, outputs, reference)
