/** The actions of others that workflows use, each pinned to the commit of a release. Data only; raised by hand, with a look at what changed. */

export const actions = {
  checkout: pin("actions/checkout", "v7.0.1", "3d3c42e5aac5ba805825da76410c181273ba90b1"),
  cache: pin("actions/cache", "v5.0.5", "27d5ce7f107fe9357f9df03efb73ab90386fccae"),
  upload: pin("actions/upload-artifact", "v7.0.0", "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f"),
  download: pin("actions/download-artifact", "v8.0.1", "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c"),
  /** Installs the `dagger` program where it is given nothing to run. */
  dagger: pin("dagger/dagger-for-github", "v8.4.1", "27b130bf0f79a7f6fbbbe0fbca6760dc9bb40a77"),
} as const;

/** What a workflow needs on any forge that speaks the language of GitHub Actions. */
export type ForgeActions = Readonly<Record<"checkout" | "cache" | "upload" | "download", Pin>>;

/** Of a forge that runs actions with the Node.js of the job's image, which may be version 20. */
const olderNode = {
  checkout: pin("actions/checkout", "v4.3.0", "08eba0b27e820071cde6df949e0beb9ba4906955"),
  cache: pin("actions/cache", "v4.3.0", "0057852bfaa89a56745cba8c7296529d2fc39830"),
} as const;

/** GitHub's own actions for artifacts refuse every other forge: these are the same without that check, each where its forge looks for actions. */
export const forgejoActions: ForgeActions = {
  ...olderNode,
  upload: pin("forgejo/upload-artifact", "v4.3.1", "16871d9e8cfcf27ff31822cac382bbb5450f1e1e"),
  download: pin("forgejo/download-artifact", "v4.1.4", "d8d0a99033603453ad2255e58720b460a0555e1e"),
};

export const giteaActions: ForgeActions = {
  ...olderNode,
  upload: pin("ChristopherHX/gitea-upload-artifact", "v4.2.0", "81f940d004763f986ba3582c007fd842dd5cb0d7"),
  download: pin(
    "ChristopherHX/gitea-download-artifact",
    "v4.1.1",
    "75635f32b4c1c41c4b3d64e8f85210112ed4c9c7",
  ),
};

export interface Pin {
  readonly uses: string;
  readonly release: string;
}

function pin(repository: string, release: string, commit: string): Pin {
  return { uses: `${repository}@${commit}`, release };
}
