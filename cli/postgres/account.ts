import { spawnSync } from "node:child_process";
import { stat } from "node:fs/promises";
import { FeaturescopeError } from "@/domain/errors";

/** Whom the server runs as; empty means as ourselves. PostgreSQL refuses to run as root. */
export interface Account {
  uid?: number;
  gid?: number;
}

const NAME = "postgres";

/**
 * The account for a cluster: ourselves; as root the owner of the cluster if it exists, else the user "postgres", which
 * is created when the system has none.
 * @throws FeaturescopeError UNAVAILABLE when root cannot create the user
 */
export async function serverAccount(cluster: string): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  const owner = await stat(cluster).catch(() => null);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return lookUp() ?? create();
}

/** Whether the account may do what `test` says (-x, -r, -w) with a path, all folders above it included. */
export function can(account: Account, test: "-x" | "-r" | "-w", path: string): boolean {
  const command = ["-c", `test ${test} "$1"`, "sh", path];
  return spawnSync("/bin/sh", command, { ...account, cwd: "/", stdio: "ignore" }).status === 0;
}

function lookUp(): Account | null {
  const [uid, gid] = ["-u", "-g"].map((flag) => {
    const { status, stdout } = spawnSync("id", [flag, NAME], { encoding: "utf8" });
    return status === 0 ? Number(stdout) : null;
  });
  return uid != null && gid != null ? { uid, gid } : null;
}

function create(): Account {
  const flags = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"];
  const { status, stderr } = spawnSync("useradd", [...flags, NAME], { encoding: "utf8" });
  const account = status === 0 ? lookUp() : null;
  if (account) return account;
  throw new FeaturescopeError(
    "UNAVAILABLE",
    `PostgreSQL cannot run as root, and the user "${NAME}" could not be created (${(stderr || "no useradd").trim()}).`,
    "Start as an ordinary user, or set DATABASE_URL to a running PostgreSQL server.",
  );
}
