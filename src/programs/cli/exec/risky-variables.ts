import { CommandError } from '../command';
import type { Variable } from '../values/read-variables';

/**
 * Variables by which a program runs somebody else's code, or trusts somebody else's servers. Whoever may write one parameter
 * of a service would have both in every program of it, so that these have to be asked for by name. The list cannot be
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
  ].join('|')})$`,
);

/**
 * Refuses variables by which programs run somebody else's code, or trust somebody else's servers.
 *
 * @param asked names that were asked for one by one
 * @throws CommandError that names the parameter
 */
export function refuseRisky(variables: Iterable<Pick<Variable, 'name' | 'parameter'>>, asked: ReadonlySet<string> = new Set()): void {
  for (const { name, parameter } of variables) {
    if (!RISKY.test(name) || asked.has(name)) continue;
    throw new CommandError(
      `parameter ${parameter} becomes ${name}, by which programs run other code than their own, or trust other servers. ` +
        'Delete it, or use coffer exec with --only, and list it with the other variables that you want.',
    );
  }
}
