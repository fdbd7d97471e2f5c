/** What a CI's log takes for commands to itself: annotations that are written for it, and the guard against those of others. */

/** CIs whose logs hold commands: `actions` is GitHub's, Forgejo's and Gitea's. */
export type CommandDialect = "actions" | "azure";

/** Both set their own variable in every job. */
export function dialectOf(env: Readonly<Record<string, string | undefined>>): CommandDialect | undefined {
  const isTrue = (name: string) => env[name]?.toLowerCase() === "true";
  if (["GITHUB_ACTIONS", "FORGEJO_ACTIONS", "GITEA_ACTIONS"].some(isTrue)) return "actions";
  return isTrue("TF_BUILD") ? "azure" : undefined;
}

export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  /** One line. */
  readonly title: string;
  readonly message: string;
}

/** GitHub shows so many of each level of a step; what is beyond is lost without a word. */
const shown = 10;

/** Commands, one a line. Of each level at most ten; the tenth says how many there are, where there are more. */
export function annotationLines(annotations: readonly Annotation[], dialect: CommandDialect): string[] {
  const levels = ["error", "warning", "notice"] as const;
  return levels.flatMap((level) => {
    const all = annotations.filter((annotation) => annotation.level === level);
    if (all.length <= shown) return all.map((one) => command(one, dialect));
    const rest: Annotation = {
      level,
      title: `${all.length - shown + 1} more`,
      message: "All of them are in the summary of this job and in its log.",
    };
    return [...all.slice(0, shown - 1), rest].map((one) => command(one, dialect));
  });
}

function command({ level, title, message }: Annotation, dialect: CommandDialect): string {
  const text = message.trim() === "" ? title : message;
  switch (dialect) {
    case "actions":
      return `::${level} title=${actionsText(title, /[%\r\n:,]/g)}::${actionsText(text, /[%\r\n]/g)}`;
    case "azure": {
      // It knows no notices, and no titles.
      const type = level === "error" ? "error" : "warning";
      if (level === "notice") return azureText(`${title}: ${text}`);
      return `##vso[task.logissue type=${type}]${azureText(`${title}: ${text}`)}`;
    }
  }
}

/** Percent-encoding of the workflow commands (actions/toolkit, `escapeData` and `escapeProperty`). */
function actionsText(text: string, special: RegExp): string {
  return guarded(harmless(text)).replace(special, percent);
}

/** https://github.com/microsoft/azure-pipelines-agent: `%AZP25`, and carriage returns and line feeds. */
function azureText(text: string): string {
  return guarded(harmless(text))
    .replaceAll("%", "%AZP25")
    .replace(/[\r\n]/g, percent);
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

/** Colours and cursor movements mean nothing in an annotation. */
function harmless(text: string): string {
  return text.replace(/[^\P{C}\r\n\t]/gu, "");
}

/** Zero width space: seen by nobody, and no white space to what looks for commands. */
const breaker = "\u200B";

/**
 * White space and two colons at the beginning of a line are a command of Actions; `##[name]` and `##vso[name]` are one
 * anywhere in a line, of Actions and of Azure Pipelines.
 */
function guarded(text: string): string {
  return text.replace(/^([\s\u0085]*:)(?=:)/gm, `$1${breaker}`).replace(hashes, `##${breaker}`);
}

const hashes = /##(?=[a-z]*\[)/gi;

export interface Guard {
  readonly write: (text: string) => string;
  /** What was held back as the possible beginning of a command. */
  readonly end: () => string;
}

/**
 * Takes the sense of commands from what is written in pieces, wherever they are cut. JSON stays the same to its readers: it
 * has no colon at the beginning of a line, and hashes are written as an escape.
 */
export function commandGuard(kind: "text" | "json"): Guard {
  let held = "";
  let lineBegins = true;
  const clean = (text: string): string => {
    if (kind === "json") return text.replace(hashes, "#\\u0023");
    // A line that an earlier piece began is not at its beginning here.
    const first = /^[^\r\n]*/.exec(text)?.[0].length ?? 0;
    if (lineBegins) return guarded(text);
    return text.slice(0, first).replace(hashes, `##${breaker}`) + guarded(text.slice(first));
  };
  const pass = (text: string): string => {
    const shown = clean(text);
    const last = text.split(/[\r\n]/).at(-1) ?? "";
    if (text !== "") lineBegins = /^[\s\u0085]*$/.test(last) && (lineBegins || /[\r\n]/.test(text));
    return shown;
  };
  return {
    write: (text) => {
      const whole = held + text;
      const tail = /(?:(?<=(?:^|[\r\n])[\s\u0085]*):|#{1,2}|##[a-z]{1,20})$/i.exec(whole)?.[0] ?? "";
      held = tail;
      return pass(whole.slice(0, whole.length - tail.length));
    },
    end: () => {
      const rest = held;
      held = "";
      return pass(rest);
    },
  };
}
