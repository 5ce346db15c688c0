import { isBuiltin } from 'node:module';
import * as path from 'node:path';
import * as ts from 'typescript';
import { circlesOf } from './circles';
import { LEAVES, mayImport, roomOf } from '../../projenrc/rooms';

const MAX_FILE_LINES = 300;
const MAX_CONSTRUCTOR_LINES = 60;

/** Made by tools, which have no ideas to keep apart. */
const GENERATED = 'bindings/';

/** Files of src/, by their path below it, with their text. */
export type Files = ReadonlyMap<string, string>;

interface Import {
  readonly file: string;
  readonly line: number;
  /** As it is written. */
  readonly name: string;
  /** The file of src/ that it means; a path outside src/, or to no file, as it is. Undefined for other packages. */
  readonly to: string | undefined;
}

/** What holds for src/: each rule names what breaks it, and what to do. */
export class Architecture {
  private readonly imports: readonly Import[];
  private readonly sources: ReadonlyMap<string, ts.SourceFile>;

  constructor(private readonly files: Files) {
    const code = [...files].filter(([file]) => file.endsWith('.ts'));
    this.sources = new Map(code.map(([file, text]) => [file, ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)]));
    this.imports = [...this.sources].flatMap(([file, source]) =>
      importsOf(source).map(({ text: name, node }) => ({
        file,
        line: lineOf(source, node.getStart()),
        name,
        to: this.resolve(file, name),
      })),
    );
  }

  public filesOutsideRooms(): string[] {
    return [...this.files.keys()]
      .filter((file) => roomOf(file) === undefined)
      .map((file) => `src/${file} is in no room. Move it into one, or give it one in projenrc/rooms.ts.`);
  }

  public importsOfNoFile(): string[] {
    return this.imports
      .filter(({ to }) => to !== undefined && !this.files.has(to))
      .map((each) => `${said(each)}, which is no file of src/. Import what is in src/ or in a package: nothing else is shipped with it.`);
  }

  public importsAgainstTheTable(): string[] {
    return this.imports.flatMap((each) => {
      const [from, to] = [roomOf(each.file), each.to === undefined ? undefined : roomOf(each.to)];
      if (from === undefined || to === undefined || mayImport(from).has(to)) return [];
      const remedy = `Move what is needed into a room that ${from} stands on, or let a higher room join the two (projenrc/rooms.ts).`;
      return [`${said(each)}, and the room ${from} may not import ${to}. ${remedy}`];
    });
  }

  /** Apart from the table: whoever lets a room import a leaf there has to read this first. */
  public importsOfLeaves(): string[] {
    return this.imports.flatMap((each) => {
      const leaf = LEAVES.find((room) => each.to?.startsWith(`${room}/`));
      if (leaf === undefined || each.file === 'index.ts' || each.file.startsWith(`${leaf}/`)) return [];
      return [`${said(each)}, and the namespace ${leaf} is named by index.ts only. Move what is needed into a room below it.`];
    });
  }

  public foreignImportsOfContracts(): string[] {
    return this.imports
      .filter(({ file, to, name }) => file.startsWith('contracts/') && to === undefined && !isBuiltin(name))
      .map((each) => `${said(each)}, and contracts import nothing but Node's own modules. Leave the package to its users.`);
  }

  public circles(): string[] {
    const edges = new Map(
      [...this.sources.keys()].map((file) => [file, this.imports.filter((each) => each.file === file).flatMap(({ to }) => to ?? [])]),
    );
    return circlesOf(edges).map(({ circle, members }) => {
      const others = members > circle.length ? ` (${members} files import each other around it)` : '';
      return (
        `${[...circle, circle[0]].map((file) => `src/${file}`).join(' → ')} is a circle${others}. ` +
        'Move what they share into a file that imports none of them; types count.'
      );
    });
  }

  public filesTooLong(): string[] {
    return [...this.files]
      .filter(([file]) => !file.startsWith(GENERATED))
      .map(([file, text]) => [file, text.replace(/\n$/, '').split('\n').length] as const)
      .filter(([, lines]) => lines > MAX_FILE_LINES)
      .map(([file, lines]) => `src/${file} has ${lines} lines, and may have ${MAX_FILE_LINES}. Give one of its ideas a file of its own.`);
  }

  public constructorsTooLong(): string[] {
    return [...this.sources]
      .filter(([file]) => !file.startsWith(GENERATED))
      .flatMap(([file, source]) => {
        const found = nodesOf(source)
          .filter(ts.isConstructorDeclaration)
          .map((node) => ({ first: lineOf(source, node.getStart()), last: lineOf(source, node.end) }))
          .filter(({ first, last }) => last - first + 1 > MAX_CONSTRUCTOR_LINES);
        return found.map(
          ({ first, last }) =>
            `src/${file}:${first} has a constructor of ${last - first + 1} lines, and it may have ${MAX_CONSTRUCTOR_LINES}. ` +
            'Give its parts methods, or files, with names.',
        );
      });
  }

  private resolve(file: string, name: string): string | undefined {
    // Our own name, which paths in tsconfig lead to src/.
    if (name === 'cdktf-coffer') return 'index.ts';
    if (!/^\.{0,2}\//.test(name) && !/^\.{1,2}$/.test(name)) return undefined;
    const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), name)).replace(/\/$/, '');
    const candidates = [`${target}.ts`, target === '.' ? 'index.ts' : `${target}/index.ts`, target];
    return candidates.find((candidate) => this.files.has(candidate)) ?? target;
  }
}

function said({ file, line, name }: Import): string {
  return `src/${file}:${line} imports '${name}'`;
}

function lineOf(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

function nodesOf(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (each: ts.Node): void => {
    found.push(each);
    ts.forEachChild(each, visit);
  };
  visit(node);
  return found;
}

/** The names of all modules that a file imports in any way. One that is computed cannot be followed. */
function importsOf(source: ts.SourceFile): { readonly text: string; readonly node: ts.Node }[] {
  return nodesOf(source).flatMap((node) => {
    const name = moduleName(node);
    return name && ts.isStringLiteralLike(name) ? [{ text: name.text, node: name }] : [];
  });
}

function moduleName(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression; // import a = require('b')
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword || /^require(\.resolve)?$/.test(node.expression.getText());
  return isImport ? node.arguments[0] : undefined;
}
