/** The marker in a release's text. */

import { expect, it } from "vitest";
import { markerOf, staysDraft, withMarker, withoutMarker } from "../../../src/release/release-marker.ts";

const digest = "a".repeat(64);

it("is found again, whatever a server does to line ends", () => {
  const text = withMarker("Notes.\r\n\r\n- One.", digest);
  expect(markerOf(text)).toBe(digest);
  expect(markerOf(text.replaceAll("\n", "\r\n"))).toBe(digest);
});

it("is one only: that of the notes themselves counts for nothing", () => {
  const quoted = withMarker("Notes.", "b".repeat(64));
  expect(withMarker(quoted, digest)).toBe(withMarker("Notes.", digest));
  expect(markerOf(`${quoted}\n${withMarker("", digest)}`)).toBe(digest);
});

it("says of a draft that it was asked for as one, and goes with the notes of people", () => {
  const stays = withMarker("Notes.", digest, true);
  expect([markerOf(stays), staysDraft(stays), withoutMarker(stays)]).toEqual([digest, true, "Notes."]);
  expect(staysDraft(withMarker(stays, digest))).toBe(false);
});

it("is in no release that Wheelway did not make", () => {
  for (const text of ["", "Notes.", "<!-- wheelway manifest=sha256:abc -->", `manifest=sha256:${digest}`])
    expect(markerOf(text)).toBeUndefined();
});

it("has room below notes that are too long for a forge", () => {
  const text = withMarker("x".repeat(200_000), digest);
  expect(text.length).toBeLessThan(125_000);
  expect(markerOf(text)).toBe(digest);
});
