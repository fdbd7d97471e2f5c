/** Webhooks and the step summary: what is sent, again where that may help, and nothing of the address in what is told. */

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { httpClient } from "../../../src/clients/http.ts";
import type { Notice } from "../../../src/clients/notifier.ts";
import { notifiersOf } from "../../../src/clients/notifiers-of.ts";
import { matrixMessage } from "../../../src/clients/notify-matrix.ts";
import { slackMessage } from "../../../src/clients/notify-slack.ts";
import { ServiceFailure } from "../../../src/clients/service-failure.ts";
import { createRedactor } from "../../../src/redact.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { startWebhook, type WebhookFault } from "../../support/webhook.ts";

const notice: Notice = {
  title: "demo 1.0 is released",
  lines: ["2 files."],
  links: { pypi: "https://index.example/project/demo/1.0/" },
  markdown: "## demo 1.0 is released\n",
};
const signal = new AbortController().signal;
const http = httpClient({ timeoutMs: 300, deadlineMs: 3_000, attempts: 3, pauseMs: 5 });

async function scene(kind: "slack" | "matrix" = "slack") {
  const webhook = await startWebhook();
  const redactor = createRedactor();
  const env = { RELEASE_HOOK: webhook.url };
  const options = { env, keepSecret: redactor.add, redact: <T>(data: T) => redactor.data(data), http };
  const [notifier] = notifiersOf([{ kind, urlFrom: "RELEASE_HOOK" }], options);
  if (!notifier) throw new Error("no notifier");
  const send = async (fault: readonly WebhookFault[] = [], told = notice) => {
    webhook.faults.push(...fault);
    return notifier.send(told, signal).then(
      () => undefined,
      (error: unknown) => (error instanceof ServiceFailure ? error : Promise.reject(error as Error)),
    );
  };
  return { webhook, redactor, notifier, send };
}

describe("a webhook", () => {
  it("gets the message of its kind", async () => {
    const slack = await scene();
    expect(slack.notifier.name).toBe("slack (RELEASE_HOOK)");
    expect(await slack.send()).toBeUndefined();
    expect(slack.webhook.taken).toEqual([slackMessage(notice)]);
    const matrix = await scene("matrix");
    await matrix.send();
    expect(matrix.webhook.taken).toEqual([
      {
        text: "demo 1.0 is released\n2 files.\npypi: https://index.example/project/demo/1.0/",
        html: '<strong>demo 1.0 is released</strong><ul><li>2 files.</li><li><a href="https://index.example/project/demo/1.0/">pypi</a></li></ul>',
      },
    ]);
  });

  it.for<readonly [string, WebhookFault]>([
    ["500", { do: "answer", status: 500 }],
    ["429 with Retry-After", { do: "answer", status: 429, retryAfter: "0" }],
    ["a connection that is cut", { do: "reset" }],
    ["silence", { do: "stall" }],
  ])("is told again after %s", async ([, fault]) => {
    const { webhook, send } = await scene();
    expect(await send([fault])).toBeUndefined();
    expect(webhook.heard).toHaveLength(2);
    expect(webhook.taken).toHaveLength(1);
  });

  it.for<readonly [string, readonly WebhookFault[], Partial<ServiceFailure>, number]>([
    [
      "a refusal in Slack's words",
      [{ do: "answer", status: 404, body: "no_service" }],
      { kind: "refused" },
      1,
    ],
    ["a wrong token", [{ do: "answer", status: 403, body: "nobody" }], { kind: "unauthorized" }, 1],
    ["a redirect", [{ do: "answer", status: 302 }], { kind: "refused" }, 1],
    [
      "a wait that is too long",
      [{ do: "answer", status: 429, retryAfter: "3600" }],
      { kind: "later", why: "it answered with status 429; asked to wait 3600 s" },
      1,
    ],
    [
      "500 without end",
      Array.from({ length: 9 }, () => ({ do: "answer", status: 500 })),
      { kind: "unclear" },
      3,
    ],
    ["silence without end", Array.from({ length: 9 }, () => ({ do: "stall" })), { kind: "unclear" }, 3],
    ["cuts without end", Array.from({ length: 9 }, () => ({ do: "reset" })), { kind: "unclear" }, 3],
  ])("that ends in %s is told so, without its address", async ([, faults, expected, heard]) => {
    const { webhook, send } = await scene();
    const failed = await send(faults);
    expect(failed).toMatchObject(expected);
    expect(webhook.heard).toHaveLength(heard);
    const told = JSON.stringify([failed, failed?.message, failed?.stack, failed?.cause]);
    for (const secret of [...webhook.secrets, "127.0.0.1"]) expect(told).not.toContain(secret);
  });

  it("shows a refusal's word, and never a body that repeats the address", async () => {
    const { webhook, send } = await scene();
    const word = await send([{ do: "answer", status: 400, body: "channel_is_archived" }]);
    expect(word?.why).toBe("it answered with status 400 (channel_is_archived)");
    const echo = await send([{ do: "answer", status: 400, body: `no such hook: ${webhook.url}` }]);
    expect(echo?.why).toBe("it answered with status 400");
  });

  it("has an address that the gate masks, whole and in parts, in notices too", async () => {
    const { webhook, redactor, send } = await scene();
    expect(redactor.text(`${webhook.url} ${webhook.secrets.join(" ")}`)).toBe("*** *** ***");
    await send([], { ...notice, lines: [`from ${webhook.url}`] });
    expect(JSON.stringify(webhook.taken)).not.toContain(webhook.secrets[0]);
  });

  it.for([
    ["is not set", undefined],
    ["holds no http or https address", "file:///etc/passwd"],
    ["holds no http or https address", "https://[broken-secret"],
  ])("whose variable %s is told so", async ([why, value]) => {
    const options = { env: { HOOK: value }, keepSecret: () => undefined, redact: <T>(data: T) => data };
    const [notifier] = notifiersOf([{ kind: "slack", urlFrom: "HOOK" }], options);
    await expect(notifier?.send(notice, signal)).rejects.toThrow(
      `slack (HOOK): the variable HOOK ${why ?? ""}`,
    );
  });
});

