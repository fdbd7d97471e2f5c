/** The port to those who want to hear of a release; at least once, and never a reason to fail. */

export interface Notice {
  /** One line of plain text: "demo 1.0 is released". */
  readonly title: string;
  /** More of it, in plain text, one sentence each. */
  readonly lines: readonly string[];
  /** Place -> address. */
  readonly links: Readonly<Record<string, string>>;
  /** All of it as Markdown, for the page of a CI's run. */
  readonly markdown: string;
}

export interface Notifier {
  /** "slack (RELEASE_HOOK)", "the step summary". */
  readonly name: string;
  /** A `ServiceFailure` where it was not told, or may not have been. */
  send(notice: Notice, signal: AbortSignal): Promise<void>;
}
