/** notify: those who want to hear of the release are told; who cannot be reached is a warning, nothing is undone for it. */

import { ServiceFailure } from "../../clients/service-failure.ts";
import { WheelwayError } from "../../errors.ts";
import type { Guard } from "../effect.ts";
import { sendNotice } from "../effects/send-notice.ts";
import { noticeOf } from "../notice.ts";
import { sentOf, storyOf } from "../story.ts";
import type { Release, Step } from "../step.ts";

export const notify: Step = {
  id: "notify",
  title: "Tells the CI's summary and the webhooks, at least once.",
  dryRun: "tells",
  skip: ({ ports }) => (ports.notifiers.length > 0 ? undefined : "nobody is to be told"),
  outlook: ({ ports }) =>
    Promise.resolve({ would: ports.notifiers.map(({ name }) => `tell ${name}`), problems: [] }),
  run: async (release) => {
    const notice = noticeOf(release);
    const { tag } = release.fact("version");
    const { journal } = release;
    for (const notifier of release.ports.notifiers) {
      const effect = sendNotice({ notifier, tag, notice, journal, guards: [somethingIsOut(release)] });
      try {
        await release.perform(effect);
      } catch (error) {
        release.signal.throwIfAborted();
        if (!(error instanceof WheelwayError)) throw error;
        await release.warn(`${notifier.name} was not told: ${reasonOf(error)}`);
      }
    }
  },
};

/** Nobody is told of what has not left this machine. */
function somethingIsOut({ journal }: Release): Guard {
  return {
    name: "something is out",
    refuses: () =>
      sentOf(storyOf(journal.entries)).some(({ state }) => state === "done")
        ? undefined
        : "nothing of this release has left the machine",
  };
}

function reasonOf(error: WheelwayError): string {
  return error.cause instanceof ServiceFailure ? error.cause.why : error.message;
}
