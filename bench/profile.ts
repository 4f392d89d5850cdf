import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const profileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
    }),
  ),
  samples: z.array(z.number()),
});

const LISTED = 12;

const ROOT = new URL('../', import.meta.url).href;

/**
 * Sums up the processor profiles in a folder (`*.cpuprofile`, of `node --cpu-prof`), the largest ones
 * first: which part of the busy time each package, or folder of ours, took itself. As Markdown.
 */
export async function profileSummary(folder: string): Promise<string> {
  const summaries = await Promise.all(
    globSync('*.cpuprofile', { cwd: folder }).map((name) => summaryOf(join(folder, name))),
  );
  return summaries.filter((each) => each !== '').join('\n\n');
}

async function summaryOf(path: string): Promise<string> {
  const { nodes, samples } = profileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const counts = new Map<string, number>();
  let busy = 0;
  for (const sample of samples) {
    const frame = frames.get(sample);
    if (frame === undefined || frame.functionName === '(idle)') continue;
    busy += 1;
    const part = partOf(frame);
    counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  const isBare = nodes.some(({ callFrame }) => callFrame.url.endsWith('bench/bare/handler.ts'));
  const isBot = nodes.some(({ callFrame }) => callFrame.url.endsWith('src/main.ts'));
  if (!isBare && !isBot) return '';
  const rows = [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, LISTED)
    .map(([part, count]) => `| ${part} | ${((100 * count) / busy).toFixed(1)} % |`);
  return [
    `| ${isBare ? 'bare handler' : 'cardseal'} | of its busy time |`,
    '| --- | --- |',
    ...rows,
  ].join('\n');
}

/** The package, the part of Node or the folder of ours that a function belongs to. */
function partOf({ functionName, url }: { functionName: string; url: string }): string {
  const dependency = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (dependency !== undefined) return dependency;
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  if (!url.startsWith(ROOT)) return url === '' ? functionName : url;
  return url.slice(ROOT.length).split('/').slice(0, -1).slice(0, 2).join('/');
}
