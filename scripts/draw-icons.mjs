/** Draws what stands in public/ from app/icon.svg: icons in the sizes that systems ask for, and the picture of links. */
import { readFileSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const icon = readFileSync("app/icon.svg", "utf8");
const font = readFileSync("node_modules/geist/dist/fonts/geist-sans/Geist-Variable.woff2").toString("base64");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" });

async function draw(path, width, height, body, background) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.setContent(
    `<style>@font-face { font-family: Geist; src: url(data:font/woff2;base64,${font}); font-weight: 100 900 }
     * { margin: 0; box-sizing: border-box } body { width: ${width}px; height: ${height}px; font-family: Geist }
     svg { display: block; width: 100%; height: 100% }</style>${body}`,
  );
  await page.evaluate(() => document.fonts.ready);
  writeFileSync(path, await page.screenshot({ omitBackground: !background }));
  await page.close();
}

for (const size of [192, 512]) await draw(`public/icons/icon-${size}.png`, size, size, icon, false);
// systems cut corners off these: the sign keeps clear of them
for (const [name, size] of [
  ["maskable-512", 512],
  ["apple-touch-icon", 180],
])
  await draw(
    `public/icons/${name}.png`,
    size,
    size,
    `<div style="background: #fcfcfb; padding: ${size * 0.14}px; height: 100%">${icon}</div>`,
    true,
  );
const lit = (share, word) =>
  `<span style="background: color-mix(in srgb, #ea6b09 ${share}%, transparent); border-radius: 6px; padding: 2px 6px">${word}</span>`;
await draw(
  "public/social.png",
  1200,
  630,
  `<div style="height: 100%; padding: 84px 90px; background: #fcfcfb; color: #16181d">
     <div style="display: flex; align-items: center; gap: 18px; font-size: 34px; font-weight: 600">
       <div style="width: 52px; height: 52px">${icon}</div>Featurescope</div>
     <div style="margin-top: 74px; font-size: 78px; font-weight: 650; letter-spacing: -0.03em; line-height: 1.08">
       Look inside a<br>language model</div>
     <div style="margin-top: 62px; font-size: 36px; line-height: 1.5">The big ${lit(96, "dragon")} was ${lit(54, "sad")}
       because it ${lit(40, "rained")} on the ${lit(72, "castle")}.</div></div>`,
  true,
);
await browser.close();
