#!/usr/bin/env bash
# Workers as a Slurm array, one GPU each. See docs/distributed.md. From a checkout that all nodes see, after
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
# Two minutes before the time limit: enough to finish the current step and write a checkpoint.
#SBATCH --signal=B:TERM@120
# A preempted worker is started again.
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=nao-worker-%A_%a.log
set -euo pipefail

cd "${SLURM_SUBMIT_DIR:?run this with sbatch}"

# The address contains a password, so it comes from a file that only its owner can read, not from the command line.
NAO_QUEUE=$(cat "${NAO_QUEUE_FILE:-$HOME/.nao-queue}")
export NAO_QUEUE

# On a disk that all nodes see, so that a worker resumes the job of another that was killed.
checkpoints=${NAO_CHECKPOINTS:-$SLURM_SUBMIT_DIR/.nao-checkpoints}

# Slurm sets CUDA_VISIBLE_DEVICES to the GPU of the task. exec makes the signal reach the worker.
exec node dist/src/cli/nao.js worker --checkpoints "$checkpoints" "$@"
