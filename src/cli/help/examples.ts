/** Two examples of each command, shown in its help and in docs/cli.md. */
export const EXAMPLES: Readonly<Record<string, readonly [string, string]>> = {
  search: [
    'nao search --preset quick --out runs/first',
    'nao search --mode table --space nasbench201 --table table.csv.gz --seed 7',
  ],
  resume: ['nao resume runs/first', 'nao resume runs/first --rounds 6'],
  train: [
    'nao train --arch runs/first --out runs/final',
    'nao train --arch NAONet-WS --dataset cifar10 --preset child',
  ],
  worker: [
    'nao worker --queue redis://host:6379',
    'nao worker --queue redis://host:6379 --gpus 0,1 --concurrency 2',
  ],
  ls: ['nao ls', 'nao ls runs --json'],
  show: ['nao show runs/first', 'nao show runs/first --json'],
  watch: ['nao watch runs', 'nao watch runs/first --port 8080'],
  report: [
    'nao report runs/first',
    'nao report runs/first runs/second --out compared.html --csv compared.csv',
  ],
  draw: ['nao draw runs/first --out drawings', "nao draw '0 0 1 1 2 0 2' --space rnn"],
  'learning-curve': [
    'nao learning-curve runs/first',
    'nao learning-curve runs/first --sizes 25,50,75 --repeats 5',
  ],
  calibrate: [
    'nao calibrate runs/first --architectures 10 --preset quick',
    'nao calibrate runs/nb201 --table table.csv.gz --cells all',
  ],
  evaluate: ['nao evaluate runs/final', 'nao evaluate runs/final/export --dataset images --data-dir photos'],
  export: [
    'nao export runs/first --format genotype',
    'nao export runs/final --format pytorch --out model.py',
  ],
  compare: [
    'nao compare --table table.csv.gz --out compared',
    'nao compare --table table.csv.gz --searchers nao,random --budget 100 --seeds 10 --out compared',
  ],
  'compare-predictors': [
    'nao compare-predictors --table table.csv.gz --out taus.csv',
    'nao compare-predictors --table table.csv.gz --predictors ard-gp,gp --train-sizes 78,156 --out taus.csv',
  ],
  bench: ['nao bench controller', 'nao bench ws-cnn --steps 20 --json'],
  data: ['nao data', 'nao data cifar10'],
  doctor: ['nao doctor', 'nao doctor --device gpu --json'],
  setup: ['nao setup', 'nao setup --gpu'],
  completion: ['nao completion bash', 'nao completion zsh > ~/.zsh/completions/_nao'],
};
