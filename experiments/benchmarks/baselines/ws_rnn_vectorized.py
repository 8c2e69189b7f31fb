"""The RNN supernet in PyTorch, vectorized by hand: the strongest form of what `nao bench ws-rnn` is compared with.

    python3 experiments/benchmarks/baselines/ws_rnn_vectorized.py --architectures FILE --batch 64 --bptt 35 --hidden 300 --vocabulary 10000 --steps 16

All nodes that read one state share a matrix product, and a backward pass by hand computes the gradient of each weight as one product
over all time steps. `--check` compares losses and gradients with the straightforward module first. Prints one line of JSON.
"""

import torch
from torch.nn import functional

import ws_rnn_eager

# The derivative of each activation, from its value.
DERIVATIVES = [
    lambda y: 1 - y * y,
    lambda y: (y > 0).to(y.dtype),
    lambda y: y * (1 - y),
    None,
]


def plan(architecture):
    """Returns the nodes that read each node, [(node read, its readers)], in an order in which they can be computed."""
    rest = architecture[1]
    readers = {}
    for node, (previous, _) in enumerate(rest, 1):
        readers.setdefault(previous, []).append(node)
    return sorted(readers.items())


class Recurrence(torch.autograd.Function):
    @staticmethod
    def forward(ctx, projected, initial, recurrent, architecture, *weights):
        """projected [time, batch, 2 hidden], initial [batch, hidden] -> states [time, batch, hidden]."""
        first, rest, loose = architecture
        time, batch, twice = projected.shape
        hidden = twice // 2
        activations = [first] + [activation for _, activation in rest]
        groups = plan(architecture)
        joined = {read: torch.cat([weights[node - 1] for node in nodes], 1) for read, nodes in groups}
        buffer = lambda: projected.new_empty(time, batch, hidden)  # noqa: E731
        nodes = range(len(activations))
        gates, candidates, values = [buffer() for _ in nodes], [buffer() for _ in nodes], [buffer() for _ in nodes]
        before = projected.new_empty(time + 1, batch, hidden)
        before[0] = initial

        def gated(node, z, read, t):
            gate = torch.sigmoid(z[:, :hidden], out=gates[node][t])
            candidate = candidates[node][t]
            candidate.copy_(ws_rnn_eager.ACTIVATIONS[activations[node]](z[:, hidden:]))
            torch.lerp(read, candidate, gate, out=values[node][t])

        for t in range(time):
            gated(0, torch.addmm(projected[t], before[t], recurrent), before[t], t)
            for read, readers in groups:
                state = values[read][t]
                z = state @ joined[read]
                for i, node in enumerate(readers):
                    gated(node, z[:, i * twice : (i + 1) * twice], state, t)
            output = before[t + 1]
            torch.add(values[loose[0]][t], 0 if len(loose) == 1 else values[loose[1]][t], out=output)
            for node in loose[2:]:
                output += values[node][t]
            output /= len(loose)
        ctx.save_for_backward(recurrent)
        ctx.kept = (architecture, groups, joined, gates, candidates, values, before, activations)
        return before[1:]

    @staticmethod
    def backward(ctx, gradient):
        (recurrent,) = ctx.saved_tensors
        (_, rest, loose), groups, joined, gates, candidates, values, before, activations = ctx.kept
        time, batch, hidden = gradient.shape
        own = {read: gradient.new_empty(time, batch, 2 * hidden * len(readers)) for read, readers in groups}
        first = gradient.new_empty(time, batch, 2 * hidden)
        carried = gradient.new_zeros(batch, hidden)

        def ungated(node, upstream, read, z, t):
            """Writes the gradient of z. Returns that of the state read, without the part through z."""
            gate, candidate = gates[node][t], candidates[node][t]
            through = upstream * gate
            derivative = DERIVATIVES[activations[node]]
            z[:, hidden:] = through if derivative is None else through * derivative(candidate)
            z[:, :hidden] = through * (candidate - read) * (1 - gate)
            return upstream - through

        for t in reversed(range(time)):
            upstream = [None] * len(activations)
            share = (gradient[t] + carried) / len(loose)
            for node in loose:
                upstream[node] = share
            for read, readers in reversed(groups):
                z = own[read][t]
                total = upstream[read]
                for i, node in enumerate(readers):
                    part = ungated(node, upstream[node], values[read][t], z[:, 2 * hidden * i : 2 * hidden * (i + 1)], t)
                    total = part if total is None else total + part
                upstream[read] = torch.addmm(total, z, joined[read].t())
            part = ungated(0, upstream[0], before[t], first[t], t)
            carried = torch.addmm(part, first[t], recurrent.t())
        gradients = [None] * len(rest)
        for read, readers in groups:
            product = values[read].flatten(0, 1).t() @ own[read].flatten(0, 1)
            for node, each in zip(readers, product.split(2 * hidden, 1)):
                gradients[node - 1] = each
        of_recurrent = before[:-1].flatten(0, 1).t() @ first.flatten(0, 1)
        return first, None, of_recurrent, None, *gradients


class VectorizedSupernet(ws_rnn_eager.Supernet):
    def forward(self, tokens, state, architecture):
        projected = self.embedding(tokens) @ self.input
        weights = [self.slices[i][4 * previous + activation] for i, (previous, activation) in enumerate(architecture[1])]
        states = Recurrence.apply(projected, state, self.recurrent, architecture, *weights)
        logits = functional.linear(states.flatten(0, 1), self.embedding.weight, self.bias)
        return logits, states[-1]


def check(pool):
    """Compares losses and gradients of both forms on every architecture, in float64."""
    nets = []
    for form in (ws_rnn_eager.Supernet, VectorizedSupernet):
        torch.manual_seed(1)
        nets.append(form(len(pool[0][1]) + 1, 8, 20, "separate").double())
    tokens, state = torch.randint(20, (5, 3)), torch.randn(3, 8).double()
    for architecture in pool:
        results = []
        for net in nets:
            net.zero_grad(set_to_none=True)
            logits, last = net(tokens, state, architecture)
            loss = functional.cross_entropy(logits, tokens.flatten()) + last.square().mean()
            loss.backward()
            results.append([loss.detach(), *(p.grad for p in net.parameters() if p.grad is not None)])
        for a, b in zip(*results, strict=True):
            torch.testing.assert_close(a, b, rtol=1e-10, atol=1e-12)


if __name__ == "__main__":
    ws_rnn_eager.main(VectorizedSupernet, check)
