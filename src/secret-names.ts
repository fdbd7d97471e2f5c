/** Which environment variables hold secrets, told by their names and by passwords in URLs. */

const secretWord = /(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|APIKEY|COOKIE)S?$/;
const secretWords = new Set(["KEY", "KEYS", "PASS", "PWD", "AUTH", "PAT", "JWT"]);
/** What only says where a secret is, or is known to be none although its name looks like one. */
const notSecret = /(?:^|_)(?:FILE|PATH|DIR|SOCK|SOCKET)$|^(?:OLD)?PWD$|^GIT_CONFIG_KEY_\d+$/i;

/** Shorter values are no secrets worth the name, and masking them would garble what is shown ("false", "3"). */
const shortest = 6;

/** Does the name look like that of a secret? `GITHUB_TOKEN`, `TWINE_PASSWORD`, `npm_config__authToken`, `AWS_SECRET_ACCESS_KEY`. */
export function looksSecret(name: string): boolean {
  if (notSecret.test(name)) return false;
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .split(/[^A-Z\d]+/);
  return words.some((word) => secretWord.test(word) || secretWords.has(word));
}

/** Values of an environment that must never be shown: those of secret names, and passwords of URLs in any variable. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const found = new Set<string>();
  for (const [name, value = ""] of Object.entries(env)) {
    if (looksSecret(name) && value.trim().length >= shortest) found.add(value);
    for (const [, password = ""] of value.matchAll(/\w:\/\/[^\s/:@]*:([^\s/@]+)@/g)) {
      if (password.length < 3) continue;
      found.add(password);
      found.add(decoded(password));
    }
  }
  return [...found];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
