import { HTTP_STATUS } from "@/domain/errors";
import { env, VERSION } from "../env";
import { parametersOf } from "./address";
import { OPERATIONS, type Operation } from "./operations";
import { inputSchema, responseReference, responseSchemas, typeOf } from "./procedures";

/** The API's description as OpenAPI 3.1, from the operations and the schemas of the procedures behind them. */
export function openApiDocument() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS) {
    const path = (paths[operation.path] ??= {});
    path[operation.method.toLowerCase()] = describe(operation);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Featurescope",
      version: VERSION,
      description: "Features of sparse autoencoders, with what people say about them.",
    },
    servers: [{ url: `${env.FEATURESCOPE_ORIGIN?.replace(/\/$/, "") ?? ""}/api/v1` }],
    security: [{}, { bearer: [] }, { key: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "An API key of the settings page." },
        key: { type: "apiKey", in: "header", name: "X-Api-Key" },
      },
      schemas: { ...responseSchemas(), Problem: PROBLEM },
    },
  };
}

function describe(operation: Operation) {
  const { method, procedure, summary, query = {}, numbers = [] } = operation;
  const inPath = parametersOf(operation);
  const schema = inputSchema(procedure);
  const properties = isRecord(schema?.properties) ? schema.properties : {};
  const required = Array.isArray(schema?.required) ? schema.required.map(String) : [];
  const rest = Object.keys(properties).filter((name) => !inPath.includes(name) && !operation.nest?.[name]);
  const asQuery = method === "GET";
  const body = Object.fromEntries(rest.map((name) => [name, properties[name]]));
  return {
    operationId: procedure,
    summary,
    tags: [procedure.split(".")[0]],
    parameters: [
      ...inPath.map((name) => ({
        name,
        in: "path",
        required: true,
        schema: { type: numbers.includes(name) ? "integer" : "string" },
      })),
      ...Object.entries(query).map(([name, description]) => ({
        name,
        in: "query",
        description,
        schema: { type: "string" },
      })),
    ],
    ...(asQuery || rest.length === 0
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              "application/json": {
                schema: {
                  type: "object",
                  properties: body,
                  required: required.filter((name) => rest.includes(name)),
                },
              },
            },
          },
        }),
    responses: {
      200: {
        description: "What was asked for",
        content: { "application/json": { schema: responseReference(procedure) } },
      },
      ...(typeOf(procedure) === "query" ? { 304: { description: "Unchanged since the ETag sent" } } : {}),
      default: {
        description: "What went wrong, and what to do",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

const PROBLEM = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message", "hint"],
      properties: {
        code: { enum: [...Object.keys(HTTP_STATUS), "INTERNAL"] },
        message: { type: "string" },
        hint: { type: "string" },
        retryAfterS: { type: "number", description: "Of RATE_LIMITED; also in the header Retry-After" },
      },
    },
  },
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
