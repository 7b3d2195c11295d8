/** The data that tare writes into the page: see ScanHtml, FleetData, ImageData, ShippedRows, ComparisonData and VerdictData. */

/** What could not be reported, and what became of the rules. */
export interface Outcome {
  failures: { reference: string; message: string; hint: string }[];
  rules: Rule[];
  ignored: Ignored[];
}

export interface FleetSums {
  stored: number;
  shipped: number;
  wasted: number;
  avoidable: number;
}

export interface FleetImage {
  reference: string;
  visible: number;
  duplicated: number;
  removed: number;
  avoidable: number;
  credentials: number;
  created: string;
  /** The number of its block; -1 where the page has none. */
  block: number;
}

/** What many images come to together. */
export interface FleetCredential {
  images: number;
  reason: string;
  place: string;
  hidden: boolean;
  image: string;
}

/** The first elements of a list. */
export interface Top<T> {
  total: number;
  first: T[];
}

/** What is otherwise than in an earlier report. */
export interface FleetChanges {
  report: string;
  title: string;
  unread: string;
  distinct: FleetSums;
  oneByOne: FleetSums;
  grown: Top<{ reference: string; wasted: number; before: number }>;
  shrunk: Top<{ reference: string; wasted: number; before: number }>;
  added: Top<{ reference: string; wasted: number; shipped: number }>;
  gone: Top<{ reference: string; wasted: number; shipped: number }>;
  newCredentials?: Top<FleetCredential>;
  goneCredentials?: Top<FleetCredential>;
}

export interface Fleet {
  title: string;
  distinct: FleetSums;
  oneByOne: FleetSums;
  credentialCount: number;
  credentials: FleetCredential[];
  changes?: FleetChanges;
  layerCount: number;
  layers: { images: number; wasted: number; hides: number; avoidable: number; instruction: string; image: string }[];
  baseCount: number;
  bases: { images: number; wasted: number; avoidable: number; reference: string }[];
  leftovers: { images: number; layers: number; bytes: number; name: string }[];
  paths: Top<{ images: number; wasted: number; path: string; image: string }>;
  pathsLeftOut: string;
  sharedCount: number;
  shared: { images: number; saved: number; stored: number; instruction: string; image: string }[];
  images: FleetImage[];
}

export interface Run extends Outcome {
  /** Why the report is not on all images; empty where it is. */
  partial: string;
  images: { reference: string; shipped: number; wasted: number }[];
}

export interface Rule {
  id: string;
  title: string;
  remedy: string;
  image: string;
  limit: string;
  actual: string;
  passed: boolean;
  violationCount: number;
  violations: string[];
}

/** Hidden copies that rules did not look at. */
export interface Ignored {
  image: string;
  pattern: string;
  reason: string;
  until: string;
  copies: number;
  wasted: number;
  largest: { path: string; layer: number; size: number }[];
}

export interface Totals {
  stored: number;
  storedAs: string;
  wastedPull?: number;
  copies: number;
  shipped: number;
  visible: number;
  wasted: number;
  duplicated: number;
  removed: number;
  wastedByBase: number;
  repeated: number;
  efficiency: string;
}

export interface Layer {
  digest: string;
  caption: string;
  instruction: string;
  lines: string;
  stored: number;
  shipped: number;
  wasted: number;
  hides: number;
  added: number;
  changed: number;
  removed: number;
  base: boolean;
  scanned: boolean;
  presence?: "shared" | "repacked" | "alone";
}

export interface ImageInfo {
  reference: string;
  digest: string;
  platform: string;
  created: string;
  totals: Totals;
  layers: Layer[];
}

export interface Advice {
  text: string;
  saves: number;
  savesPull?: number;
  path: string;
}

export interface Exposed {
  path: string;
  folder: boolean;
  files: number;
  reason: string;
  remedy: string;
  layers: number[];
  hiddenBy: number;
}

export interface Secret {
  place: string;
  where: string;
  reason: string;
  remedy: string;
}

