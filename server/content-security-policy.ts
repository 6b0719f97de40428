/** Pages that other sites may put into a frame; they act for nobody and hold nothing to press that changes anything. */
export function isEmbedded(pathname: string): boolean {
  return pathname.startsWith("/embed/");
}

/**
 * Scripts run only when this response sent them; nothing is loaded from elsewhere; no page but those made for it can be
 * framed.
 * Style attributes are allowed, style elements only with the nonce.
 * @param embedded whether any site may put the page into a frame
 * @param development React's development build evaluates strings, and its server reloads over a socket
 */
export function contentSecurityPolicy(nonce: string, embedded: boolean, development: boolean): string {
  const directives: Record<string, string> = {
    "default-src": "'self'",
    "script-src": `'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src": development ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": `'self'${development ? " ws:" : ""}`,
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": embedded ? "*" : "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}
