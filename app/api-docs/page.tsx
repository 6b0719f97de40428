import type { Metadata } from "next";
import Link from "next/link";
import { Shell } from "@/app/components/shell";
import { SETTINGS_URL } from "@/domain/urls";
import { openApiDocument } from "@/server/rest/open-api";
import { OPERATIONS, type Operation } from "@/server/rest/operations";

export const metadata: Metadata = {
  title: "API",
  description: "Everything that the pages show, and everything that people may do, for programs.",
};

const DOCUMENT_URL = "/api/v1/openapi.json";

/** The REST API for people; programs read the OpenAPI document. */
export default function ApiDocsPage() {
  const { paths } = openApiDocument();
  return (
    <Shell>
      <h1>API</h1>
      <div className="mt-2 max-w-[75ch] space-y-2 text-soft">
        <p>
          Addresses begin with <Code>/api/v1</Code> and answer in JSON. Reading needs no key where reading
          needs no account; for the rest make a key on the{" "}
          <Link href={SETTINGS_URL} className="link" prefetch={false}>
            settings page
          </Link>{" "}
          and send it as <Code>Authorization: Bearer …</Code> or <Code>X-Api-Key</Code>, from a browser of any
          site too. Answers carry an ETag. Too many requests are answered with 429 and{" "}
          <Code>Retry-After</Code>. What goes wrong is said as{" "}
          <Code>{"{ error: { code, message, hint } }"}</Code>.
        </p>
        <p>
          The whole description as{" "}
          <a href={DOCUMENT_URL} className="link">
            OpenAPI 3.1
          </a>
          . Labels of an SAE as files: <Code>/api/export/labels/MODEL/SAE?format=csv</Code> or{" "}
          <Code>jsonl</Code>; features of a list: <Code>/api/export/lists/ID</Code>; dashboards as Parquet:{" "}
          <Code>/api/export/dashboards/MODEL/SAE?table=features</Code>. Clients of Neuronpedia’s API find{" "}
          <Code>/api/feature</Code>, <Code>/api/explanation/search</Code>, <Code>search-all</Code> and{" "}
          <Code>export</Code>, <Code>/api/activation/new</Code>, <Code>/api/search-topk-by-token</Code> and{" "}
          <Code>/api/steer</Code> as they know them.
        </p>
      </div>
      <ul className="mt-6 divide-y divide-line border-y border-line">
        {OPERATIONS.map((operation) => (
          <li key={`${operation.method} ${operation.path}`} className="py-2.5">
            <details>
              <summary className="[overflow-wrap:anywhere]">
                <b className="mr-2 inline-block min-w-14 font-mono text-[12.5px]">{operation.method}</b>
                <span className="font-mono text-[12.5px]">{operation.path}</span>{" "}
                <span className="text-soft">{operation.summary}</span>
              </summary>
              <pre
                tabIndex={0}
                className="mt-2 max-h-96 overflow-auto rounded-control bg-sunken p-3 font-mono text-[12px]"
              >
                {JSON.stringify(descriptionOf(paths, operation), null, 2)}
              </pre>
            </details>
          </li>
        ))}
      </ul>
    </Shell>
  );
}

function descriptionOf(paths: Record<string, Record<string, unknown>>, { path, method }: Operation): unknown {
  return paths[path]?.[method.toLowerCase()];
}

function Code({ children }: { children: string }) {
  return <code className="font-mono text-[12.5px] text-ink">{children}</code>;
}
