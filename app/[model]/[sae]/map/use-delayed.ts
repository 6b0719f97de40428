import { useCallback, useEffect, useRef } from "react";

/** Calls the newest `action` with the latest arguments once nothing has asked for it for a while. */
export function useDelayed<A extends unknown[]>(
  action: (...args: A) => void,
  ms: number,
): (...args: A) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const newest = useRef(action);
  useEffect(() => {
    newest.current = action;
  }, [action]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (...args: A) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => newest.current(...args), ms);
    },
    [ms],
  );
}
