/** Whether /dev/gallery is there: in development, and where FEATURESCOPE_GALLERY is 1 (the browser tests). */
export function galleryIsOpen(): boolean {
  return process.env.NODE_ENV !== "production" || process.env.FEATURESCOPE_GALLERY === "1";
}
