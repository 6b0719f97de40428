import { z } from "zod";
import { appRouter } from "../procedures";
import { RESPONSES } from "./responses";

/** What REST and OpenAPI need to know of a procedure; at run time tRPC's record is flat. */
interface Flat {
  _def: { type: "query" | "mutation" | "subscription"; inputs: unknown[]; meta?: { does?: string } };
}
const flat = appRouter._def.procedures as unknown as Record<string, Flat>;

export function typeOf(procedure: string): Flat["_def"]["type"] {
  return flat[procedure]?._def.type ?? "query";
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

/** The JSON Schemas of everything that the API answers, by procedure. */
export function responseSchemas(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(RESPONSES)) registry.add(schema.clone(), { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `${COMPONENTS}${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}
