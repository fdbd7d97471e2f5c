/** Are there files that no artifact should hold: where programs keep credentials, and what systems and editors leave? */

import type { Member, Sdist, Wheel } from "../artifacts/archive.ts";
import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";
import { isTestPlace } from "./test-places.ts";

export const leftoverFiles: Check = {
  name: "leftover-files",
  title: "No files in which programs keep credentials, none that systems and editors leave.",
  codes: ["WW073", "WW074"],
  run: ({ wheels, sdist }) =>
    [...(sdist ? [sdist] : []), ...wheels].flatMap((artifact) => [
      ...credentials(artifact),
      ...litter(artifact),
    ]),
};

const keyStore = "a key store";

/** What a file is for, as the end of a sentence, and the paths at which it is found. */
const stores: readonly (readonly [purpose: string, path: RegExp])[] = [
  ["where upload tools keep passwords and tokens of package indexes", /^\.pypirc$/],
  [
    "where settings and passwords of an environment are kept",
    /^\.env(?:\.(?:local|prod|production|staging|development))?$/,
  ],
  ["where passwords of hosts are kept", /^[._]netrc$/],
  ["where git keeps passwords", /^\.git-credentials$/],
  ["where PostgreSQL keeps passwords", /^\.pgpass$/],
  ["where container tools keep passwords of registries", /^\.dockercfg$/],
  ["a private key of SSH", /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/],
  [keyStore, /\.(?:jks|keystore|p12|pfx|kdbx)$/i],
  ["a key ring of GnuPG", /^secring\.(?:gpg|skr)$/],
  ["a token of Vault", /^\.vault-token$/],
  ["where the state of Terraform is kept, with its secrets", /\.tfstate(?:\.backup)?$/],
  ["a history of commands", /^\.(?:bash|zsh|sh|python|psql|mysql|sqlite|node_repl|ipython)_history$/],
  ["where access to a Kubernetes cluster is kept", /^kubeconfig(?:\.ya?ml)?$/],
];
const storesInFolders: readonly (readonly [purpose: string, path: RegExp])[] = [
  ["where AWS tools keep access keys", /(?:^|\/)\.aws\/credentials$/],
  ["where access to a Kubernetes cluster is kept", /(?:^|\/)\.kube\/config$/],
  ["where container tools keep passwords of registries", /(?:^|\/)\.docker\/config\.json$/],
  [
    "where Google Cloud tools keep credentials",
    /(?:^|\/)gcloud\/(?:application_default_credentials\.json|credentials\.db)$/,
  ],
];

function credentials({ name: { file }, members }: Wheel | Sdist): Finding[] {
  return members.flatMap(({ path, size, kind }) => {
    const base = path.slice(path.lastIndexOf("/") + 1);
    const [purpose] =
      stores.find(([, pattern]) => pattern.test(base)) ??
      storesInFolders.find(([, pattern]) => pattern.test(path)) ??
      [];
    if (purpose === undefined || (kind === "file" && size === 0)) return [];
    const test = isTestPlace(path);
    // A key store may hold certificates only; one in a test was made for it.
    if (purpose === keyStore && test) return [];
    // Templates of projects and examples come with such files on purpose.
    const mild = test || purpose === keyStore || /(?:^|\/)[^/]*(?:template|cookiecutter)/i.test(path);
    return [
      finding("WW073", file, `${path} is ${purpose}`, {
        member: path,
        ...(mild ? { severity: "warning" } : {}),
      }),
    ];
  });
}

const names =
  /^(?:\.DS_Store|\._.+|Thumbs\.db|ehthumbs\.db|desktop\.ini|\.directory|nohup\.out|\.viminfo|\.netrwhist)$|^.+~$|^\.?#.+#?$|\.(?:swp|swo|orig|rej|stackdump)$/;

function litter({ name: { file }, members }: Wheel | Sdist): Finding[] {
  const found = members.filter(isLitter);
  const [first] = found;
  if (!first) return [];
  const { path } = first;
  const message =
    found.length === 1
      ? `${path} is what a system, an editor or a crashed program left`
      : `it holds ${found.length} files that systems, editors or crashed programs left, the first is ${path}`;
  return [finding("WW074", file, message, { member: path })];
}

function isLitter({ path, machineCode }: Member): boolean {
  const base = path.slice(path.lastIndexOf("/") + 1);
  // A dump of memory is an ELF file of its own kind.
  return names.test(base) || (/^(?:vg)?core(?:\.\d+)?$/.test(base) && machineCode === "elf");
}
