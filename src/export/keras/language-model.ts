import type { RnnActivation } from '../../space/rnn/cells';
import type { LanguageModel } from '../model';
import { formatActivations, formatRecurrentNodes, formatSource, formatWeightsPath } from '../python';
import { describeUse, formatImports, formatLoad } from './network';

/** Writes a language model as a Keras model. */
export function formatLanguageModel(model: LanguageModel, module: string): string {
  return formatSource({
    docstring: describeUse(model, module),
    imports: formatImports(model, 'layers, ops'),
    constants: [formatRecurrentNodes(model), ...formatWeightsPath(model)],
    definitions: [
      formatActivations(model, ACTIVATIONS),
      CELL,
      TIED_SOFTMAX,
      formatBuild(model),
      ...formatLoad(model),
    ],
  });
}

const ACTIVATIONS: Readonly<Record<RnnActivation, string>> = {
  tanh: 'ops.tanh',
  relu: 'ops.relu',
  sigmoid: 'ops.sigmoid',
  identity: 'lambda x: x',
};

const CELL = `
class Cell(layers.Layer):
    """The recurrent cell."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = self.state_size = self.output_size = units

    def build(self, input_shape):
        shape = (self.units, 2 * self.units)
        self.words = self.add_weight(shape=shape, name="words")
        self.hidden = self.add_weight(shape=shape, name="hidden")
        self.nodes = [
            self.add_weight(shape=shape, name=f"node{i}") for i in range(len(NODES))
        ]

    def call(self, word, states):
        (hidden,) = states
        sums = ops.matmul(word, self.words) + ops.matmul(hidden, self.hidden)
        nodes = [self.gate(sums, hidden, FIRST)]
        for weights, (activation, previous) in zip(self.nodes, NODES):
            state = nodes[previous]
            nodes.append(self.gate(ops.matmul(state, weights), state, activation))
        output = sum(nodes[node] for node in OUTPUT) / len(OUTPUT)
        return output, [output]

    @staticmethod
    def gate(sums, previous, activation):
        """Moves the previous state towards the activation, as far as a gate is open."""
        gate, candidate = ops.split(sums, 2, axis=-1)
        return previous + ops.sigmoid(gate) * (
            ACTIVATIONS[activation](candidate) - previous
        )`;

const TIED_SOFTMAX = `
class TiedSoftmax(layers.Layer):
    """Log-probabilities of words, with the matrix of their embedding."""

    def __init__(self, embedding, **kwargs):
        super().__init__(**kwargs)
        self.embedding = embedding

    def build(self, input_shape):
        words = self.embedding.input_dim
        self.bias = self.add_weight(shape=(words,), initializer="zeros", name="bias")

    def call(self, states):
        matrix = ops.transpose(self.embedding.embeddings)
        return ops.log_softmax(ops.matmul(states, matrix) + self.bias)`;

function formatBuild({ hiddenSize, vocabulary }: LanguageModel): string {
  return `
def build_model(vocabulary=${vocabulary}, units=${hiddenSize}):
    """A language model. Its embedding is also the matrix of its softmax."""
    tokens = keras.Input((None,), dtype="int32")
    hidden = keras.Input((units,))
    embedding = layers.Embedding(vocabulary, units, name="embedding")
    rnn = layers.RNN(
        Cell(units, name="cell"), return_sequences=True, return_state=True, name="rnn"
    )
    states, last = rnn(embedding(tokens), initial_state=[hidden])
    log_probabilities = TiedSoftmax(embedding, name="softmax")(states)
    return keras.Model([tokens, hidden], [log_probabilities, last])`;
}
