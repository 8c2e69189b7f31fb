"""The network of `nao bench child-cnn` in PyTorch, timed in the same way: what the compiled graph is compared with.

python3 child_cnn_eager.py --layers 3 --channels 32 --batch 64 --steps 24

Needs PyTorch; prints one line of JSON. --compile needs a C++ compiler as well. The cells are NAONet-WS (Luo et al., NeurIPS 2018),
or those of --arch, in the text form of the space `cnn`: the network is written from that form and the paper, with the layers that
PyTorch offers for them.
"""

import argparse
import json
import time

import torch
import torch.nn.functional as F
from torch import nn

NAONET_WS = "0 1 0 4 2 2 1 3 1 0 2 0 2 3 1 3 1 2 0 4 1 1 0 3 2 3 2 3 1 0 0 1 0 4 2 4 2 3 2 3"
SEP3, SEP5, AVG3, MAX3, IDENTITY = range(5)


class ReluConvNorm(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return self.norm(self.conv(F.relu(x)))


class FactorizedReduction(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.even = nn.Conv2d(inputs, outputs // 2, 1, stride=2, bias=False)
        self.odd = nn.Conv2d(inputs, outputs - outputs // 2, 1, stride=2, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        x = F.relu(x)
        return self.norm(torch.cat([self.even(x), self.odd(x[:, :, 1:, 1:])], 1))


class SeparableTwice(nn.Module):
    def __init__(self, channels, side, stride):
        super().__init__()

        def once(step):
            return [
                nn.ReLU(),
                nn.Conv2d(channels, channels, side, step, side // 2, groups=channels, bias=False),
                nn.Conv2d(channels, channels, 1, bias=False),
                nn.BatchNorm2d(channels),
            ]

        self.layers = nn.Sequential(*once(stride), *once(1))

    def forward(self, x):
        return self.layers(x)


def operation(op, channels, stride):
    if op in (SEP3, SEP5):
        return SeparableTwice(channels, 3 if op == SEP3 else 5, stride)
    if op == AVG3:
        return nn.AvgPool2d(3, stride, 1, count_include_pad=False)
    if op == MAX3:
        return nn.MaxPool2d(3, stride, 1)
    return nn.Identity() if stride == 1 else FactorizedReduction(channels, channels)


class Cell(nn.Module):
    def __init__(self, integers, reduction, before, last, channels, concatenated):
        """before, last: (channels, size) of the two inputs."""
        super().__init__()
        self.keep = 1.0
        self.inputs = nn.ModuleList()
        for width, size in (before, last):
            if size != last[1]:
                self.inputs.append(FactorizedReduction(width, channels))
            elif concatenated or width != channels:
                self.inputs.append(ReluConvNorm(width, channels))
            else:
                self.inputs.append(nn.Identity())
        self.branches = [tuple(integers[i : i + 2]) for i in range(0, len(integers), 2)]
        self.ops = nn.ModuleList(
            operation(op, channels, 2 if reduction and state < 2 else 1) for state, op in self.branches
        )
        read = {state for state, _ in self.branches}
        self.loose = [state for state in range(len(self.branches) // 2 + 2) if state not in read]
        self.halve = nn.ModuleDict(
            {str(s): FactorizedReduction(channels, channels) for s in self.loose if reduction and s < 2}
        )
        self.concatenated = concatenated
        if not concatenated:
            # One 1x1 convolution over all loose states side by side.
            self.out = nn.Conv2d(channels * len(self.loose), channels, 1, bias=False)
            self.norm = nn.BatchNorm2d(channels)

    def path(self, place, states):
        state, _ = self.branches[place]
        op = self.ops[place]
        y = op(states[state])
        if not self.training or self.keep == 1.0 or isinstance(op, nn.Identity):
            return y
        mask = torch.empty(len(y), 1, 1, 1, device=y.device).bernoulli_(self.keep) / self.keep
        return y * mask

    def forward(self, before, last):
        states = [self.inputs[0](before), self.inputs[1](last)]
        for node in range(len(self.branches) // 2):
            states.append(self.path(2 * node, states) + self.path(2 * node + 1, states))
        loose = [self.halve[str(s)](states[s]) if str(s) in self.halve else states[s] for s in self.loose]
        together = torch.cat(loose, 1)
        return together if self.concatenated else self.norm(self.out(F.relu(together)))


class Network(nn.Module):
    def __init__(self, integers, layers, channels, concatenated, classes=10):
        super().__init__()
        half = len(integers) // 2
        self.stem = nn.Sequential(
            nn.Conv2d(3, 3 * channels, 3, padding=1, bias=False), nn.BatchNorm2d(3 * channels)
        )
        self.cells = nn.ModuleList()
        size = 32
        before = last = (3 * channels, size)
        for i in range(3 * layers + 2):
            reduction = i in (layers, 2 * layers + 1)
            if reduction:
                channels *= 2
            own = integers[half:] if reduction else integers[:half]
            cell = Cell(own, reduction, before, last, channels, concatenated)
            self.cells.append(cell)
            size = (size + 1) // 2 if reduction else size
            deep = channels * len(cell.loose) if concatenated else channels
            before, last = last, (deep, size)
        self.classifier = nn.Linear(last[0], classes)

    def forward(self, x):
        before = last = self.stem(x)
        for cell in self.cells:
            before, last = last, cell(before, last)
        return self.classifier(F.relu(last).mean((2, 3)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--arch", default=NAONET_WS)
    parser.add_argument("--layers", type=int, default=3)
    parser.add_argument("--channels", type=int, default=32)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--steps", type=int, default=24)
    parser.add_argument("--eval-batch", type=int, default=100)
    parser.add_argument("--cell-output", choices=["concatenated", "projected"], default="concatenated")
    parser.add_argument("--channels-last", action="store_true", help="PyTorch's other memory layout")
    parser.add_argument("--compile", action="store_true", help="torch.compile instead of eager execution")
    args = parser.parse_args()

    torch.manual_seed(1)
    integers = [int(word) for word in args.arch.split()]
    network = Network(integers, args.layers, args.channels, args.cell_output == "concatenated")
    for cell in network.cells:
        cell.keep = 0.9
    images = torch.randn(max(args.batch, args.eval_batch), 3, 32, 32)
    if args.channels_last:
        network = network.to(memory_format=torch.channels_last)
        images = images.to(memory_format=torch.channels_last)
    if args.compile:
        network.compile()
    labels = torch.randint(0, 10, (len(images),))
    optimizer = torch.optim.SGD(network.parameters(), 0.024, momentum=0.9, weight_decay=5e-4)

    def step():
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(network(images[: args.batch]), labels[: args.batch]).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()

    def timed(work, times):
        start = time.perf_counter()
        for _ in range(times):
            work()
        return time.perf_counter() - start

    network.train()
    first = timed(step, 1)
    timed(step, 3)
    train = timed(step, args.steps)
    network.eval()
    with torch.no_grad():
        score = lambda: network(images[: args.eval_batch])  # noqa: E731
        timed(score, 2)
        evaluate = timed(score, args.steps)
    print(
        json.dumps(
            {
                "train_images_per_s": round(args.batch * args.steps / train, 2),
                "evaluate_images_per_s": round(args.eval_batch * args.steps / evaluate, 2),
                "first_step_s": round(first, 2),
                "parameters": sum(each.numel() for each in network.parameters()),
                "torch": torch.__version__,
                "threads": torch.get_num_threads(),
            }
        )
    )


if __name__ == "__main__":
    main()
