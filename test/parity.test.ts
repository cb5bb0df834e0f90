import { expect, it } from 'vitest';
import { ALLOWED, checkParity } from '../bench/parity.ts';

it('computes what the PyTorch reference computes from the same weights', async () => {
  const { checks } = await checkParity();
  const names = checks.map((check) => check.name);
  for (const name of ['pivots', 'null embeddings', 'replace', 'refine', 'reweight', 'local blend'])
    expect(names).toContain(name);
  for (const { name, relativeError } of checks)
    expect(relativeError, name).toBeLessThanOrEqual(ALLOWED);
});
