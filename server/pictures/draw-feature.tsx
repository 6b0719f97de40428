import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ImageResponse } from "next/og";
import { PICTURE_SIZE, type FeaturePicture, type PicturePart } from "./feature-picture";

const INK = "#16181d";
const SOFT = "#5c6370";
/** As .act-1 to .act-10 in globals.css. */
const SHARES = [0, 0.08, 0.16, 0.24, 0.32, 0.4, 0.47, 0.54, 0.72, 0.85, 0.96];

/** Draws a picture (PNG). It takes a second or so of one core: in a process of its own, see draughtsman.ts. */
export async function drawFeature(picture: FeaturePicture): Promise<Uint8Array<ArrayBuffer>> {
  const { address, label, facts, examples } = picture;
  const image = new ImageResponse(
    <div
      style={{
        ...PICTURE_SIZE,
        display: "flex",
        flexDirection: "column",
        padding: "52px 60px 0",
        background: "#fcfcfb",
        color: INK,
        fontFamily: "Geist",
      }}
    >
      <div style={{ display: "flex", justifyContent: "space-between", fontSize: 25, color: SOFT }}>
        <span>{address}</span>
        <span style={{ color: INK, fontWeight: 600 }}>Featurescope</span>
      </div>
      <div
        style={{
          display: "flex",
          marginTop: 22,
          fontSize: label !== null && label.length > 44 ? 46 : 62,
          fontWeight: 600,
          lineHeight: 1.12,
          letterSpacing: "-0.02em",
          color: label === null ? SOFT : INK,
          wordBreak: "break-word",
        }}
      >
        {label ?? "Not labelled yet"}
      </div>
      <div
        style={{ display: "flex", marginTop: 16, fontSize: 24, color: SOFT, height: 32, overflow: "hidden" }}
      >
        {facts}
      </div>
      <div style={{ display: "flex", flexDirection: "column", marginTop: 26 }}>
        {examples.map(({ value, parts }, i) => (
          <div
            key={i}
            style={{
              display: "flex",
              alignItems: "center",
              borderTop: "1px solid #e6e6e2",
              height: 62,
              overflow: "hidden",
              fontSize: 25,
            }}
          >
            <span style={{ width: 92, flexShrink: 0, fontWeight: 600, fontSize: 22 }}>{value}</span>
            <div style={{ display: "flex", alignItems: "center", whiteSpace: "pre" }}>
              {parts.map((part, j) => (
                <Part key={j} {...part} />
              ))}
            </div>
          </div>
        ))}
      </div>
    </div>,
    { ...PICTURE_SIZE, fonts: await fonts() },
  );
  return new Uint8Array(await image.arrayBuffer());
}

function Part({ text, level, peak }: PicturePart) {
  if (level === 0) return <span style={{ whiteSpace: "pre" }}>{text}</span>;
  return (
    <span
      style={{
        whiteSpace: "pre",
        padding: "3px 1px",
        borderRadius: 5,
        background: `rgba(234, 107, 9, ${SHARES[level] ?? 0})`,
        ...(peak ? { fontWeight: 600, border: "2px solid #ea6b09" } : {}),
      }}
    >
      {text}
    </span>
  );
}

let loaded: Promise<{ name: string; data: Buffer; weight: 400 | 600; style: "normal" }[]> | undefined;

function fonts() {
  return (loaded ??= Promise.all(
    (
      [
        ["Geist-Regular.ttf", 400],
        ["Geist-SemiBold.ttf", 600],
      ] as const
    ).map(async ([file, weight]) => ({
      name: "Geist",
      data: await readFile(join(process.cwd(), "node_modules/geist/dist/fonts/geist-sans", file)),
      weight,
      style: "normal" as const,
    })),
  ));
}
