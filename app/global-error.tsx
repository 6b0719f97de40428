"use client";

import "./globals.css";
import ErrorPage from "./error";

/** An error in the root layout itself, which then cannot be drawn around the message. */
export default function GlobalError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Featurescope</title>
        <ErrorPage {...props} />
      </body>
    </html>
  );
}
