import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ROOMS } from '../../../projenrc/rooms';

const ROOT = join(__dirname, '..', '..', '..');
const FILES = ['', 'docs', 'examples', 'projenrc', 'src', 'test', 'tools'].flatMap((folder) => filesIn(folder, folder !== ''));
const NAMES = new Set(FILES.map((file) => basename(file)));
const PAGE = /^(CONTRIBUTING\.md|README\.md|docs\/design\.md|docs\/guides\/.*\.md|(tools|examples|test)\/.*README\.md)$/;
const PAGES = FILES.filter((file) => PAGE.test(file));

/** What looks like a path of the repository, and is none. */
const OTHER = [
  // Providers and packages.
  'hashicorp/aws',
  'hashicorp/kubernetes',
  '1Password/onepassword',
  // What is built, or written at synth or by hand.
  'dist/provider/',
  'dist/python',
  'dist/provider/mirror',
  'node_modules/.cache/coffer/local-aws',
  'terraform.d/plugins',
  'cdktf.out/stacks/<stack>',
  'kept.tf',
  'manifests/',
  'coffer-inventory.json',
  'coffer.manifest.json',
  'app/',
  '.devcontainer/devcontainer.json',
  '.github/workflows/',
  'trust.json',
  'secrets.json',
  // A program that an example starts.
  './server',
  // Names in AWS, Kubernetes and 1Password.
  /^alias\//,
  'external-secrets.io/v1',
  'global/metrics_token',
  'api/db_password',
  'mail/aws_credentials',
  'web/csrf_key',
  'reloader.external-secrets.io/v1alpha1',
  'reloader.external-secrets.io/last-reloaded',
  'grafana/admin_password',
  'api/pr-12',
  'owner/platform',
];

/** Files in a folder and those below it, but for what was installed or built there. */
function filesIn(folder: string, below: boolean): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = join(folder, entry.name);
    if (!entry.isDirectory()) return [file];
    return below && !/^(node_modules|cdktf\.out|\..*)$/.test(entry.name) ? filesIn(file, true) : [];
  });
}

/** The anchors that GitHub gives a page's headings; a heading that comes twice has a number the second time. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of text.replace(/^```[^]*?^```/gm, '').matchAll(/^#+ (.*)$/gm)) {
    const words = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words.replace(/[^\p{L}\p{N}_ -]/gu, '').replace(/ /g, '-');
    anchors.add(anchors.has(anchor) ? `${anchor}-1` : anchor);
  }
  return anchors;
}

/** Links of a page whose anchor is at no heading of the page that they lead to. */
function deadAnchors(page: string, text: string): string[] {
  const links = [...text.replace(/^```[^]*?^```/gm, '').matchAll(/\]\(([^)\s:#]*\.md|)#([^)\s]+)\)/g)];
  return links
    .filter(([, file, anchor]) => {
      const target = file === '' ? text : readFileSync(join(ROOT, dirname(page), file!), 'utf8');
      return !anchorsOf(target).has(anchor!);
    })
    .map(([link]) => link.slice(2, -1));
}

/** Whether a word in code is a path: it has a folder, or the ending of a file. Names of parameters begin with '/'. */
function isPath(word: string): boolean {
  if (!/^[\w.][\w./<>-]*$/.test(word) || !(word.includes('/') || /\.(ts|js|md|json|tf)$/.test(word))) return false;
  return !OTHER.some((other) => (typeof other === 'string' ? other === word : other.test(word)));
}

/** Paths that a page names in code, and where its links lead. */
function named(text: string): { readonly paths: string[]; readonly links: string[] } {
  const prose = text.replace(/^```[^]*?^```/gm, '');
  return {
    paths: [...prose.matchAll(/`([^`\n]+)`/g)].flatMap(([, code]) => code!.split(' ')).filter(isPath),
    links: [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link]) => link!.replace(/#.*$/, ''))
      .filter((link) => link !== '' && !/^[a-z]+:/.test(link)),
  };
}

function exists(page: string, word: string): boolean {
  // The page about the design says what is in each room, by its name; one of them is kept free.
  if (page === 'docs/design.md' && ROOMS.includes(word.replace(/^src\/|\/$/g, ''))) return true;
  if (!word.includes('/') && NAMES.has(word)) return true;
  const places = [ROOT, join(ROOT, dirname(page))].map((folder) =>
    join(folder, word)
      .replace(/\/$/, '')
      .slice(ROOT.length + 1),
  );
  // What differs from case to case, such as a version, is written <like this>.
  const patterns = places.map((place) => new RegExp(`^${place.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/<[\w-]+>/g, '[^/]+')}(/|$)`));
  return FILES.some((file) => patterns.some((pattern) => pattern.test(file))) || places.some((place) => existsSync(join(ROOT, place)));
}

test.each(PAGES)('every path that %s names is there', (page) => {
  const { paths, links } = named(readFileSync(join(ROOT, page), 'utf8'));

  expect(paths.filter((path) => !exists(page, path))).toEqual([]);
  expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
});

test.each(PAGES)('every anchor that %s links to is a heading', (page) => {
  expect(deadAnchors(page, readFileSync(join(ROOT, page), 'utf8'))).toEqual([]);
});

test('an anchor that is gone is found, here and in another page', () => {
  const text = '# Here\n\n[a](#here), [b](#gone), [c](docs/design.md#rules), [d](docs/design.md#gone)';
  expect(deadAnchors('README.md', text)).toEqual(['#gone', 'docs/design.md#gone']);
});

test('pages about the code are among them, with what they name', () => {
  const some = ['CONTRIBUTING.md', 'README.md', 'docs/design.md', 'docs/guides/controls.md', 'tools/local-aws/README.md'];
  expect(PAGES).toEqual(expect.arrayContaining(some));
  expect(named(readFileSync(join(ROOT, 'docs', 'design.md'), 'utf8')).paths.length).toBeGreaterThan(50);
});

test.each([
  ['a file that is gone', 'See `src/vault.ts`.', ['src/vault.ts']],
  ['a folder that is gone', 'See `stores/` and `src/secret/`.', ['stores/']],
  ['a file that is gone, by its name', 'See `pending.ts` and `vault-of-old.ts`.', ['vault-of-old.ts']],
  ['an argument of a command', '`npx projen test:unit test/vault.test.ts`', ['test/vault.test.ts']],
  ['a pattern that nothing fits', '`tools/bindings/onepassword-<version>.json`, `tools/x-<version>.json`', ['tools/x-<version>.json']],
  ['nothing in names of other things', '`hashicorp/aws`, `/api/db_password`, `<service>/<key>`, `kms:Decrypt`, `*`, `SecretVault`', []],
])('finds %s', (_, text, missing) => {
  expect(named(text).paths.filter((path) => !exists('CONTRIBUTING.md', path))).toEqual(missing);
});
