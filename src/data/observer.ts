/** How far a load is. `total` is undefined where nobody knows it beforehand. */
export interface LoadProgress {
  /** What is being done, such as `decoding images`. */
  readonly stage: string;
  readonly done: number;
  readonly total: number | undefined;
  readonly unit: 'images' | 'bytes' | 'files';
}

/** Who listens while a data set is loaded. */
export interface LoadCallbacks {
  onProgress?(progress: LoadProgress): void;
  /** A sentence the user should see although the load goes on, such as a cache that cannot be written. */
  onNotice?(message: string): void;
}
