/** Runs named checks one after another, goes on after a failure, and closes with the line that counts. */
export class Report {
  private passed = 0
  private readonly failures: string[] = []

  async check(name: string, work: () => Promise<void>): Promise<void> {
    const started = performance.now()
    try {
      await work()
      this.passed += 1
      console.log(`ok    ${name} (${((performance.now() - started) / 1_000).toFixed(1)} s)`)
    } catch (error) {
      this.failures.push(name)
      console.log(`FAIL  ${name}\n      ${String(error instanceof Error ? error.message : error).replaceAll('\n', '\n      ')}`)
    }
  }

  /** Prints the sum and gives the exit code. */
  close(): number {
    console.log(`${this.passed} passed, ${this.failures.length} failed`)
    return this.failures.length === 0 && this.passed > 0 ? 0 : 1
  }
}
