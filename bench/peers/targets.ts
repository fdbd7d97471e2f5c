/** What is built in more than one case. */

export const fiveCPythons = ["cp39", "cp310", "cp311", "cp312", "cp313"] as const;
