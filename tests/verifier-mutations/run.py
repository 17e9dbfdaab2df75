#!/usr/bin/env python3
"""Mutates the verifier's source and reports the mutants that no test notices.

    tests/verifier-mutations/run.py [--sample N] [--seed S] [--only TEXT] [--list]

All mutants are compiled at once into a private copy of the repository, each behind a switch that an environment variable turns on, so that a mutant costs a
run of the tests and no build. A mutant is one of:
    guard     if (X) return …      never returns
    assert    a check that values are equal, not zero, in range, a proof of work: holds always
    fail      X || Fail(…)         never fails
    observe   t.Observe(…);        left out
    operand   Add, Sub, Mul(x, y)  is x
    one       + 1, - 1             is + 0, - 0
Mutants that do not compile (operands of two types) are dropped. Ends with 1 if a mutant survives that EQUIVALENT does not name.
"""
import argparse, os, random, re, shutil, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FILES = [
    "src/Verifier/Steps/ShardVerifier.cs", "src/Verifier/Steps/ShardVerifier.Gkr.cs", "src/Verifier/Steps/ShardVerifier.Shape.cs",
    "src/Verifier/Steps/ShardVerifier.Whir.cs", "src/Verifier/Steps/ShardVerifier.Zerocheck.cs", "src/Verifier/Steps/RunStatement.cs",
    "src/Verifier/Steps/PositionHeight.cs", "src/Verifier/Steps/SlotWeights.cs", "src/Verifier/Steps/GammaTree.cs", "src/Verifier/Steps/Inputs.cs",
    "src/Verifier/RunVerifier.cs", "src/Verifier/Merkle/MerklePaths.cs", "src/Verifier/Merkle/MultiOpening.cs",
    "src/Verifier/Arithmetic/VerifierTranscript.cs", "src/Verifier/Arithmetic/VerifierHash.cs", "src/Verifier/Arithmetic/NativeArithmetic.cs",
    "src/Protocol/Keys/KeyCheck.cs", "src/Protocol/Proofs/ProofReader.cs", "src/Protocol/Layout/ShardLayout.cs", "src/Protocol/Layout/ClassLayout.cs",
    "src/Protocol/Parameters/ProofClass.cs",
]
PROJECT = "tests/Zkfp.Verifier.Tests"

# A mutant meets the quick tests first, and the others only if it survives those.
QUICK = ["RunVerifierTests", "KeyCheckTests", "MultiOpeningTests", "OpeningPropertyTests", "ProofFileTests", "StatementTests", "GammaTreeTests", "PositionHeightTests",
         "ShardLayoutTests", "LayoutLimitTests", "RunLimitTests"]

# (file, part of the line, kind): why the mutant is no weaker a verifier.
EQUIVALENT = [
    ("ShardVerifier.cs", "if (!SampleFingerprint()) return false;", "guard",
     "the check inside has failed and left its challenges zero: so are all denominators, and step 4 refuses them"),
]

SWITCH = """namespace Zkfp.Protocol;

/// <summary>Which mutant is on.</summary>
public static class Mutant
{
    private static readonly int s_on = int.Parse(System.Environment.GetEnvironmentVariable("ZKFP_MUTANT") ?? "-1", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether it is this one.</summary>
    public static bool Is(int number) => s_on == number;
}
"""
OPERATION = re.compile(r"\b(_a|a)\.(Add|Sub|Mul|AssertEqual|AssertNonZero|TryBits)\(|\b(\w+)\.(CheckGrind)\(")


