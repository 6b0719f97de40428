import { always, words, type Requests } from "./requests";

/** Files of app/ that answer to an address, and the addresses to try. */
export const ADDRESSES: Record<string, Requests<string>> = {
  "page.tsx": always("/"),
  "[model]/page.tsx": ({ model }) => [`/${model}`],
  "[model]/[sae]/page.tsx": ({ model, sae }) => [`/${model}/${sae}`, `/${model}/nothing`],
  "[model]/[sae]/random/page.tsx": ({ model, sae }) => [`/${model}/${sae}/random`],
  "[model]/[sae]/[index]/page.tsx": ({ model, sae, feature }) => [
    `/${model}/${sae}/${feature}`,
    `/${model}/${sae}/99999`,
  ],
  "embed/[model]/[sae]/[index]/page.tsx": ({ model, sae, feature }) => [
    `/embed/${model}/${sae}/${feature}`,
    `/embed/${model}/${sae}/99999`,
  ],
  "embed/[model]/[sae]/map/page.tsx": ({ model, sae, feature }) => [
    `/embed/${model}/${sae}/map`,
    `/embed/${model}/${sae}/map?f=${feature}`,
  ],
  "embed/lists/[id]/page.tsx": ({ listId }) => [`/embed/lists/${listId}`],
  "embed/steer/[id]/page.tsx": ({ runId }) => [`/embed/steer/${runId}`],
  "[model]/[sae]/map/page.tsx": ({ model, sae, feature }) => [
    `/${model}/${sae}/map`,
    `/${model}/${sae}/map?f=${feature}&q=${words}`,
  ],
  "benchmark/page.tsx": ({ model, sae, feature }) => [
    "/benchmark",
    `/benchmark?in=${model}/${sae}`,
    `/benchmark?in=${model}/${sae}&f=${feature}`,
  ],
  "api/benchmark/[model]/[sae]/route.ts": ({ model, sae }) => [
    `/api/benchmark/${model}/${sae}`,
    `/api/benchmark/${model}/${sae}?format=csv`,
    `/api/benchmark/${model}/${sae}?format=parquet`,
  ],
  "compare/page.tsx": ({ model, sae, feature }) => [
    "/compare",
    `/compare?a=${model}/${sae}/${feature}&b=${model}/${sae}/${feature}`,
  ],
  "dev/gallery/page.tsx": always("/dev/gallery"),
  "[model]/[sae]/evaluation/page.tsx": ({ model, sae }) => [
    `/${model}/${sae}/evaluation`,
    `/${model}/${sae}/evaluation?by=one`,
  ],
  "api/evaluation/[model]/[sae]/route.ts": ({ model, sae }) => [`/api/evaluation/${model}/${sae}`],
  "[model]/[sae]/splitting/page.tsx": ({ model, sae, feature }) => [
    `/${model}/${sae}/splitting?f=${feature}`,
    `/${model}/${sae}/splitting`,
  ],
  "[model]/[sae]/walk/page.tsx": ({ model, sae, feature }) => [
    `/${model}/${sae}/walk?walk=${feature}`,
    `/${model}/${sae}/walk`,
  ],
  "label/page.tsx": ({ model, sae, feature }) => [
    "/label",
    `/label?in=${model}/${sae}`,
    `/label?feature=${model}/${sae}/${feature}`,
  ],
  "label/twins/page.tsx": ({ model, sae }) => ["/label/twins", `/label/twins?in=${model}/${sae}`],
  "label/quiz/[id]/page.tsx": ({ labelId }) => [`/label/quiz/${labelId}`],
  "lists/page.tsx": always("/lists"),
  "lists/[id]/page.tsx": ({ listId }) => [`/lists/${listId}`],
  "learn/page.tsx": always("/learn"),
  // without a text, which would only keep a worker busy: text.lookThroughLayers is asked below
  "lens/page.tsx": ({ model, sae }) => ["/lens", `/lens?in=${model}/${sae}`],
  "map/page.tsx": always("/map"),
  "problem/page.tsx": always("/problem", "/no-such-model"),
  "register/page.tsx": always("/register"),
  "robots.ts": always("/robots.txt"),
  "s/[id]/route.ts": ({ shortLink }) => [`/s/${shortLink}`, "/s/00000000000"],
  "safety/page.tsx": ({ model, sae }) => ["/safety", `/safety?in=${model}/${sae}&family=secrecy`],
  "search/page.tsx": ({ sae }) => [`/search?q=${words}`, "/search?q=0", `/search?q=${sae}/0`],
  "settings/page.tsx": always("/settings"),
  "sign-in/page.tsx": always("/sign-in"),
  "vectors/page.tsx": always("/vectors"),
  "vectors/[id]/page.tsx": ({ vectorId }) => [`/vectors/${vectorId}`],
  "steer/page.tsx": ({ model, sae, vectorId }) => [
    `/steer?model=${model}&vectors=${vectorId}`,
    ...["/steer", `/steer?model=${model}`, `/steer?feature=${sae}/0`],
  ],
  "steer/[id]/page.tsx": ({ runId }) => [`/steer/${runId}`],
  // without a prompt, which would only keep a worker busy: trace.ask is asked below
  "trace/page.tsx": ({ model, sae }) => ["/trace", `/trace?sae=${model}/${sae}`],
  "u/[name]/page.tsx": always("/u/leak-owner"),
  "admin/page.tsx": always("/admin"),
  "admin/audit/page.tsx": ({ labelId }) => ["/admin/audit", `/admin/audit?subject=label+${labelId}`],
  "admin/import/page.tsx": always("/admin/import"),
  "admin/jobs/page.tsx": always("/admin/jobs", "/admin/jobs?state=failed"),
  "admin/models/page.tsx": always("/admin/models"),
  "admin/moderation/page.tsx": always("/admin/moderation"),
  "admin/train/page.tsx": always("/admin/train"),
  "admin/train/[id]/page.tsx": always("/admin/train/00000000-0000-4000-8000-000000000000"),
  "admin/users/page.tsx": always("/admin/users", "/admin/users?q=leak"),
  "api/auth/callback/[provider]/route.ts": always("/api/auth/callback/github", "/api/auth/session"),
  "api/feature/[model]/[sae]/[index]/route.ts": ({ model, sae, feature }) => [
    `/api/feature/${model}/${sae}/${feature}`,
  ],
  "api/feature/[model]/[sae]/[index]/image/route.ts": ({ model, sae, feature }) => [
    `/api/feature/${model}/${sae}/${feature}/image`,
  ],
  "api-docs/page.tsx": always("/api-docs"),
  "api/explanation/export/route.ts": ({ model, sae }) => [
    `/api/explanation/export?modelId=${model}&saeId=${sae}`,
  ],
  // POST alone; the procedures behind them are text.*, label.search, list.* and steer.*
  "api/activation/new/route.ts": always("/api/activation/new"),
  "api/activation/source/route.ts": always("/api/activation/source"),
  "api/list/add-features/route.ts": always("/api/list/add-features"),
  "api/list/get/route.ts": always("/api/list/get"),
  "api/list/list/route.ts": always("/api/list/list"),
  "api/list/new/route.ts": always("/api/list/new"),
  "api/search-all/route.ts": always("/api/search-all"),
  "api/explanation/search-all/route.ts": always("/api/explanation/search-all"),
  "api/explanation/search/route.ts": always("/api/explanation/search"),
  "api/export/dashboards/[model]/[sae]/route.ts": ({ model, sae }) => [
    `/api/export/dashboards/${model}/${sae}`,
  ],
  "api/export/labels/[model]/[sae]/route.ts": ({ model, sae }) => [
    `/api/export/labels/${model}/${sae}`,
    `/api/export/labels/${model}/${sae}?format=jsonl`,
  ],
  "api/export/lists/[id]/route.ts": ({ listId }) => [`/api/export/lists/${listId}`],
  "api/health/route.ts": always("/api/health"),
  "api/map/[model]/[sae]/picture/route.ts": ({ model, sae, feature }) => [
    `/api/map/${model}/${sae}/picture`,
    `/api/map/${model}/${sae}/picture?f=${feature}`,
  ],
  "api/map/[model]/[sae]/points/route.ts": ({ model, sae }) => [`/api/map/${model}/${sae}/points`],
  "api/search-topk-by-token/route.ts": always("/api/search-topk-by-token"),
  "api/search/route.ts": always(`/api/search?q=${words}`, `/api/search?q=${words}&ranking=words`),
  "api/feature/upload-batch/route.ts": always("/api/feature/upload-batch"),
  "api/model/new/route.ts": always("/api/model/new"),
  "api/source-set/[model]/[name]/route.ts": ({ model, sae }) => [
    `/api/source-set/${model}/${sae}`,
    `/api/source-set/${model}/${sae.replace(/^\d+-/, "")}`,
  ],
  "api/source-set/new/route.ts": always("/api/source-set/new"),
  "api/vector/delete/route.ts": always("/api/vector/delete"),
  "api/vector/get/route.ts": always("/api/vector/get"),
  "api/vector/list-owned/route.ts": always("/api/vector/list-owned"),
  "api/vector/new/route.ts": always("/api/vector/new"),
  "api/steer/route.ts": always("/api/steer"),
  "api/steer/[id]/harness/route.ts": ({ runId }) => [`/api/steer/${runId}/harness`],
  "api/steer/[id]/recipe/route.ts": ({ runId }) => [`/api/steer/${runId}/recipe`],
  "api/v1/[...path]/route.ts": ({ model, sae, feature, labelId, listId, vectorId }) => [
    "/api/v1/models",
    `/api/v1/models/${model}/saes/${sae}`,
    `/api/v1/models/${model}/saes/${sae}/features/${feature}`,
    `/api/v1/models/${model}/saes/${sae}/features/${feature}/labels`,
    `/api/v1/models/${model}/saes/${sae}/features/${feature}/comments`,
    `/api/v1/labels/${labelId}/history`,
    `/api/v1/lists/${listId}`,
    "/api/v1/lists",
    `/api/v1/vectors/${vectorId}`,
    "/api/v1/safety",
    `/api/v1/models/${model}/saes/${sae}/safety/secrecy`,
    "/api/v1/vectors",
    "/api/v1/users/leak-owner/lists",
  ],
  "api/v1/openapi.json/route.ts": always("/api/v1/openapi.json"),
  // the procedures are in procedures.ts, one by one
  "api/trpc/[trpc]/route.ts": always("/api/trpc/catalogue.list"),
};

