/** A notice as incoming webhooks of Slack take it, and of Mattermost, Rocket.Chat and others that copy them. */

import type { Notice } from "./notifier.ts";

/** Characters; Slack recommends 4,000 at most. */
const longest = 3_500;

/** The request's JSON. Text of others makes no mention, no link and no formatting that calls anybody. */
export function slackMessage({ title, lines, links }: Notice): object {
  const places = Object.entries(links).map(([place, address]) => linkOf(place, address));
  const text = [`*${escaped(title)}*`, ...lines.map(escaped), ...places].join("\n");
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return { text: cut, link_names: false, unfurl_links: false };
}

/** The three characters that begin everything special, `<!channel>` and `<@user>` too. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A bar or an angle bracket in an address would end it. */
function linkOf(place: string, address: string): string {
  if (!/^https?:\/\/\S+$/.test(address)) return escaped(`${place}: ${address}`);
  const safe = escaped(address.replaceAll("|", "%7C").replaceAll("<", "%3C").replaceAll(">", "%3E"));
  return `<${safe}|${escaped(place)}>`;
}
