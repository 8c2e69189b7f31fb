import type { Html } from '../report/html/html';

/** Contents of a page at one time. */
export interface View {
  /** Title of the window. */
  readonly title: string;
  /** What is read aloud when it changes, in a few words. */
  readonly status: string;
  /** Parts of the page in order. Those that are equal to the ones before are not sent again. */
  readonly sections: readonly ViewSection[];
}

export interface ViewSection {
  /** Name that is unique in the page. */
  readonly id: string;
  readonly content: Html;
}

/** Where the contents of a page come from. */
export interface ViewSource {
  readonly heading: string;
  /** Reads what the files have now; undefined if nothing has changed since the last call. */
  read(): Promise<View | undefined>;
}
