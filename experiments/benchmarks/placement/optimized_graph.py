"""Counts the ops of a supernet's graph after TensorFlow's optimizer, as on a machine with a GPU of a compute capability.

No GPU is needed: the optimizer is told of one. Development only: needs Python's TensorFlow (pip install tensorflow-cpu). First
write the graph:

    npm run --silent bench -- ws-cnn --layers 1 --save-model DIR
    python3 experiments/benchmarks/placement/optimized_graph.py DIR train 9.0
"""

import collections
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
from tensorflow.core.protobuf import config_pb2, device_properties_pb2, saved_model_pb2  # noqa: E402
from tensorflow.python.grappler import cluster, tf_optimizer  # noqa: E402

TASK = "/job:localhost/replica:0/task:0/device:"


def device(kind, environment):
    properties = device_properties_pb2.DeviceProperties(type=kind, frequency=1500, num_cores=8, memory_size=10 << 30, bandwidth=1 << 30)
    properties.environment.update(environment)
    return device_properties_pb2.NamedDevice(name=f"{TASK}{kind}:0", properties=properties)


folder, signature, capability = sys.argv[1:]
model = saved_model_pb2.SavedModel()
with open(os.path.join(folder, "saved_model.pb"), "rb") as file:
    model.ParseFromString(file.read())
graph = model.meta_graphs[0]
for node in graph.graph_def.node:
    node.device = TASK + ("CPU:0" if node.device else "GPU:0")
fetched = graph.collection_def["train_op"].node_list.value
fetched.extend(output.name for output in graph.signature_def[signature].outputs.values())
machine = cluster.Cluster(devices=[device("CPU", {}), device("GPU", {"architecture": capability})])
optimized = tf_optimizer.OptimizeGraph(config_pb2.ConfigProto(), graph, cluster=machine)
print("nodes:", len(graph.graph_def.node), "->", len(optimized.node))
print("layouts:", dict(collections.Counter(node.attr["data_format"].s.decode() for node in optimized.node if "data_format" in node.attr)))
for (op, where), count in collections.Counter((node.op, node.device[-5:]) for node in optimized.node).most_common(40):
    print(f"{op:40s} {where} {count}")
