// Plain JavaScript that every Node reads: it says in one line why the project cannot run, where a newer
// Node, or Node without a package, would print a stack. Then it runs what it was given, in the same process.
//   node scripts/checked.mjs src/main.ts [arguments]
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** From here on Node strips types, and its HTTP agents know proxies. */
const LEAST_NODE = [24, 5];

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = join(ROOT, 'node_modules');

/** Packages that are not there, or not as package.json pins them. */
function packagesAmiss(dependencies) {
  return Object.keys(dependencies).filter((name) => {
    try {
      const { version } = JSON.parse(readFileSync(join(PACKAGES, name, 'package.json'), 'utf8'));
      return version !== dependencies[name];
    } catch {
      return true;
    }
  });
}

function isOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1]);
}

/** Whether the packages that come as programs are of this machine's kind; sharp stands for all of them. */
function isOfThisMachine() {
  if (existsSync(join(PACKAGES, 'sharp', 'src', 'build'))) return true;
  const kinds = [process.platform, `${process.platform}musl`].map(
    (platform) => `sharp-${platform}-${process.arch}`,
  );
  const found = existsSync(join(PACKAGES, '@img')) ? readdirSync(join(PACKAGES, '@img')) : [];
  return found.some((name) => kinds.includes(name) || name.startsWith('sharp-wasm32'));
}

/** What keeps the project from running and what to type, in one line; null when nothing does. */
function problem() {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  if (!existsSync(PACKAGES)) return 'The packages are not installed. Type: npm ci';
  const amiss = packagesAmiss(dependencies);
  if (amiss.length > 0) {
    const more = amiss.length > 3 ? ` and ${amiss.length - 3} more` : '';
    return `Packages are missing or of another version (${amiss.slice(0, 3).join(', ')}${more}): an install was cut off, or the project was changed. Type: npm ci`;
  }
  if (isOldNode()) {
    const own = ['node', 'node.exe'].some((name) =>
      existsSync(join(PACKAGES, 'node', 'bin', name)),
    );
    return own
      ? `This is Node ${process.versions.node}, which is too old. Start it with npm (npm start), or with the project's own Node: node_modules/.bin/node`
      : `This is Node ${process.versions.node}, which is too old, and the project's own Node is missing: npm ran no install scripts (ignore-scripts is set in an .npmrc?). Type: npm ci --ignore-scripts=false`;
  }
  if (!isOfThisMachine()) {
    return `The packages are not for this machine (${process.platform}-${process.arch}): node_modules was copied from another one, or npm left optional packages out. Type: npm ci --include=optional`;
  }
  return null;
}

const found = problem();
if (found === null) {
  const [node, , entry, ...rest] = process.argv;
  const file = join(ROOT, entry);
  process.argv = [node, file, ...rest];
  await import(pathToFileURL(file).href);
} else {
  process.stderr.write(`${found}\n`);
  process.exitCode = 1;
}