/**
 * Routes that take a body, and the bodies to try. /api/v1 and /api/trpc take theirs to the procedures (procedures.ts), which are
 * tried one by one.
 */
export const POSTS: Record<string, Requests<unknown>> = {
  "api/activation/new/route.ts": ({ model, sae, feature }) => [
    { feature: { modelId: model, layer: sae, index: feature }, customText: "x" },
  ],
  "api/activation/source/route.ts": ({ model, sae }) => [{ modelId: model, source: sae, customText: "x" }],
  "api/explanation/search-all/route.ts": always({ query: words }),
  "api/explanation/search/route.ts": ({ model, sae }) => [
    { query: words },
    { query: words, modelId: model, layers: [sae] },
  ],
  "api/list/add-features/route.ts": ({ model, sae, feature, listId }) => [
    { listId, featuresToAdd: [{ modelId: model, layer: sae, index: feature }] },
  ],
  "api/list/get/route.ts": ({ listId }) => [{ listId }],
  "api/list/list/route.ts": always({}),
  "api/list/new/route.ts": always({ name: "" }),
  "api/search-all/route.ts": ({ model, sae }) => [
    // named, so that nobody has a worker read it: text.rankOverall is asked for all SAEs there
    { modelId: model, text: "x", sourceSet: sae },
    { modelId: model, text: "x", selectedLayers: [sae] },
  ],
  "api/search-topk-by-token/route.ts": ({ model, sae }) => [{ modelId: model, source: sae, text: "x" }],
  "api/feature/upload-batch/route.ts": ({ model, sae }) => [{ modelId: model, source: sae, features: [] }],
  "api/model/new/route.ts": ({ model }) => [{ id: model, layers: 3 }],
  "api/source-set/new/route.ts": ({ model, sae }) => [{ modelId: model, name: sae }],
  "api/vector/delete/route.ts": ({ model, sae }) => [{ modelId: model, source: sae, index: "0" }],
  "api/vector/get/route.ts": ({ model, sae, vectorId }) => [{ modelId: model, source: sae, index: vectorId }],
  "api/vector/list-owned/route.ts": always({}),
  "api/vector/new/route.ts": ({ model }) => [
    { modelId: model, layerNumber: 0, hookType: "hook_resid_post", vector: [1], vectorLabel: "x" },
  ],
  "api/steer/route.ts": ({ model, sae, feature }) => [
    { modelId: model, prompt: "x", features: [{ modelId: model, layer: sae, index: feature, strength: 1 }] },
  ],
};
