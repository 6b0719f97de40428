/** Header that has a browser keep an answer as a file; what may not stand in a file's name is replaced. */
export const attachment = (name: string, extension: string): { "content-disposition": string } => ({
  "content-disposition": `attachment; filename="${name.replace(/[^\w.-]/g, "_")}.${extension}"`,
});
