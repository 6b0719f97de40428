/** Two processes that answer with their pid on a port that is told to whoever started this one; see in-flight.test.ts. */
import cluster from "node:cluster";
import { createServer } from "node:http";
import { register } from "tsx/esm/api";

if (cluster.isPrimary) {
  register();
  const { takeBackConnections } = await import("../../../server/http/in-flight.ts");
  const processes = Number(process.argv[2]);
  const start = () => {
    const worker = cluster.fork();
    takeBackConnections(worker);
    return worker;
  };
  cluster.on("exit", () => setTimeout(start, 300));
  for (let i = 0; i < processes; i++) start();
  let listening = 0;
  cluster.on("listening", (_, { port }) => {
    if (++listening === processes) process.send({ port });
  });
} else {
  createServer((request, response) => response.end(String(process.pid))).listen(0, "127.0.0.1");
}
