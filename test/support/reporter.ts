/** The reporter of `npm test`: one line a file, every skip with its reason, failures whole, and the closing count. */

import type { Reporter, TestCase, TestModule, Vitest } from "vitest/node";

const print = (line: string) => process.stdout.write(line + "\n");

export default class CountingReporter implements Reporter {
  private root = "";

  onInit(vitest: Vitest): void {
    this.root = vitest.config.root;
  }

  onTestModuleEnd(module: TestModule): void {
    const counts = count(tests([module]));
    const seconds = (module.diagnostic().duration / 1000).toFixed(1);
    const { passed, failed, skipped } = counts;
    const name = module.moduleId.replace(this.root + "/", "");
    print(
      `${failed > 0 || module.state() === "failed" ? "FAILED" : "ok    "} ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped (${seconds} s)`,
    );
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly { message?: string; stack?: string }[],
  ): void {
    const all = tests(modules);
    for (const test of all.filter((t) => t.result().state === "failed")) {
      print(`\nFAILED ${test.module.moduleId.replace(this.root + "/", "")} > ${test.fullName}`);
      for (const error of test.result().errors ?? []) print(error.stack ?? error.message);
    }
    let broken = 0;
    for (const module of modules) {
      for (const error of module.errors()) {
        broken += 1;
        print(`\nFAILED ${module.moduleId}\n${error.stack ?? error.message}`);
      }
    }
    for (const error of unhandled) {
      broken += 1;
      print(`\nFAILED outside a test\n${error.stack ?? error.message ?? ""}`);
    }
    const skipped = all.filter((t) => t.result().state === "skipped");
    if (skipped.length > 0) print("\nSkipped, and why:");
    for (const [reason, names] of byReason(skipped))
      print(`  ${reason}\n${names.map((n) => `    - ${n}`).join("\n")}`);
    const total = count(all);
    print(`\n${total.passed} passed, ${total.failed + broken} failed, ${total.skipped} skipped`);
  }
}

function tests(modules: readonly TestModule[]): TestCase[] {
  return modules.flatMap((module) => [...module.children.allTests()]);
}

function count(cases: readonly TestCase[]): { passed: number; failed: number; skipped: number } {
  const of = (state: string) => cases.filter((c) => c.result().state === state).length;
  return { passed: of("passed"), failed: of("failed"), skipped: of("skipped") };
}

function byReason(cases: readonly TestCase[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const test of cases) {
    const result = test.result();
    const reason = (result.state === "skipped" ? result.note : undefined) ?? "no reason given";
    groups.set(reason, [...(groups.get(reason) ?? []), test.fullName]);
  }
  return groups;
}
