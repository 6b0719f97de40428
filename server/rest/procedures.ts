import type { AnyProcedure } from "@trpc/server";
import { z } from "zod";
import { appRouter } from "../procedures";
import type { Meta } from "../trpc";
import type { RestAddress } from "./address";
import { describedAnswer } from "./answering";

/** What REST and OpenAPI need to know of a procedure; at run time tRPC's record is flat. */
interface Flat {
  _def: { type: "query" | "mutation" | "subscription"; inputs: unknown[]; meta?: Meta };
}
const flat = appRouter._def.procedures as unknown as Record<string, Flat & AnyProcedure>;

export function typeOf(procedure: string): Flat["_def"]["type"] {
  return flat[procedure]?._def.type ?? "query";
}

/** The addresses of the procedures that have one, in the router's order. */
export function restAddresses(): [procedure: string, RestAddress][] {
  return Object.entries(flat).flatMap(([name, { _def }]) =>
    _def.meta?.rest ? [[name, _def.meta.rest]] : [],
  );
}

/** The JSON Schema (2020-12, as OpenAPI 3.1 has it) of a procedure's input; null for one without. */
export function inputSchema(procedure: string): Record<string, unknown> | null {
  const input = flat[procedure]?._def.inputs[0];
  if (!(input instanceof z.ZodType)) return null;
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
  return schema;
}

const COMPONENTS = "#/components/schemas/";

/** Where the document has the schema of what a procedure answers. */
export function responseReference(procedure: string): { $ref: string } {
  return { $ref: `${COMPONENTS}${procedure}` };
}

/** The JSON Schemas of everything that the API answers, by procedure, in the router's order. */
export function responseSchemas(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, procedure] of Object.entries(flat)) {
    const answer = describedAnswer(procedure);
    if (answer) registry.add(answer.clone(), { id });
  }
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `${COMPONENTS}${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}
