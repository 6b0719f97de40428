import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { env } from "@/server/env";
import { KeepTitle } from "./components/keep-title";
import { Shortcuts } from "./components/shortcuts";
import { readTheme, THEME_COOKIE } from "@/domain/theme";
import { Tips } from "./components/tips";

export const metadata: Metadata = {
  ...(env.FEATURESCOPE_ORIGIN ? { metadataBase: new URL(env.FEATURESCOPE_ORIGIN) } : {}),
  title: { default: "Featurescope", template: "%s · Featurescope" },
  description: "Browse the features that sparse autoencoders find inside language models.",
  manifest: "/manifest.webmanifest",
  icons: { apple: "/icons/apple-touch-icon.png" },
  openGraph: { siteName: "Featurescope", type: "website" },
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#16191e" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html
      lang="en"
      data-theme={theme === "system" ? undefined : theme}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <body className="font-sans antialiased">
        <a
          href="#content"
          className="control control-primary absolute top-2 left-2 z-50 -translate-y-16 focus:translate-y-0"
        >
          Skip to content
        </a>
        {children}
        <Shortcuts />
        <Tips />
        <KeepTitle />
      </body>
    </html>
  );
}
