import type { RnnActivation } from '../../space/rnn/cells';
import type { LanguageModel } from '../model';
import { formatActivations, formatRecurrentNodes, formatSource, formatWeightsPath } from '../python';
import { describeUse, formatImports, formatLoad } from './network';

/** Writes a language model as a PyTorch module. */
export function formatLanguageModel(model: LanguageModel, module: string): string {
  return formatSource({
    docstring: describeUse(model, module),
    imports: formatImports(model, [], []),
    constants: [formatRecurrentNodes(model), ...formatWeightsPath(model)],
    definitions: [formatActivations(model, ACTIVATIONS), CELL, formatNetwork(model), ...formatLoad(model)],
  });
}

const ACTIVATIONS: Readonly<Record<RnnActivation, string>> = {
  tanh: 'torch.tanh',
  relu: 'torch.relu',
  sigmoid: 'torch.sigmoid',
  identity: 'lambda x: x',
};

const CELL = `
class Cell(nn.Module):
    """The recurrent cell."""

    def __init__(self, units):
        super().__init__()
        self.words = nn.Linear(units, 2 * units, bias=False)
        self.hidden = nn.Linear(units, 2 * units, bias=False)
        self.nodes = nn.ModuleList(
            nn.Linear(units, 2 * units, bias=False) for _ in NODES
        )

    def forward(self, word, hidden):
        sums = self.words(word) + self.hidden(hidden)
        states = [self.gate(sums, hidden, FIRST)]
        for linear, (activation, previous) in zip(self.nodes, NODES):
            state = states[previous]
            states.append(self.gate(linear(state), state, activation))
        return sum(states[node] for node in OUTPUT) / len(OUTPUT)

    @staticmethod
    def gate(sums, previous, activation):
        """Moves the previous state towards the activation, as far as a gate is open."""
        gate, candidate = sums.chunk(2, dim=-1)
        return previous + torch.sigmoid(gate) * (
            ACTIVATIONS[activation](candidate) - previous
        )`;

function formatNetwork({ hiddenSize, vocabulary }: LanguageModel): string {
  return `
class Network(nn.Module):
    """A language model. Its embedding is also the matrix of its softmax."""

    def __init__(self, vocabulary=${vocabulary}, units=${hiddenSize}):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, units)
        self.cell = Cell(units)
        self.bias = nn.Parameter(torch.zeros(vocabulary))

    def forward(self, tokens, hidden=None):
        words = self.embedding(tokens)
        if hidden is None:
            hidden = torch.zeros_like(words[0])
        states = []
        for word in words:
            hidden = self.cell(word, hidden)
            states.append(hidden)
        logits = torch.stack(states) @ self.embedding.weight.t() + self.bias
        return logits.log_softmax(dim=-1), hidden`;
}
