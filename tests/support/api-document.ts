import { Ajv2020 } from "ajv/dist/2020.js";
import { openApiDocument } from "@/server/rest/open-api";

/** The description of the REST API, to hold answers against. */

export type Schema = Record<string, unknown>;

export interface Described {
  operationId: string;
  parameters: { name: string; in: "path" | "query" }[];
  requestBody?: { content: { "application/json": { schema: Schema } } };
  responses: Record<string, { content?: { "application/json"?: { schema: { $ref: string } } } }>;
}

export interface DescribedOperation extends Described {
  method: string;
  path: string;
}

export function describedOperations(): DescribedOperation[] {
  return Object.entries(openApiDocument().paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      ...(described as Described),
      ...{ method: method.toUpperCase(), path },
    })),
  );
}

/**
 * What of an answer is not as the document has it, in words; null where all is.
 * @param@param operation null for any address: only problems are looked at
 */
export function makeChecker() {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(openApiDocument(), "api");
  return async (operation: Described | null, response: Response): Promise<string | null> => {
    const { status } = response;
    const text = await response.text();
    if (status >= 500) return `${status}: ${text.slice(0, 500)}`;
    const responses = operation?.responses ?? {};
    if (!operation && status < 400) return null;
    if (status === 304) return responses["304"] && text === "" ? null : "304 is not described, or has a body";
    const type = response.headers.get("content-type") ?? "";
    if (!type.startsWith("application/json")) return `${status} is of type “${type}”`;
    const described = status < 400 ? responses[String(status)] : responses.default;
    if (status < 400 && !described) return `${status} is not described`;
    const $ref = described?.content?.["application/json"]?.schema.$ref ?? "#/components/schemas/Problem";
    const validate = ajv.getSchema(`api${$ref}`);
    if (!validate) return `${$ref} is not in the document`;
    if (validate(JSON.parse(text))) return null;
    return `${status} is not as described: ${ajv.errorsText(validate.errors)} in ${text.slice(0, 500)}`;
  };
}
