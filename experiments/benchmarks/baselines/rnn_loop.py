"""Unrolled or looped? One recurrent cell of 12 nodes, trained on windows of text: the same network once unrolled over time
and once as a TensorFlow while loop, start-up time and tokens/s of both. Development only: needs Python's TensorFlow.

    python3 experiments/benchmarks/baselines/rnn_loop.py --form unrolled
    python3 experiments/benchmarks/baselines/rnn_loop.py --form looped

The architecture is fixed here (no routing), so that the difference is the loop's alone.
"""

import argparse
import json
import os
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

v1 = tf.compat.v1
v1.disable_eager_execution()
PREVIOUS = [0, 1, 2, 2, 4, 4, 4, 7, 8, 1, 4]
ACTIVATIONS = [tf.tanh, tf.nn.relu, tf.sigmoid, tf.identity]
CHOSEN = [0, 1, 1, 2, 1, 1, 1, 1, 2, 0, 1, 1]

parser = argparse.ArgumentParser()
parser.add_argument("--form", choices=["unrolled", "looped"], required=True)
for name, value in (("batch", 64), ("bptt", 35), ("hidden", 300), ("vocabulary", 10000), ("steps", 12)):
    parser.add_argument(f"--{name}", type=int, default=value)
options = parser.parse_args()
batch, steps, units = options.batch, options.bptt, options.hidden

tokens = v1.placeholder(tf.int32, [steps, batch])
targets = v1.placeholder(tf.int32, [steps, batch])
draw = v1.random_uniform_initializer(-0.04, 0.04, seed=1)
embedding = v1.get_variable("embedding", [options.vocabulary, units], initializer=draw)
kernels = [v1.get_variable(f"w{i}", [units, 2 * units], initializer=draw) for i in range(13)]
inputs = tf.reshape(tf.gather(embedding, tf.reshape(tokens, [-1])) @ kernels[0], [steps, batch, 2 * units])


def cell(projected, state):
    def gated(z, before, node):
        gate, candidate = tf.split(z, 2, 1)
        return before + tf.sigmoid(gate) * (ACTIVATIONS[CHOSEN[node]](candidate) - before)

    states = [gated(projected + state @ kernels[1], state, 0)]
    for i, previous in enumerate(PREVIOUS):
        states.append(gated(states[previous] @ kernels[i + 2], states[previous], i + 1))
    return tf.add_n(states) / len(states)


state = tf.zeros([batch, units])
if options.form == "unrolled":
    outputs = []
    for each in tf.unstack(inputs):
        state = cell(each, state)
        outputs.append(state)
    hidden = tf.concat(outputs, 0)
else:
    hidden = tf.scan(lambda before, each: cell(each, before), inputs, initializer=state)
    hidden = tf.reshape(hidden, [steps * batch, units])
logits = tf.matmul(hidden, embedding, transpose_b=True)
loss = tf.reduce_mean(
    tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.reshape(targets, [-1]), logits=logits)
)
variables = [embedding, *kernels]
update = v1.train.GradientDescentOptimizer(1.0).apply_gradients(zip(v1.gradients(loss, variables), variables))

session = v1.Session()
session.run(v1.global_variables_initializer())
random = np.random.RandomState(0)
feed = {each: random.randint(options.vocabulary, size=(steps, batch)) for each in (tokens, targets)}
started = time.time()
session.run([loss, update], feed)
first = time.time() - started
for _ in range(2):
    session.run([loss, update], feed)
started = time.time()
for _ in range(options.steps):
    session.run([loss, update], feed)
rate = batch * steps * options.steps / (time.time() - started)
started = time.time()
for _ in range(options.steps):
    session.run(loss, feed)
scored = batch * steps * options.steps / (time.time() - started)
nodes = len(v1.get_default_graph().as_graph_def().node)
print(json.dumps({"form": options.form, "first_step_s": round(first, 2), "train_tokens_per_s": round(rate), "forward_tokens_per_s": round(scored), "nodes": nodes}))
