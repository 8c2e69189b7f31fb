"""Writes the kernel list of `nao bench placement` from TensorFlow's own registry: which ops have a kernel for a GPU, for which
dtypes, and which of their arguments it keeps in host memory.

Needs the GPU build of TensorFlow, which loads on a machine without a GPU:

    npm run setup -- --gpu
    python3 experiments/benchmarks/placement/list_kernels.py node_modules/@tensorflow/tfjs-node-gpu/deps/lib \
        > experiments/benchmarks/placement/kernels.json
"""

import collections
import ctypes
import itertools
import json
import math
import os
import sys

# DataType numbers in types.proto of the dtypes that the graph compiler emits (src/graph/tensor.ts).
DTYPES = {1: "float32", 3: "int32", 4: "uint8", 7: "string", 9: "int64", 10: "bool", 14: "bfloat16", 20: "resource"}


class Buffer(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("length", ctypes.c_size_t), ("free", ctypes.c_void_p)]


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    """Decodes a protocol buffer message: a list of values for each field number."""
    result, at = collections.defaultdict(list), 0
    while at < len(data):
        key, at = varint(data, at)
        if key & 7 == 0:
            value, at = varint(data, at)
        else:
            size = {1: 8, 5: 4}.get(key & 7)
            if size is None:
                size, at = varint(data, at)
            value, at = data[at : at + size], at + size
        result[key >> 3].append(value)
    return result


def text(message, number):
    return message[number][0].decode() if message[number] else ""


def integers(values):
    """Decodes a repeated integer, packed or not."""
    numbers = []
    for value in values:
        if isinstance(value, int):
            numbers.append(value)
            continue
        at = 0
        while at < len(value):
            number, at = varint(value, at)
            numbers.append(number)
    return numbers


def describe_argument(argument):
    """Returns the name of an argument in op_def.proto, with the attribute that counts it: `values*N`, `dtypes*` for a list of types."""
    arg = fields(argument)
    count = text(arg, 5) or text(arg, 6)
    return text(arg, 1) + (f"*{count}" if count else "")


def read_kernels(library):
    status = ctypes.c_void_p(library.TF_NewStatus())
    pointer = library.TF_GetAllRegisteredKernels(status)
    data = ctypes.string_at(pointer.contents.data, pointer.contents.length)
    for kernel in map(fields, fields(data)[1]):
        constraints = []
        for constraint in map(fields, kernel[3]):
            allowed = fields(fields(constraint[2][0])[1][0])  # AttrValue.list
            constraints.append((text(constraint, 1), integers(allowed[6])))
        yield text(kernel, 1), text(kernel, 2), constraints, sorted({each.decode() for each in kernel[4]})


def join_types(combinations):
    """Writes combinations of dtypes as few texts, such as `T=float32,int64;Tidx=int32,int64` if all four exist."""
    allowed = collections.defaultdict(set)
    for pair in itertools.chain.from_iterable(combinations):
        name, dtype = pair.split("=")
        allowed[name].add(dtype)
    names = sorted(allowed)
    if len(combinations) == math.prod(len(allowed[name]) for name in names):
        return [";".join(f"{name}={','.join(sorted(allowed[name]))}" for name in names)]
    return sorted(";".join(each) for each in combinations)


def is_needed(op):
    """Leaves out the ops that only TensorFlow itself adds, except those that its optimizer and its runtime add to a graph."""
    return not op.startswith("_") or op.startswith("_Fused") or op in ("_Arg", "_Retval", "_Send", "_Recv", "_HostSend", "_HostRecv")


def main(folder):
    for name in ["libtensorflow_framework.so.2", "libtensorflow_cc.so.2"]:
        library = ctypes.CDLL(os.path.join(folder, name), mode=ctypes.RTLD_GLOBAL)
    library.TF_NewStatus.restype = ctypes.c_void_p
    library.TF_Version.restype = ctypes.c_char_p
    for function in [library.TF_GetAllRegisteredKernels, library.TF_GetAllOpList]:
        function.restype = ctypes.POINTER(Buffer)
    found = collections.defaultdict(set)
    for op, device, constraints, host in read_kernels(library):
        if device not in ("GPU", "DEFAULT") or not is_needed(op):
            continue
        choices = [[f"{name}={DTYPES[each]}" for each in sorted(types) if each in DTYPES] for name, types in constraints if types]
        for types in itertools.product(*choices):
            found[op, device, tuple(host)].add(tuple(sorted(types)))
    buffer = library.TF_GetAllOpList().contents
    ops = {text(op, 1): op for op in map(fields, fields(ctypes.string_at(buffer.data, buffer.length))[1])}
    result = {"tensorflow": library.TF_Version().decode(), "ops": {}}
    for (op, device, host), types in sorted(found.items()):
        known = result["ops"].setdefault(
            op,
            {
                "inputs": [describe_argument(each) for each in ops[op][2]],
                "outputs": [describe_argument(each) for each in ops[op][3]],
                "kernels": [],
            },
        )
        known["kernels"].append({"device": device, "host": list(host), "types": join_types(types)})
    lines = [f"    {json.dumps(op)}: {json.dumps(entry, separators=(',', ':'))}" for op, entry in result["ops"].items()]
    print('{\n  "tensorflow": %s,\n  "ops": {\n%s\n  }\n}' % (json.dumps(result["tensorflow"]), ",\n".join(lines)))


main(sys.argv[1])
