/** WW020-WW029: can the archive be read safely, and by everyone in the same way? */

import type { CodeTable } from "./code-text.ts";

export const archiveCodes = {
  WW020: {
    severity: "error",
    means: "An archive is damaged, or is no archive of its kind.",
    why: "Nobody can install it, and the index refuses it.",
    example: "it does not end as a zip file does: it is cut, or no zip file at all",
    remedy:
      "Look for a full disk or an upload that was cut off; build it again, and compare its SHA-256 after copying.",
  },
  WW021: {
    severity: "error",
    means: "A member's path leaves the archive's folder, or is not the same path on every system.",
    why: "Unpacking it could overwrite files anywhere on the user's machine.",
    example: 'member "demo/../../x.py" leaves its folder by ".."',
    remedy:
      "Look at the list of files in the build's configuration: paths must be relative, with /, and without `..`.",
  },
  WW022: {
    severity: "error",
    means: "A member is a link out of the archive, a device, or of another kind that artifacts do not hold.",
    why: "A link lets a later member be written outside; installers treat links in wheels each in their own way.",
    example: 'member "demo-1.0/x" is a symbolic link to an absolute path',
    remedy: "Let the build copy what the link points to, or leave the link out.",
  },
  WW023: {
    severity: "error",
    means: "Two members have one path, or paths that are one on some systems.",
    why: "Which of them is installed depends on the installer and the file system; the index refuses equal names.",
    example: 'member "demo/X.py" differs from "demo/x.py" only by case or Unicode form',
    remedy:
      "Look for a file that the build's configuration includes twice; rename one of two files that differ by case only.",
  },
  WW024: {
    severity: "error",
    means: "Two programs can read the archive differently.",
    why: "What a scanner saw is not what is installed: this is how content is smuggled past a review. The index refuses it.",
    example: "it has data that belongs to no member",
    remedy:
      "Do not publish it. Write the archive anew with an ordinary tool, and find out what wrote this one.",
  },
  WW025: {
    severity: "error",
    means: "An archive unpacks to far more than its size, or has more members than is believable.",
    why: "It can fill the disk or the memory of whoever opens it; the index refuses a ratio above 50.",
    example: "it unpacks to more than 67108864 bytes, like a decompression bomb",
    remedy: "Leave the large file of zeros or repetitions out of it, and make it at run time.",
  },
  WW026: {
    severity: "error",
    means: "An archive is encrypted, or packed in a way that artifacts are not.",
    why: "The index and most installers take stored and deflated members in wheels, and gzip in sdists, nothing else.",
    example: 'member "demo/x.py" is compressed by method 14; wheels use deflate or none',
    remedy: "Pack it with deflate (a wheel) or as .tar.gz (an sdist).",
  },
  WW027: {
    severity: "error",
    means: "An archive has not the layout of a wheel or an sdist.",
    why: "Installers and the index look for the metadata in one place, and refuse what has none or several.",
    example: "it has no demo-1.0.dist-info/METADATA",
    remedy: "Build it with a build back end rather than by packing a folder; rename no wheels by hand.",
  },
  WW028: {
    severity: "error",
    means: "The entry points of a wheel cannot be read, or name a script that is no file name.",
    why: "The index refuses it: such a script could be written outside the folder of scripts.",
    example: 'entry_points.txt names the script "../demo" in console_scripts',
    remedy: "Name scripts with letters, digits, `-`, `_` and `.` only, each once.",
  },
} as const satisfies CodeTable;