export interface Image extends ImageInfo {
  base?: string;
  baseLayers?: number;
  baseUnknown?: string;
  adviceCount: number;
  advice: Advice[];
  secretCount: number;
  secretRemedy: string;
  secrets: Secret[];
  exposedFiles: number;
  exposedRemedy: string;
  exposed: Exposed[];
  avoidableBytes: number;
  avoidableCount: number;
  avoidable: { bytes: number; files: number; name: string; path: string; layer: number; base: boolean }[];
  repeatedCount: number;
  repeated: { size: number; count: number; names: string[] }[];
  warnings: string[];
  top: number;
  rows: (string | number)[];
  cutPaths: number;
  cut: number[];
}

export interface Comparison {
  before: ImageInfo;
  after: ImageInfo;
  shared: Sum;
  onlyBefore: Sum;
  onlyAfter: Sum;
  repacked: Sum;
  added: number;
  removed: number;
  changed: number;
  mtimeOnly: number;
  linkedBytes: number;
  changeCount: number;
  changes: (string | number)[];
  metadata: { type: string; mode: number; uid: number; gid: number }[];
}

export interface Sum {
  count: number;
  bytes: number;
}

/** The blocks of one kind, in the order in which they were written. */
export function blocks(kind: string): HTMLScriptElement[] {
  return [...document.querySelectorAll<HTMLScriptElement>(`script[data-tare="${kind}"]`)];
}

/** Reads a block: gzip in base64. */
export async function read<T>(block: HTMLScriptElement): Promise<T> {
  const text = atob(block.textContent ?? "");
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    bytes[i] = text.charCodeAt(i);
  }
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(plain).json()) as T;
}

/** What became of a copy, as the page colours it. */
export const FATES = ["visible", "duplicated", "removed", "exposed"] as const;

const ASPECTS = ["type", "content", "target", "mode", "owner", "mtime", "xattrs", "unknown"];

/** All paths of an image and their copies, in columns. The copies of path i are [first[i], first[i + 1]). */
export class Files {
  readonly paths: string[] = [];
  readonly exposed = new Map<number, string>();
  readonly first: number[] = [0];
  readonly layer: number[] = [];
  readonly size: number[] = [];
  readonly code: number[] = [];
  readonly hiddenBy: number[] = [];
  /** The hidden bytes of each path. */
  readonly wasted: number[] = [];

  constructor(rows: (string | number)[]) {
    let path = "";
    for (let at = 0; at < rows.length; ) {
      path = path.slice(0, rows[at++] as number) + (rows[at++] as string);
      const count = rows[at++] as number;
      if (count < 0) {
        this.exposed.set(this.paths.length, rows[at++] as string);
      }
      this.paths.push(path);
      let wasted = 0;
      for (let copy = Math.abs(count); copy > 0; copy--) {
        const size = rows[at + 1] as number;
        const code = rows[at + 2] as number;
        this.layer.push(rows[at] as number);
        this.size.push(size);
        this.code.push(code);
        this.hiddenBy.push(code === 0 ? -1 : (rows[at + 3] as number));
        wasted += code === 0 ? 0 : size;
        at += code === 0 ? 3 : 4;
      }
      this.wasted.push(wasted);
      this.first.push(this.layer.length);
    }
  }

  /** Whether a path has a hidden copy. */
  isFinding(path: number): boolean {
    for (let copy = this.first[path]!; copy < this.first[path + 1]!; copy++) {
      if (this.code[copy] !== 0) {
        return true;
      }
    }
    return false;
  }

  /** An index into FATES. */
  fate(path: number, copy: number): number {
    const code = this.code[copy]!;
    return code === 0 ? 0 : this.exposed.has(path) ? 3 : (code & 7) <= 4 ? 1 : 2;
  }

  /** What happened to a hidden copy, in a few words. */
  story(copy: number): string {
    const code = this.code[copy]!;
    switch (code & 7) {
      case 0:
        return "visible";
      case 1:
        return "rewritten";
      case 2:
        return `only ${ASPECTS.filter((_, i) => (code >> 3) & (1 << i)).join(", ")} changed`;
      case 3:
        return "shipped again as is";
      case 4:
        return "shipped again";
      case 7:
        return "replaced";
      default:
        return "removed";
    }
  }
}
