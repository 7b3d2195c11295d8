import type { Comparison } from "./data";

/** How a name differs, as the page colours it. */
export const KINDS = ["added", "grown", "shrunk", "gone"] as const;

/** What an image has at a name. */
export interface Found {
  type: string;
  /** That ships it; -1 for a directory that others imply. */
  layer: number;
  mode: number;
  uid: number;
  gid: number;
  mtime: number;
  size: number;
  target: string;
}

/** The names that differ, in columns. What either image has there is read when it is asked for. */
export class Changes {
  readonly paths: string[] = [];
  readonly before: number[] = [];
  readonly after: number[] = [];
  readonly what: string[] = [];
  private readonly at: number[] = [];

  constructor(private readonly comparison: Comparison) {
    const rows = comparison.changes;
    for (let at = 0; at < rows.length; ) {
      this.paths.push(rows[at] as string);
      this.before.push(rows[at + 1] as number);
      this.after.push(rows[at + 2] as number);
      this.what.push(rows[at + 3] as string);
      this.at.push(at + 4);
      at = this.end(this.end(at + 4));
    }
  }

  growth(change: number): number {
    return this.after[change]! - this.before[change]!;
  }

  /** An index into KINDS. */
  kind(change: number): number {
    return this.what[change] === "added" ? 0 : this.what[change] === "removed" ? 3 : this.growth(change) >= 0 ? 1 : 2;
  }

  /** What the image before has there, and what the one after has. */
  sides(change: number): [Found | null, Found | null] {
    const at = this.at[change]!;
    return [this.found(at), this.found(this.end(at))];
  }

  private number(at: number): number {
    return this.comparison.changes[at] as number;
  }

  private end(at: number): number {
    return at + (this.number(at) === 0 ? 1 : this.comparison.metadata[this.number(at + 1)]!.type === "symlink" ? 5 : 4);
  }

  private found(at: number): Found | null {
    if (this.number(at) === 0) {
      return null;
    }
    const metadata = this.comparison.metadata[this.number(at + 1)]!;
    return {
      ...metadata,
      layer: this.number(at) - 2,
      mtime: this.number(at + 2),
      size: this.number(at + 3),
      target: metadata.type === "symlink" ? (this.comparison.changes[at + 4] as string) : "",
    };
  }
}
