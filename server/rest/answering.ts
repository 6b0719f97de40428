import type { AnyProcedure, inferProcedureOutput } from "@trpc/server";
import type { z } from "zod";

type AsJson<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? AsJson<Item>[]
    : T extends object
      ? { [Key in keyof T]: AsJson<T[Key]> }
      : T;

/** What a procedure's answer is sent as; one that answers nothing as null. */
type Sent<P extends AnyProcedure> =
  undefined extends inferProcedureOutput<P> ? null : AsJson<inferProcedureOutput<P>>;

/** Never where a procedure answers what its schema does not have, or a schema has what it does not answer. */
type Described<P extends AnyProcedure, S extends z.ZodType> = [Sent<P>] extends [z.output<S>]
  ? [z.output<S>] extends [Sent<P>]
    ? P
    : never
  : never;

const answers = new WeakMap<AnyProcedure, z.ZodType>();

/**
 * A procedure of the REST API with what it answers, as the JSON that is sent. It is not the procedure's `.output()`, which
 * would parse every answer: types hold it against the procedure, and tests/db/api-walk.test.ts against what is sent.
 */
export function answering<S extends z.ZodType, P extends AnyProcedure>(
  answer: S,
  procedure: P & Described<P, S>,
): P {
  answers.set(procedure, answer);
  return procedure;
}

/** What a procedure answers; undefined for one that the REST API does not have. */
export function describedAnswer(procedure: AnyProcedure): z.ZodType | undefined {
  return answers.get(procedure);
}
