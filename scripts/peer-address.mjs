/**
 * Preloaded into the web server: tells the pages from which address a connection really comes, in a header that
 * replaces whatever the client wrote there. Next gives its handlers no other way to know.
 */
import { subscribe } from "node:diagnostics_channel";

subscribe("http.server.request.start", ({ request, socket }) => {
  request.headers["x-featurescope-peer"] = socket.remoteAddress ?? "unknown";
});
