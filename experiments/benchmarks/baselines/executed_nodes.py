"""Counts the nodes that one training step of the supernet executes, and the time by op, from TensorFlow's step statistics.

Development only: needs Python's TensorFlow (pip install tensorflow-cpu). First write the graph:

    npm run --silent bench -- ws-cnn --save-model DIR
    python3 experiments/benchmarks/baselines/executed_nodes.py DIR
"""

import collections
import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

TRACED = 6

v1 = tf.compat.v1
v1.disable_eager_execution()
folder = sys.argv[1]
with open(os.path.join(folder, "feeds.json")) as file:
    model = json.load(file)

session = v1.Session(graph=tf.Graph())
with session.graph.as_default():
    v1.saved_model.load(session, ["serve"], folder)
    words = np.random.RandomState(0).randint(-(2**31), 2**31 - 1, -(-model["pixels"] // 4))
    session.run("load/done:0", {"words:0": words})
    session.run("init/done:0", {"init/seed:0": [1, 0]})

    def step(number, **options):
        feed = model["feeds"][number % len(model["feeds"])]
        numbers = np.arange(model["batch"])
        inputs = {
            "train/indices:0": numbers % model["images"],
            "train/labels:0": numbers % 10,
            "train/learning_rate:0": 0.025,
            "train/seed:0": [1, number],
            "cases:0": np.array(feed["cases"], bool),
            "rows:0": feed["rows"],
        }
        return session.run(["train/loss:0", "train/right:0"], inputs, **options)

    started = time.time()
    step(0)
    print("first step, s:", round(time.time() - started, 2))
    for number in range(3):
        step(number)
    millis, calls = collections.Counter(), collections.Counter()
    for number in range(TRACED):
        statistics = v1.RunMetadata()
        step(number, options=v1.RunOptions(trace_level=v1.RunOptions.FULL_TRACE), run_metadata=statistics)
        for device in statistics.step_stats.dev_stats:
            for node in device.node_stats:
                label = node.timeline_label
                op = label.split(" = ")[1].split("(")[0] if " = " in label else "?"
                millis[op] += (node.op_end_rel_micros - node.op_start_rel_micros) / 1e3
                calls[op] += 1
    print("executed_nodes per step:", round(sum(calls.values()) / TRACED))
    for op, spent in millis.most_common(30):
        print(f"{op:45s} {spent / TRACED:9.2f} ms {calls[op] / TRACED:8.1f} calls")
    for op, count in calls.most_common(12):
        print(f"{op:45s} {count / TRACED:8.1f} calls")
