import { usesGpu } from '../native/device';
import { ConfigProto } from './protos';

/** The file beside `saved_model.pb` that configures the session (scripts/setup/session-config.cc). */
export const SESSION_CONFIG_FILE = 'session_config.pb';

/**
 * Encodes the configuration of a session. On the CPU it turns TensorFlow's graph optimizer off: that takes .35 ms a node before
 * the first step, and steps are not faster with it (docs/lab-notebook.md). On a GPU it changes the layout of images, which has
 * not been measured.
 */
export function encodeSessionConfig(): Uint8Array {
  const rewriteOptions = usesGpu() ? {} : { disable_meta_optimizer: true };
  return ConfigProto.encode(
    ConfigProto.fromObject({ graph_options: { rewrite_options: rewriteOptions } }),
  ).finish();
}
