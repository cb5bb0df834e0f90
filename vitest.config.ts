import { defineConfig } from 'vitest/config';

const LONG = 'test/long/**/*.test.ts';

export default defineConfig({
  test: {
    globalSetup: 'test/set-up/run.ts',
    setupFiles: 'test/set-up/file.ts',
    // onnxruntime sessions are native: forked processes keep a crash inside one file.
    pool: 'forks',
    // More than the two cores of a small machine: while some wait for a process or a clock, others compute.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // As `test/soon.ts`: a second is too short for a machine with other work.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'suite',
          include: ['src/**/*.test.ts', 'bench/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [LONG],
        },
      },
      // What kills, learns or installs packages for minutes: `npm run test:long`, which .ci/run does.
      { extends: true, test: { name: 'long', include: [LONG] } },
    ],
  },
});
