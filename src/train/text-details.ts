import type { LogColumn } from '../run/log-columns';
import type { TestDetails } from './details';

/** Columns of test-positions.csv. */
export const POSITION_COLUMNS: readonly LogColumn[] = [
  {
    name: 'from',
    unit: 'tokens',
    meaning: 'first position, counted from where a sequence begins without context',
  },
  { name: 'to', unit: 'tokens', meaning: 'last position' },
  { name: 'tokens', unit: 'tokens', meaning: 'predicted tokens at these positions' },
  { name: 'loss', unit: 'nats', meaning: 'their mean cross-entropy' },
  { name: 'perplexity', unit: '1', meaning: 'exponential of `loss`' },
];

/** Columns of hardest-words.csv. */
export const HARD_WORD_COLUMNS: readonly LogColumn[] = [
  { name: 'word', unit: 'text', meaning: 'a word of the test text' },
  { name: 'occurrences', unit: '1', meaning: 'how often it was to be predicted' },
  { name: 'loss', unit: 'nats', meaning: 'mean cross-entropy of its predictions' },
  { name: 'share', unit: 'fraction', meaning: 'its share of the loss of the whole text' },
];

/** Growth of the groups of positions: early positions are few and alone, later ones many. */
const GROWTH = 1.2;

/** Rows of hardest-words.csv. */
const WORDS = 30;

/** Collects where a language model's predictions are bad: by position, and by word. */
export class TextDetails {
  /** Sums by step, which is the position in every sequence. */
  private readonly steps: { loss: number; tokens: number }[] = [];
  private readonly words = new Map<number, { loss: number; occurrences: number }>();

  /** Adds the loss of one predicted token. @param step position in its sequence, from 0 */
  add(step: number, token: number, loss: number): void {
    const sum = (this.steps[step] ??= { loss: 0, tokens: 0 });
    sum.loss += loss;
    sum.tokens += 1;
    const word = this.words.get(token) ?? { loss: 0, occurrences: 0 };
    this.words.set(token, { loss: word.loss + loss, occurrences: word.occurrences + 1 });
  }

  finish(vocabulary: readonly string[]): TestDetails {
    return {
      tables: [
        { file: 'test-positions.csv', columns: POSITION_COLUMNS, rows: this.listPositions() },
        { file: 'hardest-words.csv', columns: HARD_WORD_COLUMNS, rows: this.listWords(vocabulary) },
      ],
    };
  }

  /** Lists groups of positions that grow, because context matters most where there is little. */
  private listPositions(): (readonly number[])[] {
    const rows: (readonly number[])[] = [];
    for (let from = 0; from < this.steps.length;) {
      const group = this.steps.slice(from, Math.max(from + 1, Math.floor(from * GROWTH)));
      const tokens = group.reduce((sum, step) => sum + step.tokens, 0);
      const loss = group.reduce((sum, step) => sum + step.loss, 0) / tokens;
      rows.push([from + 1, from + group.length, tokens, loss, Math.exp(loss)]);
      from += group.length;
    }
    return rows;
  }

  /** Lists the words that cost the most loss in total. */
  private listWords(vocabulary: readonly string[]): (readonly (string | number)[])[] {
    const total = this.steps.reduce((sum, step) => sum + step.loss, 0);
    return [...this.words]
      .sort(([, a], [, b]) => b.loss - a.loss)
      .slice(0, WORDS)
      .map(([token, { loss, occurrences }]) => [
        vocabulary[token],
        occurrences,
        loss / occurrences,
        loss / total,
      ]);
  }
}
