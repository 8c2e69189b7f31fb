"""Classifies images with a model that `nao train` exported. Needs Python with TensorFlow; nao itself is not needed.

Usage: python3 experiments/examples/use-an-export.py RUN_DIR/export IMAGE...
"""

import json
import pathlib
import sys

import tensorflow as tf


def main(export, files):
    # architecture.json describes the model: the size of its images and the names of its classes, among others.
    metadata = json.loads((pathlib.Path(export) / "architecture.json").read_text())
    size = metadata["image"]
    serve = tf.saved_model.load(export).signatures["serving_default"]
    images = tf.stack([read_image(file, size) for file in files])
    # The model takes bytes as they come out of a file, uint8 [number, height, width, channels], and scales them itself.
    output = serve(images=images)
    for file, predicted, probabilities in zip(files, output["classes"].numpy(), output["probabilities"].numpy()):
        print(f"{file}: {metadata['classNames'][predicted]} ({probabilities[predicted]:.3f})")


def read_image(file, size):
    image = tf.io.decode_image(tf.io.read_file(file), channels=size["channels"], expand_animations=False)
    image = tf.image.resize(image, [size["height"], size["width"]])
    return tf.cast(tf.round(image), tf.uint8)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
