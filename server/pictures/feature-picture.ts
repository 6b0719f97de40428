/** What the picture of a feature says, ready to be drawn: a function of the feature alone, so it can be hashed. */
export interface FeaturePicture {
  address: string;
  label: string | null;
  facts: string;
  examples: { value: string; parts: PicturePart[] }[];
}

export interface PicturePart {
  text: string;
  /** 0 for text that is not active, else tenths of the maximum. */
  level: number;
  peak: boolean;
}

/** The picture that other sites show beside a link to a feature: 1200 x 630, as Open Graph has it. */
export const PICTURE_SIZE = { width: 1200, height: 630 };

/** Raised when the drawing changes, so that pictures kept elsewhere are fetched anew. */
export const DRAWING_VERSION = 2;
