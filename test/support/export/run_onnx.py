"""Runs the ONNX models in the folders named on the command line."""

import sys
from pathlib import Path

import numpy as np
import onnxruntime
from reference import read, report

for folder in map(Path, sys.argv[1:]):
    reference = read(folder)
    model = onnxruntime.InferenceSession(str(folder / "model.onnx"))
    if "images" in reference:
        probabilities = model.run(["probabilities"], {"images": reference["images"]})[0]
        outputs = {"probabilities": probabilities}
    else:
        hidden = np.zeros(reference["hidden"].shape, "float32")
        steps = []
        for tokens in reference["tokens"]:
            names = ["log_probabilities", "next_hidden"]
            step, hidden = model.run(names, {"tokens": tokens, "hidden": hidden})
            steps.append(step)
        outputs = {"log_probabilities": np.stack(steps), "hidden": hidden}
    report(folder.name, outputs, reference)
