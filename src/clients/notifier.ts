/** The port to those who want to hear of a release; at least once, and never a reason to fail. */

export interface Notice {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  readonly links: Readonly<Record<string, string>>;
}

export interface Notifier {
  /** "slack", "matrix", "step summary". */
  readonly name: string;
  send(notice: Notice, signal: AbortSignal): Promise<void>;
}
