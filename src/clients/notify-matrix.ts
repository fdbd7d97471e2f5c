/** A notice as generic webhooks of Matrix take it (matrix-hookshot): `text` for plain clients, `html` for the others. */

import { markup, type Html } from "../report/html-text.ts";
import type { Notice } from "./notifier.ts";

/** The request's JSON. A Matrix event holds 65,536 bytes at most: lines are few and cut. */
export function matrixMessage({ title, lines, links }: Notice): object {
  const places = Object.entries(links);
  const shown = lines.slice(0, 40).map((line) => line.slice(0, 500));
  const text = [title, ...shown, ...places.map(([place, address]) => `${place}: ${address}`)].join("\n");
  const items = [...shown.map((line) => markup`<li>${line}</li>`), ...places.map(placeItem)];
  return { text, html: markup`<strong>${title}</strong><ul>${items}</ul>`.html };
}

function placeItem([place, address]: readonly [string, string]): Html {
  return /^https?:\/\/\S+$/.test(address)
    ? markup`<li><a href="${address}">${place}</a></li>`
    : markup`<li>${place}: ${address}</li>`;
}
