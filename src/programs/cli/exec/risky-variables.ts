import { CommandError, type Option, type OptionValue, text, texts, UsageError } from '../command';
import { shown } from '../terminal';
import type { Variable } from '../values/read-variables';

/**
 * Variables by which a program runs somebody else's code, or trusts somebody else's servers. Whoever may write one parameter
 * of a service would have both in every program of it, so that these have to be allowed by name. The list cannot be
 * complete: a program's own variables may do the same.
 */
const RISKY = new RegExp(
  `^(${[
    // The loader, and what every program goes by.
    'LD_\\w+|DYLD_\\w+|GCONV_PATH|GLIBC_TUNABLES|OPENSSL_(CONF|ENGINES|MODULES)|PATH|SHELL',
    // Shells, and variables that they calculate with: bash runs id as soon as RANDOM is set to a[$(id)].
    'IFS|ENV|BASH_\\w+|BASHOPTS|SHELLOPTS|ZDOTDIR|FPATH|MODULE_PATH|PS[0-4]|PROMPT_COMMAND|(READ)?NULLCMD',
    'S?RANDOM|SECONDS|OPTIND|LINENO|HISTCMD|FUNCNEST|TMOUT',
    // Interpreters and build tools.
    'NODE_(OPTIONS|PATH)|NPM_CONFIG_\\w+|PYTHON(STARTUP|PATH|HOME|BREAKPOINT|USERBASE)|PERL5(OPT|LIB|DB|SHELL)|PERLLIB',
    'RUBY(OPT|LIB)|GEM_(HOME|PATH)|BUNDLE_GEMFILE|LUA_INIT\\w*|PHP_INI_SCAN_DIR|PHPRC|R_(PROFILE|ENVIRON)(_USER)?|ERL_[AZ]?FLAGS',
    '_?JAVA_(TOOL_)?OPTIONS|JDK_JAVA_OPTIONS|(JAVA|CATALINA|MAVEN|GRADLE|SBT)_OPTS|JAVA_HOME|CLASSPATH',
    'DOTNET_(STARTUP_HOOKS|ADDITIONAL_DEPS|SHARED_STORE)|COR(ECLR)?_(ENABLE_PROFILING|PROFILER\\w*)',
    'RUSTC(_\\w+)?|GOFLAGS|MAKEFLAGS|TF_(CLI_\\w+|REATTACH_PROVIDERS)',
    // Programs that programs start.
    'GIT_(SSH\\w*|ASKPASS|EXTERNAL_DIFF|CONFIG\\w*|(SEQUENCE_)?EDITOR|PROXY_COMMAND|EXEC_PATH|TEMPLATE_DIR|DIR|WORK_TREE)',
    '((AWS|BAT|GH|GIT|PSQL|SYSTEMD)_|MAN)?PAGER|EDITOR|VISUAL|BROWSER|LESS(OPEN|CLOSE)',
    '(SSH|SUDO)_ASKPASS|(RSYNC|CVS)_RSH|SVN_SSH|AWS_CONFIG_FILE',
    // Servers that programs trust.
    'NODE_(TLS_REJECT_UNAUTHORIZED|EXTRA_CA_CERTS)|PYTHONHTTPSVERIFY|SSL_CERT_(FILE|DIR)|(AWS|CURL|REQUESTS)_CA_BUNDLE',
    'GIT_SSL_\\w+|AWS_ENDPOINT_URL\\w*',
    // This command, where a program starts it again.
    'COFFER_\\w+',
  ].join('|')})$`,
);

/** The variable that names more of them, as --allow does. */
export const ALLOW_VARIABLE = 'COFFER_ALLOW';

/** The option of every command that hands variables to programs. */
export const ALLOW_OPTION: Readonly<Record<string, Option>> = {
  allow: {
    value: 'NAME',
    repeatable: true,
    description: `also pass these variables, which are refused otherwise, such as NODE_OPTIONS; comma-separated or by repeating the option. Default: ${ALLOW_VARIABLE}`,
  },
};

/**
 * The names of variables that an option gives, `A,B` or one by one; undefined if it is not given.
 *
 * @throws UsageError if one is no name
 */
export function variableNames(option: OptionValue, flag: string): readonly string[] | undefined {
  const given = texts(option);
  if (given.length === 0) return undefined;
  const names = [...new Set(given.flatMap((each) => each.split(',')).map((name) => name.trim()))];
  const bad = names.find((name) => !/^[\w.-]+$/.test(name));
  if (bad !== undefined) throw new UsageError(`${flag} takes names of variables, with commas between, and received '${bad}'`);
  return names;
}

/** The risky variables that are meant: by the option, or else by the variable. */
export function allowedVariables(option: OptionValue): readonly string[] {
  return variableNames(option, '--allow') ?? variableNames(text(process.env[ALLOW_VARIABLE]), ALLOW_VARIABLE) ?? [];
}

/**
 * Refuses variables by which programs run somebody else's code, or trust somebody else's servers.
 *
 * @param allowed names that are meant, of variables or keys
 * @throws CommandError that names all of them, with their parameters
 */
export function refuseRisky(variables: Iterable<Pick<Variable, 'name' | 'parameter'>>, allowed: readonly string[] = []): void {
  const meant = new Set(allowed.map((name) => name.toUpperCase().replace(/-/g, '_')));
  const refused = [...variables].filter(({ name }) => RISKY.test(name) && !meant.has(name));
  if (refused.length === 0) return;
  const names = refused.map(({ name }) => name).join(',');
  const [it, them] = refused.length === 1 ? ['it is', 'it'] : ['they are', 'them'];
  throw new CommandError(
    `${refused.map(({ parameter, name }) => `parameter ${shown(parameter)} becomes ${name}`).join(', ')}, ` +
      `by which programs run other code than their own, or trust other servers. If ${it} meant, allow ${them}: --allow ${names}. ` +
      `If not, find out who wrote ${them} with coffer history, and delete ${them}.`,
  );
}
