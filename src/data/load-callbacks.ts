/** Progress of loading a data set. `total` is undefined if it is not known in advance. */
export interface LoadProgress {
  /** The current stage, such as `decoding images`. */
  readonly stage: string;
  readonly done: number;
  readonly total: number | undefined;
  readonly unit: 'images' | 'bytes' | 'files';
}

/** Callbacks of loading a data set. */
export interface LoadCallbacks {
  onProgress?(progress: LoadProgress): void;
  /** Receives a file or folder that the data are read from. */
  onSource?(path: string): void;
  /** Receives a warning for the user, such as a cache that cannot be written. */
  onNotice?(message: string): void;
}
