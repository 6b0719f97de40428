/** Our side of bench/peer.ts where a measurement is of a whole process: a job file in, a JSON line out for every command. */
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

type Commands = Record<string, () => Promise<object>>;

export async function serve(setUp: (job: unknown) => Promise<Commands>): Promise<void> {
  const commands = await setUp(JSON.parse(await readFile(process.argv[2] ?? "", "utf8")));
  const reply = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
  reply({ ready: true });
  for await (const line of createInterface({ input: process.stdin }))
    reply((await commands[line.trim()]?.()) ?? { error: `There is no command ${line}.` });
}
