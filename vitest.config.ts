import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'bench/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: 'test/set-up/run.ts',
    setupFiles: 'test/set-up/file.ts',
    // onnxruntime sessions are native: forked processes keep a crash inside one file.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
