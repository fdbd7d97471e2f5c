/** The actions of others that workflows use, each pinned to the commit of a release. Data only; raised by hand, with a look at what changed. */

export const actions = {
  checkout: pin("actions/checkout", "v7.0.1", "3d3c42e5aac5ba805825da76410c181273ba90b1"),
  cache: pin("actions/cache", "v5.0.5", "27d5ce7f107fe9357f9df03efb73ab90386fccae"),
  upload: pin("actions/upload-artifact", "v7.0.0", "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f"),
  download: pin("actions/download-artifact", "v8.0.1", "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c"),
  /** Installs the `dagger` program where it is given nothing to run. */
  dagger: pin("dagger/dagger-for-github", "v8.4.1", "27b130bf0f79a7f6fbbbe0fbca6760dc9bb40a77"),
} as const;

export interface Pin {
  readonly uses: string;
  readonly release: string;
}

function pin(repository: string, release: string, commit: string): Pin {
  return { uses: `${repository}@${commit}`, release };
}
