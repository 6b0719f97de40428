/** The package indexes that pip is set up with on this machine: environment, then its configuration files, then PyPI. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

const PUBLIC = "https://pypi.org/simple/";
/** Sections that count for downloads, the weaker first. */
const SECTIONS = ["global", "install", "download"];
const NOTHING = ["", "/dev/null", "nul"];

/** Addresses in the order in which they are asked; none where pip is told to use none. */
export async function pipIndexes(
  environment: Environment = process.env,
  files: readonly string[] = pipFiles(environment),
): Promise<string[]> {
  const settings = new Map<string, string>();
  for (const file of files) for (const [key, value] of await readSettings(file)) settings.set(key, value);
  for (const key of ["index-url", "extra-index-url", "no-index"]) {
    const value = environment[`PIP_${key.toUpperCase().replaceAll("-", "_")}`];
    if (value) settings.set(key, value);
  }
  if (/^(1|true|yes|on)$/i.test(settings.get("no-index") ?? "")) return [];
  const named = [settings.get("index-url") ?? PUBLIC, settings.get("extra-index-url") ?? ""];
  return [...new Set(named.flatMap((value) => value.split(/\s+/)).filter(isAddress))];
}

const isAddress = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/**
 * Where pip looks, the weaker files first: of the machine, of the user, of the virtual environment, PIP_CONFIG_FILE (which
 * turns all of them off where it names nothing). Source: pip's documentation, "Configuration".
 */
export function pipFiles(environment: Environment, platform = process.platform, home = homedir()): string[] {
  const {
    PIP_CONFIG_FILE: own,
    VIRTUAL_ENV: virtual,
    XDG_CONFIG_HOME: config,
    APPDATA,
    PROGRAMDATA,
  } = environment;
  if (own !== undefined && NOTHING.includes(own.toLowerCase()))
    return own === "" ? pipFiles({ ...environment, PIP_CONFIG_FILE: undefined }, platform, home) : [];
  const name = platform === "win32" ? "pip.ini" : "pip.conf";
  const places =
    platform === "win32"
      ? [PROGRAMDATA && join(PROGRAMDATA, "pip"), join(home, "pip"), APPDATA && join(APPDATA, "pip")]
      : [
          ...(platform === "darwin"
            ? ["/Library/Application Support/pip"]
            : (environment.XDG_CONFIG_DIRS || "/etc/xdg").split(":").map((folder) => join(folder, "pip"))),
          "/etc",
          join(home, ".pip"),
          ...(platform === "darwin" ? [join(home, "Library/Application Support/pip")] : []),
          join(config || join(home, ".config"), "pip"),
        ];
  const files = places.filter((place): place is string => Boolean(place)).map((place) => join(place, name));
  return [...files, ...(virtual ? [join(virtual, name)] : []), ...(own ? [own] : [])];
}

/** Keys and values of the sections that count; nothing where there is no such file. */
async function readSettings(path: string): Promise<Map<string, string>> {
  const text = await readFile(path, "utf8").catch(() => "");
  const bySection = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  let last = "";
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;].*)?$/.test(line)) continue;
    const head = /^\[([^\]]+)\]/.exec(line)?.[1];
    const [, key, value = ""] = /^([\w.-]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (head !== undefined) {
      section = bySection.get(head) ?? new Map<string, string>();
      bySection.set(head, section);
    } else if (key !== undefined) {
      last = key.toLowerCase().replaceAll("_", "-");
      section.set(last, value.trim());
    } else if (/^\s/.test(line)) section.set(last, `${section.get(last) ?? ""} ${line.trim()}`.trim());
  }
  return new Map(SECTIONS.flatMap((name) => [...(bySection.get(name) ?? [])]));
}
