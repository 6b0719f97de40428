import { useEffect, useState } from "react";
import { problemOfCall, server } from "@/app/trpc/client";
import type { SaeAddress } from "@/domain/urls";
import type { Problem } from "@/server/errors";
import type { ReadTokens } from "./shade";

const PAUSE_MS = 450;

interface Reading {
  /** The last text that was read, with what was found; it stays while the next is read. */
  done: { text: string; read: ReadTokens } | null;
  problem: Problem | null;
  busy: boolean;
}

/** Reads a text with the model a moment after the last change. @param text trimmed; nothing is read while it is empty */
export function useReadTokens({ model, sae }: SaeAddress, text: string): Reading {
  const [done, setDone] = useState<Reading["done"]>(null);
  const [failed, setFailed] = useState<{ text: string; problem: Problem } | null>(null);
  useEffect(() => {
    if (text === "") return;
    let wanted = true;
    const read = async () => {
      try {
        const read = await server.text.readTokens.query({ address: { model, sae }, text });
        if (wanted) setDone({ text, read });
      } catch (error) {
        if (wanted) setFailed({ text, problem: problemOfCall(error) });
      }
    };
    const timer = setTimeout(() => void read(), PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [model, sae, text]);
  const problem = failed?.text === text && text !== "" ? failed.problem : null;
  return { done, problem, busy: text !== "" && done?.text !== text && !problem };
}
