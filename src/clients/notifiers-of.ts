/** Those who are told of a release: the page of the CI's run, and the webhooks of the configuration. */

import type { Http } from "./http.ts";
import type { Notice, Notifier } from "./notifier.ts";
import { matrixMessage } from "./notify-matrix.ts";
import { slackMessage } from "./notify-slack.ts";
import { stepSummaries } from "./notify-step-summary.ts";
import { webhookNotifier } from "./notify-webhook.ts";

export interface NotifierOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly keepSecret: (value: string) => void;
  /** The gate: what is told passes it. */
  readonly redact: <T>(data: T) => T;
  readonly http?: Http;
}

interface Webhook {
  readonly kind: "slack" | "matrix";
  /** Name of the environment variable that holds the address. */
  readonly urlFrom: string;
}

const messages = { slack: slackMessage, matrix: matrixMessage };

export function notifiersOf(webhooks: readonly Webhook[], options: NotifierOptions): readonly Notifier[] {
  const { redact, env } = options;
  const hooks = webhooks.map(({ kind, urlFrom }) =>
    webhookNotifier({ ...options, kind, urlFrom, message: messages[kind] }),
  );
  return [...stepSummaries(env), ...hooks].map((notifier) => ({
    name: notifier.name,
    send: (notice: Notice, signal: AbortSignal) => notifier.send(redact(notice), signal),
  }));
}