describe("text of others", () => {
  const hostile = {
    ...notice,
    title: "<!channel> & <@U1>",
    lines: ["</li><script>alert(1)</script>\u001b[2J"],
    links: { "a|b>": "https://x.example/|evil>", bad: "javascript:alert(1)" },
  };

  it("calls nobody and links nowhere else in Slack", () => {
    const { text } = slackMessage(hostile) as { text: string };
    expect(text).toContain("*&lt;!channel&gt; &amp; &lt;@U1&gt;*");
    expect(text).toContain("<https://x.example/%7Cevil%3E|a|b&gt;>");
    expect(text).toContain("bad: javascript:alert(1)");
  });

  it("is text in Matrix's HTML, and no link but to the web", () => {
    const { html } = matrixMessage(hostile) as { html: string };
    expect(html).not.toMatch(/<script|href="javascript/);
    expect(html).not.toContain("\u001b");
    expect(html).toContain("&lt;!channel&gt; &amp; &lt;@U1&gt;");
  });
});

describe("the step summary", () => {
  it("is appended to the file that the CI names", async () => {
    const path = join(temporaryFolder(), "summary.md");
    const env = { GITHUB_STEP_SUMMARY: path, WHEELWAY_SUMMARY: "" };
    const options = { env, keepSecret: () => undefined, redact: <T>(data: T) => data };
    const notifiers = notifiersOf([], options);
    expect(notifiers.map(({ name }) => name)).toEqual(["the step summary (GITHUB_STEP_SUMMARY)"]);
    for (const notifier of notifiers) for (let n = 0; n < 2; n += 1) await notifier.send(notice, signal);
    expect(readFileSync(path, "utf8")).toBe(`${notice.markdown}\n`.repeat(2));
  });

  it("that cannot be written is a failure in words", async () => {
    const path = join(temporaryFolder(), "summary.md");
    mkdirSync(path);
    const options = {
      env: { WHEELWAY_SUMMARY: path },
      keepSecret: () => undefined,
      redact: <T>(data: T) => data,
    };
    const [notifier] = notifiersOf([], options);
    await expect(notifier?.send(notice, signal)).rejects.toThrow(/WHEELWAY_SUMMARY\): EISDIR/);
  });
});