class Source:
    """The mutants of all files, numbered; the numbers in `dropped` are left as they are."""

    def __init__(self, dropped):
        self.dropped, self.mutants = dropped, []

    def switch(self, kind, file, line, text):
        number = len(self.mutants)
        self.mutants.append((kind, file, line, text.strip()))
        return None if number in self.dropped else f"Zkfp.Protocol.Mutant.Is({number})"

    def file(self, path, lines):
        out, comment = [], re.compile(r"^\s*(//|using |namespace |\[|public const|internal const|private const|where )")
        for n, line in enumerate(lines, 1):
            out.append(line if comment.match(line) else self.line(path, n, line))
        return out

    def line(self, path, n, line):
        result = self.operations(path, n, line, line)
        if m := re.match(r"^(\s*)if \((.*)\)( return .*;| continue;)?$", result):
            if balanced(m[2]) and "{ }" not in m[2] and (s := self.switch("guard", path, n, line)):
                result = f"{m[1]}if (({m[2]}) && !{s}){m[3] or ''}"
        if "|| Fail(" in result and (s := self.switch("fail", path, n, line)):
            result = result.replace("|| Fail(", f"|| {s} || Fail(", 1)
        if (m := re.match(r"^(\s*)(\w+\.Observe\(.*\);)$", result)) and (s := self.switch("observe", path, n, line)):
            result = f"{m[1]}if (!{s}) {m[2]}"
        if (m := re.search(r"([+-]) 1\b(?!\.)(?!u)", result)) and "<<" not in result and "for (" not in result and (s := self.switch("one", path, n, line)):
            result = f"{result[:m.start()]}{m[1]} ({s} ? 0 : 1){result[m.end():]}"
        return result

    def operations(self, path, n, text, line):
        m = OPERATION.search(text)
        if not m:
            return text
        close = matching(text, m.end() - 1)
        if close < 0:
            return text
        arguments = split(text[m.end():close])
        inner = [self.operations(path, n, a, line) for a in arguments]
        call = text[m.start():m.end()] + ",".join(inner) + ")"
        rest = self.operations(path, n, text[close + 1:], line)
        if (m[2] or m[4]) in ("Add", "Sub", "Mul"):
            s = self.switch("operand", path, n, line)
            call = call if s is None else f"({s} ? {inner[0]} : {call})"
        else:
            s = self.switch("assert", path, n, line)
            call = call if s is None else f"({call} || {s})"
        return text[:m.start()] + call + rest


def matching(text, start):
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] in "([{") - (text[i] in ")]}")
        if depth == 0:
            return i
    return -1


def split(text):
    parts, depth, last = [], 0, 0
    for i, c in enumerate(text):
        depth += (c in "([{<") - (c in ")]}>")
        if c == "," and depth == 0:
            parts.append(text[last:i])
            last = i + 1
    return parts + [text[last:]]


def balanced(text):
    depth = 0
    for c in text:
        depth += (c == "(") - (c == ")")
        if depth < 0:
            return False
    return depth == 0


def run(command, folder, mutant=-1, limit=900):
    environment = dict(os.environ, ZKFP_MUTANT=str(mutant), MSBUILDDISABLENODEREUSE="1", DOTNET_CLI_TELEMETRY_OPTOUT="1")
    try:
        r = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=limit)
        return r.returncode, r.stdout
    except subprocess.TimeoutExpired:
        return 124, "timeout"


def build(folder):
    """Compiles all mutants, without those that do not compile."""
    dropped = set()
    while True:
        source = Source(dropped)
        for f in FILES:
            with open(os.path.join(ROOT, f), encoding="utf-8") as original:
                lines = original.read().split("\n")
            with open(os.path.join(folder, f), "w", encoding="utf-8") as target:
                target.write("\n".join(source.file(f, lines)))
        code, text = run(["dotnet", "build", PROJECT, "-c", "Release", "-v", "q", "-p:TreatWarningsAsErrors=false", "-p:EnforceCodeStyleInBuild=false"], folder)
        if code == 0:
            return source.mutants, dropped
        bad = {(os.path.relpath(f, folder), int(n)) for f, n in re.findall(r"^\s*(\S+\.cs)\((\d+),\d+\): error", text, re.M)}
        new = {i for i, (_, f, n, _) in enumerate(source.mutants) if (f, n) in bad and i not in dropped}
        if not new:
            sys.exit("the copy does not build:\n" + "\n".join(line for line in text.split("\n") if ": error" in line))
        dropped |= new


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--sample", type=int, default=0, help="so many mutants, chosen by --seed; 0: all")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--only", default="", help="mutants whose description contains this")
    p.add_argument("--skip", default="LongRun|Fuzz|SecondVerifier|WireTests", help="tests that are not run, as a pattern of alternatives")
    p.add_argument("--list", action="store_true", help="compile and list the mutants")
    a = p.parse_args()
    folder = tempfile.mkdtemp(prefix="zkfp-mutants-")
    try:
        return mutate(a, folder)
    finally:
        shutil.rmtree(folder)


