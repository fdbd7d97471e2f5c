/** Reads a log as the runners of GitHub Actions and Azure Pipelines do: which lines are commands to them. */

/** A command at the beginning of a line, or the older form anywhere in it (actions/runner, ActionCommand). */
function commandIn(line: string): string | undefined {
  const modern = /^[\s\u0085]*::([^:\s]+)[^]*?::/.exec(line);
  return modern?.[1] ?? /##(?:vso)?\[([^\]]+)\]/i.exec(line)?.[1];
}

/** .NET ends lines at each of these (StreamReader.ReadLine). */
export function commandsIn(log: string): string[] {
  return log.split(/\r\n|\r|\n/).flatMap((line) => commandIn(line) ?? []);
}
