import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A PATH of the test's own, with stand-ins for programs. */
export class ProgramsOnPath {
  /** Sets it up before each test of the calling file, and takes it away after it. */
  public static forThisFile(): ProgramsOnPath {
    const programs = new ProgramsOnPath();
    beforeEach(() => {
      programs.folder = mkdtempSync(join(tmpdir(), 'coffer-path-'));
    });
    afterEach(() => {
      process.env.PATH = programs.before;
      rmSync(programs.folder, { recursive: true, force: true });
    });
    return programs;
  }

  public folder!: string;
  private readonly before = process.env.PATH;

  /** Has nothing else on PATH than what `add` puts there. */
  public alone(): void {
    process.env.PATH = this.folder;
  }

  /** Has what `add` puts there found before what the machine has. */
  public first(): void {
    process.env.PATH = [this.folder, this.before].join(delimiter);
  }

  /** @param script what it does, for sh, with no program on its PATH but those of this folder */
  public add(name: string, script: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  /** A program that says one thing, and ends well. */
  public says(name: string, text: string): string {
    return this.add(name, `echo '${text}'`);
  }
}
