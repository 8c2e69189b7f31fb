"""Runs the PyTorch modules in the folders named on the command line."""

import sys
from pathlib import Path

import torch
from reference import load_module, read, report

for folder in map(Path, sys.argv[1:]):
    reference = read(folder)
    model = load_module(folder, "pytorch_model").load()
    with torch.no_grad():
        if "images" in reference:
            images = torch.from_numpy(reference["images"]).permute(0, 3, 1, 2)
            outputs = {"probabilities": model(images).softmax(dim=-1).numpy()}
        else:
            tokens = torch.from_numpy(reference["tokens"]).long()
            first, hidden = model(tokens[:5])
            rest, hidden = model(tokens[5:], hidden)
            log_probabilities = torch.cat([first, rest]).numpy()
            outputs = {"log_probabilities": log_probabilities, "hidden": hidden.numpy()}
    report(folder.name, outputs, reference)
