import type { inferRouterOutputs } from "@trpc/server";
import type { z } from "zod";
import type { AppRouter } from "../../procedures";
import { DASHBOARD_RESPONSES } from "./dashboards";
import { LIST_RESPONSES } from "./lists";
import { OPINION_RESPONSES } from "./opinions";
import { SAFETY_RESPONSES } from "./safety";
import { VECTOR_RESPONSES } from "./vectors";

/**
 * What the procedures of the REST API answer, as the JSON that is sent. Not checked at run time: the types below hold
 * it against the procedures, and tests/db/api-walk.test.ts against what they send.
 */
export const RESPONSES = {
  ...DASHBOARD_RESPONSES,
  ...OPINION_RESPONSES,
  ...LIST_RESPONSES,
  ...SAFETY_RESPONSES,
  ...VECTOR_RESPONSES,
};
export type Answering = keyof typeof RESPONSES;

type AsJson<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? AsJson<Item>[]
    : T extends object
      ? { [Key in keyof T]: AsJson<T[Key]> }
      : T;

/** What answers nothing is sent as null. */
type OrNull<T> = undefined extends T ? null : AsJson<T>;

type Outputs = inferRouterOutputs<AppRouter>;
type OutputOf<Procedure> = Procedure extends `${infer Noun extends keyof Outputs}.${infer Verb}`
  ? Verb extends keyof Outputs[Noun]
    ? OrNull<Outputs[Noun][Verb]>
    : never
  : never;

type Sent = { [Procedure in Answering]: OutputOf<Procedure> };
type Described = { [Procedure in Answering]: z.output<(typeof RESPONSES)[Procedure]> };
type Covered<Is extends May, May> = [Is, May];
/** Does not compile where a procedure answers what its schema does not have, or a schema has what it does not answer. */
export type Checked = [Covered<Sent, Described>, Covered<Described, Sent>];
