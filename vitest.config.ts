import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Workspaces are tested from their sources: the `source` condition of each package.json `exports`.
const conditions = ['source', 'node', 'import', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'e2e/src/**/*.{test,e2e}.ts',
      'demo/src/**/*.test.ts',
      'bench/src/**/*.test.ts',
    ],
    reporters: ['default', ['json', { outputFile: 'build/test-results.json' }]],
    // Journeys wait more than they work: two at a time even on two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
