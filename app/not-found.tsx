import Link from "next/link";
import { ProblemView } from "./components/problem-view";
import { Shell } from "./components/shell";

/** For paths of no known form. Rendered along with every page, so it asks the database nothing. */
export default function NotFound() {
  return (
    <Shell>
      <ProblemView
        kind="Not found"
        message="There is no page at this address."
        hint="Feature pages have addresses of the form /model/sae/number; the home page lists the models and SAEs here."
      >
        <Link href="/" className="control">
          Home
        </Link>
      </ProblemView>
    </Shell>
  );
}
