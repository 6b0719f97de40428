import { totalmem } from "node:os";

const MIB = 1024 * 1024;

/**
 * Server settings for one machine that also runs the workers: bulk COPY without a checkpoint every few seconds,
 * memory in proportion, no connection from anywhere else.
 */
export function serverSettings(port: number, memory = totalmem()): string[] {
  const buffers = Math.round(Math.min(512, Math.max(64, memory / MIB / 16)));
  const settings: Record<string, string | number> = {
    listen_addresses: "127.0.0.1",
    port,
    // no socket file: its path may be at most 107 bytes, and nobody needs it
    unix_socket_directories: "",
    max_connections: 100,
    shared_buffers: `${buffers}MB`,
    effective_cache_size: `${4 * buffers}MB`,
    work_mem: "16MB",
    maintenance_work_mem: `${Math.max(64, buffers / 4)}MB`,
    max_wal_size: "2GB",
    checkpoint_timeout: "15min",
    // nothing is replicated, so the log need hold no more than recovery wants
    wal_level: "minimal",
    max_wal_senders: 0,
    max_logical_replication_workers: 0,
    // merges rewrite rows for minutes on end: what they leave behind is to be reused at once, not a minute later
    autovacuum_naptime: "5s",
    random_page_cost: 1.1,
    jit: "off",
    // the cores belong to the workers, and parallel queries want a larger /dev/shm than containers have
    max_parallel_workers_per_gather: 0,
    timezone: "UTC",
    log_timezone: "UTC",
    log_min_messages: "warning",
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