def mutate(a, folder):
    files = subprocess.run(["git", "ls-files", "src", "tests/Zkfp.Verifier.Tests", "guests/firmware/prebuilt", "*.props", "*.sln", "global.json", ".editorconfig"],
                           cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    for f in files:
        os.makedirs(os.path.dirname(os.path.join(folder, f)), exist_ok=True)
        shutil.copy(os.path.join(ROOT, f), os.path.join(folder, f))
    with open(os.path.join(folder, "src/Protocol/Mutant.cs"), "w", encoding="utf-8") as f:
        f.write(SWITCH)
    # The first failure is enough.
    with open(os.path.join(folder, PROJECT, "xunit.runner.json"), "w", encoding="utf-8") as f:
        f.write('{ "stopOnFail": true }')
    project = os.path.join(folder, PROJECT, os.path.basename(PROJECT) + ".csproj")
    with open(project, encoding="utf-8") as f:
        text = f.read()
    with open(project, "w", encoding="utf-8") as f:
        f.write(text.replace("</Project>", '<ItemGroup><Content Include="xunit.runner.json" CopyToOutputDirectory="PreserveNewest" /></ItemGroup></Project>'))
    mutants, dropped = build(folder)
    chosen = [i for i in range(len(mutants)) if i not in dropped and a.only in " ".join(map(str, mutants[i]))]
    print(f"{len(mutants)} mutants, {len(dropped)} do not compile, {len(chosen)} chosen", flush=True)
    if a.sample and a.sample < len(chosen):
        chosen = sorted(random.Random(a.seed).sample(chosen, a.sample))
    if a.list:
        for i in chosen:
            print(i, *mutants[i])
        return 0
    others = "&".join(f"FullyQualifiedName!~{s}" for s in [*a.skip.split("|"), *QUICK])
    stages = []
    start = time.time()
    for names in ["|".join(f"FullyQualifiedName~{s}" for s in QUICK), others]:
        test = ["dotnet", "test", PROJECT, "-c", "Release", "--no-build", "--filter", names]
        begin = time.time()
        code, text = run(test, folder)
        if code != 0:
            sys.exit(f"the tests fail without a mutant:\n{text[-3000:]}")
        stages.append((test, 3 * (time.time() - begin) + 60))
        print(f"tests without a mutant: {time.time() - begin:.0f} s", flush=True)
    survivors = []
    for i in chosen:
        code, text = 0, ""
        for test, limit in stages:
            if code == 0:
                code, text = run(test, folder, i, limit)
        kind, file, line, source = mutants[i]
        failed = re.findall(r"^\s*Failed (\S+)", text, re.M)
        if code == 0:
            reason = next((r for f, part, k, r in EQUIVALENT if file.endswith(f) and part in source and k == kind), None)
            if reason is None:
                survivors.append(i)
            print(f"{i} {kind} {file}:{line} {'SURVIVES' if reason is None else 'equivalent: ' + reason}: {source}", flush=True)
        else:
            print(f"{i} {kind} {file}:{line} noticed by {failed[0].rsplit('.', 2)[-1] if failed else 'a crash or timeout'}", flush=True)
    print(f"{len(chosen)} mutants, {len(survivors)} survivors, {time.time() - start:.0f} s")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
