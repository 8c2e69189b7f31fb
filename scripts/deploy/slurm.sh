#!/usr/bin/env bash
# Workers as a Slurm array, a GPU each. Explained in docs/distributed.md. From the checkout, which all nodes see, after
# `npm run setup`:
#
#   (umask 077 && echo 'redis://:PASSWORD@HOST:6379' > ~/.nao-queue)
#   sbatch --array=0-7 scripts/deploy/slurm.sh
#
#SBATCH --job-name=nao-worker
#SBATCH --array=0-3
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=8
#SBATCH --mem=16G
#SBATCH --gres=gpu:1
#SBATCH --time=12:00:00
# Two minutes before the time is over: enough for the step under way and a checkpoint.
#SBATCH --signal=B:TERM@120
# One that was pre-empted is started again.
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=nao-worker-%A_%a.log
set -euo pipefail

cd "${SLURM_SUBMIT_DIR:?run this with sbatch}"

# The address holds a password: from a file that only its owner reads, by the environment and not on the command line.
NAO_QUEUE=$(cat "${NAO_QUEUE_FILE:-$HOME/.nao-queue}")
export NAO_QUEUE

# On a disk that all nodes see: the job of a worker that was killed goes on where it was.
checkpoints=${NAO_CHECKPOINTS:-$SLURM_SUBMIT_DIR/.nao-checkpoints}

# Slurm sets CUDA_VISIBLE_DEVICES to the GPU of the task. The signal reaches the worker, since exec gives it this process.
exec node dist/src/cli/nao.js worker --checkpoints "$checkpoints" "$@"
