/**
 * Lets TensorFlow use oneDNN on every x64 processor, unless the user has decided. By itself TensorFlow uses it only where it finds
 * AVX-512 VNNI or newer instructions, although it is faster with AVX2 too (docs/benchmarks.md). Must be called before TensorFlow loads.
 */
export function enableOneDnn(): void {
  if (process.arch === 'x64') process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
}

/** Returns whether the user has turned oneDNN off. TensorFlow takes these two values for false. */
export function isOneDnnOff(): boolean {
  return ['0', 'false'].includes(process.env.TF_ENABLE_ONEDNN_OPTS?.toLowerCase() ?? '');
}

/** Returns the newest instruction set that oneDNN may use; empty for any, `none` if oneDNN is off. */
export function getInstructionCap(): string {
  return isOneDnnOff() ? 'none' : (process.env.ONEDNN_MAX_CPU_ISA ?? '');
}
