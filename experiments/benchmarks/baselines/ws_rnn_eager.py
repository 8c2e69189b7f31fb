"""The RNN supernet as a straightforward PyTorch module: what `nao bench ws-rnn` is compared with.

Written from the definition of the cell in supernet/rnn/cell.ts; run only where torch is installed:

    python3 experiments/benchmarks/baselines/ws_rnn_eager.py --architectures FILE --batch 64 --bptt 35 --hidden 300 --vocabulary 10000 --steps 16

Prints one line of JSON. Scoring is timed in every way that a user would think of (eval batch as in training and larger,
under no_grad and inference_mode); the best is reported.
"""

import argparse
import json
import time

import torch
from torch import nn
from torch.nn import functional

ACTIVATIONS = [torch.tanh, torch.relu, torch.sigmoid, lambda x: x]


class Supernet(nn.Module):
    def __init__(self, nodes, hidden, vocabulary, bank):
        super().__init__()
        self.nodes, self.hidden = nodes, hidden
        self.embedding = nn.Embedding(vocabulary, hidden)
        self.bias = nn.Parameter(torch.zeros(vocabulary))
        weight = lambda *shape: nn.Parameter(torch.empty(*shape).uniform_(-1, 1) / hidden**0.5)  # noqa: E731
        self.input = weight(hidden, 2 * hidden)
        self.recurrent = weight(hidden, 2 * hidden)
        # A slice for every (node, earlier node, activation): each a parameter, so that others get no gradient, or the
        # slices of a node stacked in one tensor, which then gets a gradient as a whole.
        if bank == "separate":
            self.slices = nn.ModuleList(
                nn.ParameterList(weight(hidden, 2 * hidden) for _ in range(4 * node)) for node in range(1, nodes)
            )
        else:
            self.slices = nn.ParameterList(weight(4 * node, hidden, 2 * hidden) for node in range(1, nodes))
        nn.init.uniform_(self.embedding.weight, -0.1, 0.1)

    def cell(self, projected, state, architecture, weights):
        first, rest, loose = architecture

        def gated(z, before, activation):
            gate, candidate = z.split(self.hidden, 1)
            return before + torch.sigmoid(gate) * (ACTIVATIONS[activation](candidate) - before)

        states = [gated(projected + state @ self.recurrent, state, first)]
        for (previous, activation), weight in zip(rest, weights):
            read = states[previous]
            states.append(gated(read @ weight, read, activation))
        return torch.stack([states[node] for node in loose]).mean(0)

    def forward(self, tokens, state, architecture):
        """tokens [time, batch] -> logits [time * batch, vocabulary] and the last state."""
        projected = self.embedding(tokens) @ self.input
        weights = [self.slices[i][4 * previous + activation] for i, (previous, activation) in enumerate(architecture[1])]
        states = []
        for each in projected:
            state = self.cell(each, state, architecture, weights)
            states.append(state)
        hidden = torch.stack(states).flatten(0, 1)
        return functional.linear(hidden, self.embedding.weight, self.bias), state


def parse(line):
    numbers = [int(each) for each in line.split()]
    first = numbers[0] if len(numbers) % 2 else 0
    rest = numbers[len(numbers) % 2 :]
    pairs = list(zip(rest[::2], rest[1::2]))
    read = {previous for previous, _ in pairs}
    return first, pairs, [node for node in range(len(pairs) + 1) if node not in read]


def main(form=Supernet, check=None):
    """Times a supernet. check: called with the architectures first, if given and asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--architectures", required=True)
    parser.add_argument("--bank", choices=["separate", "stacked"], default="separate")
    for name, value in (("batch", 64), ("bptt", 35), ("hidden", 300), ("vocabulary", 10000), ("steps", 16)):
        parser.add_argument(f"--{name}", type=int, default=value)
    if check:
        parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with open(options.architectures) as file:
        pool = [parse(line) for line in file if line.strip() and not line.startswith("#")]
    if check and options.check:
        check(pool)
    torch.manual_seed(1)
    net = form(len(pool[0][1]) + 1, options.hidden, options.vocabulary, options.bank)
    optimizer = torch.optim.SGD(net.parameters(), lr=1.0, weight_decay=5e-7)

    def window(batch):
        shape = (options.bptt, batch)
        return torch.randint(options.vocabulary, shape), torch.randint(options.vocabulary, shape).flatten()

    tokens, targets = window(options.batch)
    state = torch.zeros(options.batch, options.hidden)

    def train(step):
        nonlocal state
        optimizer.zero_grad(set_to_none=True)
        logits, last = net(tokens, state, pool[step % len(pool)])
        functional.cross_entropy(logits, targets).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 0.25)
        optimizer.step()
        state = last.detach()

    def rate(work, per_call):
        for step in range(3):
            work(step)
        started, processor = time.perf_counter(), time.process_time()
        for step in range(options.steps):
            work(step)
        return (
            per_call * options.steps / (time.perf_counter() - started),
            (time.process_time() - processor) / options.steps,
        )

    trained, processor = rate(train, options.bptt * options.batch)
    scored = {}
    for batch in (options.batch, 4 * options.batch):
        x, y = window(batch)
        for name, mode in (("no_grad", torch.no_grad), ("inference_mode", torch.inference_mode)):
            carried = torch.zeros(batch, options.hidden)

            def score(step, x=x, y=y, mode=mode):
                nonlocal carried
                with mode():
                    logits, carried = net(x, carried, pool[step % len(pool)])
                    return functional.cross_entropy(logits, y).item()

            scored[f"{name}, batch {batch}"] = round(rate(score, options.bptt * batch)[0])
    result = {
        "train_tokens_per_s": round(trained),
        "train_processor_s": round(processor, 3),
        "evaluate_tokens_per_s": max(scored.values()),
        "evaluate": scored,
        "bank": options.bank,
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
