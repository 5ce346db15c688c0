const ANNOUNCEMENTS: readonly [RegExp, string][] = [
  [/Initializing provider plugins/, 'installing the providers'],
  [/: (Reading|Refreshing state)\.\.\./, 'planning'],
];

// `aws_iam_role.ci (ci): Creating...`, `aws_iam_role.ci: Creation complete after 0s`
const BEGINS = /(\w+)\.(\S+?)(?: \([^)]*\))?: (Creating|Modifying|Destroying)\.\.\./;
const ENDS = /(\w+)\.(\S+?)(?: \([^)]*\))?: (Creation|Modifications|Destruction) complete/;

/** Tells where cdktf is at, from the lines that it writes. */
export class CdktfProgress {
  // In the order in which they began: what has waited longest is what is being waited for.
  private readonly underWay = new Map<string, string>();

  /** @param at told of each change */
  constructor(private readonly at: (detail: string) => void) {}

  public read(line: string): void {
    const announced = ANNOUNCEMENTS.find(([pattern]) => pattern.test(line));
    if (announced) this.at(announced[1]);
    const [, type, name, verb] = BEGINS.exec(line) ?? [];
    if (type) this.underWay.set(`${type}.${name}`, `${verb!.toLowerCase()} ${type}`);
    const [, endedType, endedName] = ENDS.exec(line) ?? [];
    if (endedType) this.underWay.delete(`${endedType}.${endedName}`);
    const [first] = this.underWay.values();
    if ((type || endedType) && first) this.at(first);
  }
}
