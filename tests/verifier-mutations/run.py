#!/usr/bin/env python3
"""Mutates the verifier's source, or that of the recursion circuits, and reports the mutants that no test notices.

    tests/verifier-mutations/run.py [--circuits] [--jobs N] [--sample N] [--seed S] [--only TEXT] [--list]

All mutants are compiled at once into a private copy of the repository, each behind a switch. Runner.cs, compiled with the tests, turns on one after another in
one process, so that a mutant costs the tests that reach it up to the first that fails, and no start. Proofs, honest and forged, are made before any mutant
is on. A mutant is one of:
    guard     if (X) return …      never returns
    assert    a check that values are equal, not zero, in range, a proof of work: holds always
    fail      X || Fail(…)         never fails
    observe   t.Observe(…);        left out
    operand   Add, Sub, Mul(x, y)  is x
    one       + 1, - 1             is + 0, - 0
and of circuits, where an assertion is a statement that is recorded, and native checks answer in words:
    leave     a.AssertEqual(…);    left out, as are range checks whose bits nobody takes, members, flags, counts of blocks
    wide      a.TryBits(x, n, out b);  takes the low n bits of any x
    refuse    if (X) throw …       never throws
    flag      good &= X;           always
With --circuits each circuit of a test is recorded anew for each mutant: circuit and witness are of one source.
Mutants that do not compile (operands of two types) are dropped. A mutant on which a test never ends, or the process dies, is noticed. Ends with 1 if a mutant
survives that EQUIVALENT does not name.
"""
import argparse, os, queue, random, re, shutil, subprocess, sys, tempfile, threading, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FILES = [
    "src/Verifier/Steps/ShardVerifier.cs", "src/Verifier/Steps/ShardVerifier.Gkr.cs", "src/Verifier/Steps/ShardVerifier.Shape.cs",
    "src/Verifier/Steps/ShardVerifier.Whir.cs", "src/Verifier/Steps/ShardVerifier.Zerocheck.cs", "src/Verifier/Steps/RunStatement.cs",
    "src/Verifier/Steps/PositionHeight.cs", "src/Verifier/Steps/SlotWeights.cs", "src/Verifier/Steps/Powers.cs",
    "src/Verifier/Steps/GammaTree.cs", "src/Verifier/Steps/Inputs.cs",
    "src/Verifier/RunVerifier.cs", "src/Verifier/Steps/ShardRules.cs", "src/Verifier/Steps/ActiveColumn.cs", "src/Verifier/Merkle/MultiOpening.cs",
    "src/Verifier/Arithmetic/VerifierTranscript.cs", "src/Verifier/Arithmetic/VerifierHash.cs", "src/Verifier/Arithmetic/NativeArithmetic.cs",
    "src/Protocol/Keys/KeyCheck.cs", "src/Protocol/Proofs/ProofReader.cs", "src/Protocol/Layout/ShardLayout.cs", "src/Protocol/Layout/ClassLayout.cs",
    "src/Protocol/Parameters/ProofClass.cs", "src/Protocol/Parameters/ProtocolParameters.cs",
]
PROJECT = "tests/Zkfp.Verifier.Tests"
CIRCUITS = [f"src/Recursion/Circuits/{name}.cs" for name in (
    "Child", "ClaimStatement", "Completion", "FinalFile", "JoinCircuit", "KeySet", "KeyTree", "LeafCircuit", "NodeFile", "NodeFormat", "NodeMerge",
    "NodeStatement", "RunCircuits", "RunClaim", "ZeroProof")] + ["src/Recursion/Recording/CircuitCheck.cs", "src/Verifier/Steps/ShardRules.cs"]
CIRCUITS_PROJECT = "tests/Zkfp.Recursion.Tests"
CIRCUITS_TESTS = (".NodeMergeTests|.NodeTests|.LeafTests|.LeafRulesTests|.MixedLeafTests|.CompletionTests|.CircuitCheckTests|.Fin1CheckTests"
                  "|.NodeFileTests|.BundleRootTests|.RecursionKeysTests|.TreeTests")
# Tests that would notice another circuit by its key, whether it accepts more or not, and one that records the largest.
CIRCUITS_SKIP = "Keys_follow_from_the_source|The_usual_leaves_make_the_shape|A_run_becomes_one_proof|Runs_become_a_bundle|Keys_of_unsound_circuits"
FRESH = """namespace Zkfp.Recursion.Tests;

/// <summary>A circuit, recorded anew where another mutant is on.</summary>
internal sealed class Fresh<T>(System.Func<T> make)
    where T : class
{
    private T? _value;
    private int _of;

    public T Value
    {
        get
        {
            lock (this)
            {
                if (_value is null || _of != Zkfp.Protocol.Mutant.On) (_value, _of) = (make(), Zkfp.Protocol.Mutant.On);
                return _value;
            }
        }
    }
}
"""

# (file, part of the line, kind): why the mutant accepts nothing that the verifier refuses.
LEAVES = "what fails inside leaves an error, and with an error nothing is accepted: Verify and TryFinish ask for none at the end (An_error_is_final)"
OUTSIDE = "a commitment that is decoded to lists has one value outside the domain, so this is times nothing"
STICKY = "the reader keeps its first error: every later read fails, and what was read is given to nobody; what is allocated is bounded by machine and class"
PLACED = "TryPlace has refused slots outside the space, so this cannot fail, and what it concerns weighs nothing that is in the space"
MEASURED = "TryMeasure has refused more than 2^h rows, so rows - 1 has h bits"
PASSES = "over wires and on tapes every assertion passes, so no verifier stops"
BITS = "the index is an input of which the bits alone are read"
EQUIVALENT = [
    ("ShardVerifier.cs", "if (!SampleFingerprint()) return false;", "guard", LEAVES),
    ("ShardVerifier.Gkr.cs", "if (!CheckLocalSum(", "guard", LEAVES),
    ("ShardVerifier.Whir.cs", "if (!Open(", "guard", LEAVES),
    ("ShardVerifier.Whir.cs", "if (!Batch(tau, out TExt claim)) return false;", "guard", LEAVES),
    ("ShardVerifier.Whir.cs", "if (!TryFoldRound(", "guard", LEAVES),
    ("ShardVerifier.Whir.cs", "if (!slots.TrySum(height, slot, count", "guard", PLACED),
    ("ShardVerifier.Whir.cs", "outside = _a.Add(_a.Mul(outside, tau), _outside[j].Value);", "operand", OUTSIDE),
    ("ShardVerifier.Whir.cs", "power = _a.Mul(power, tau);", "operand", OUTSIDE),
    ("ShardVerifier.Whir.cs", "slot = _a.Add(slot, _a.Constant(new KoalaBear((ulong)first)));", "operand",
        "no machine has columns of a kind on both sides of another kind's, so it is 0"),
    ("PositionHeight.cs", "var tables = new KoalaBear5[(3 + 2 * heights", "one", "a table more holds zeros that nobody reads, and they fill whole ones"),
    ("PositionHeight.cs", "int k = Min + rank - 1;", "one",
        "the tables are made once, before a mutant is on; PositionHeightTests compare what wires read from them with every known height"),
    ("RunVerifier.cs", "if (!statement.TryAdd(", "guard", LEAVES),
    ("RunVerifier.cs", "if (!statement.TryAddSum(", "guard", LEAVES),
    ("RunVerifier.cs", "if (!reader.TryReadRunHeader(key", "guard", STICKY),
    ("ProofReader.cs", "if (!Header(ProofFormat.RunKind)) return false;", "guard", STICKY),
    ("ProofReader.cs", 'if (!Available(4L * positions, "rows")) return null;', "guard", STICKY),
    ("ProofReader.cs", "if (Error is not null) return new MerkleOpening([], []);", "guard", STICKY),
    ("ProofReader.cs", "if (!Available(4L * KoalaBear5.Degree * count, what)) return [];", "guard", STICKY),
    ("ProofReader.cs", "if (Error is not null) return false;", "guard", STICKY),
    ("ShardVerifier.Whir.cs", "if (!Weight(all, tau, weights, out TExt weight)) return false;", "guard", PLACED),
    ("ShardVerifier.Zerocheck.cs", "if (!WeighLeaves(out TExt total)) return false;", "guard", PLACED),
    ("SlotWeights.cs", "TryWindow(height, window,", "guard", PLACED),
    ("SlotWeights.cs", "TrySplit(height, slot,", "guard", PLACED),
    ("SlotWeights.cs", "_digits = new TExt[Math.Max(1,", "one", "where digits come out even there is one more, of no coordinates: its factor is 1"),
    ("SlotWeights.cs", "private int DigitBits(int digit)", "one", PLACED),
    ("SlotWeights.cs", "bool last = d == _digits.Length - 1;", "one", "the last digit of a window in the space has six bits; " + PLACED),
    ("ActiveColumn.cs", "int digits = (_logHeight + LogDigit - 1) / LogDigit, ranks", "one", "where digits come out even there is one more, of no coordinates: equal, not less"),
    ("ActiveColumn.cs", "_less = new TExt[digits - 1][];", "one", "the entry more is not read"),
    ("ActiveColumn.cs", "if (d < _equal.Length - 1)", "one", "what is left is the last digit: n - 1 has h bits"),
    ("SlotWeights.cs", "if (items[q] == 0) continue;", "guard", "placing no items changes no place, and the slot of none is not used"),
    ("SlotWeights.cs", "if (count == 0) return true;", "guard", "there are no weights to compute"),
    ("SlotWeights.cs", "if (!_a.TryBits(rest, _windowBits + 1, out _)) return false;", "assert", PLACED),
    ("SlotWeights.cs", "if (!_a.TryBits(rest, _windowBits + 1, out _)) return false;", "guard", PLACED),
    ("ShardVerifier.Zerocheck.cs", "activeColumn.TryEvaluate(_heights[q], out active)", "guard", MEASURED),
    ("ActiveColumn.cs", "if (!_a.TryBits(rest, _logHeight, out _)) return false;", "assert", MEASURED),
    ("ActiveColumn.cs", "if (!_a.TryBits(rest, _logHeight, out _)) return false;", "guard", MEASURED),
    ("ShardVerifier.Zerocheck.cs", "_a.Mul(constraints, _a.Mul(betaPower, _heights[q].Present))", "operand Mul",
     "an absent position has evaluations 0 and Active 0, where all its constraints are 0 (AirBuilder refuses others) unless its table has a fixed height; then "
     "they add what depends on r alone, and no more proofs have the right sum than before"),
    ("PositionHeight.cs", "int bits = Math.Max(Min, logHeight - 1);", "one",
     "one bit more is looked at: it is 0 where p = 1, by AtMost of the largest height, and the number is 0 where p = 0; h = 8 has the same bits"),
    ("RunStatement.cs", "at most the number of shards", "fail",
     "natively flag and inverse are the verifier's own and fit; on wires both checks are recorded before it"),
    ("ShardLayout.cs", "if (s.Kind == ColumnKind.Virtual) continue;", "guard", "a virtual column has no place that anyone uses"),
    ("Child.cs", "if (!verifier.Verify()) throw", "refuse", PASSES),
    ("LeafCircuit.cs", "if (!verifier.Verify()) throw", "refuse", PASSES),
    ("Child.cs", "if (!report.MeetsFloor)", "guard", "no shape of the machine has fewer bits (ListRegimeTests, the widest of every height)"),
    ("KeyTree.cs", "a.TryBits(a.Input(new KoalaBear((ulong)index))", "wide", BITS),
    ("RunCircuits.cs", "a.TryBits(a.Input(new KoalaBear((ulong)child.Index))", "wide", BITS),
    ("LeafCircuit.cs", "CheckBlocks(a, verifier.GlobalBlocks);", "leave",
     "a shard has at most 2^29 global messages, for which its class has room, so 2^21 blocks"),
    ("Completion.cs", "TExt denominator = a.Add(a.Mul(f, active),", "operand Mul",
     "a message that is not there has a factor of numerator and denominator, not 0, in place of 1"),
    ("KeySet.cs", "if (KindOf(index) != NodeKind.Shrink)", "guard", "a prover's siblings: what is made with others is no witness"),
    ("KeySet.cs", "if (lines.Length < shapes.Length)", "refuse", "a line that is not there is an index out of range, which is refused in other words"),
    ("KeySet.cs", "ContainsAnyExceptInRange(0, (int)KoalaBear.P - 1)", "one", "p is 0, which is written otherwise: the text is compared in the end"),
    ("KeySet.cs", "if (!roots.TryAdd(", "guard", "a key that is there twice is written once: the text is compared in the end"),
    ("ZeroProof.cs", "new GkrLayer[c.LogLeaves - 1]", "one", "the entry more is not read"),
    ("CircuitCheck.cs", "if (wires.Count == 0) continue;", "guard", "a table without wires reads and writes none"),
]

SWITCH = """namespace Zkfp.Protocol;

/// <summary>Which mutant is on, and which places were reached.</summary>
public static class Mutant
{
    private static readonly bool[] s_reached = new bool[COUNT];

    /// <summary>The mutant, or −1.</summary>
    public static int On { get; set; } = -1;

    /// <summary>Whether it is this one.</summary>
    public static bool Is(int number)
    {
        s_reached[number] = true;
        return On == number;
    }

    /// <summary>The places reached since <see cref="Forget"/>.</summary>
    public static bool[] Reached() => (bool[])s_reached.Clone();

    /// <summary>Starts anew.</summary>
    public static void Forget() => System.Array.Clear(s_reached);
}
"""
# Checks that on wires are assertions: natively they fail, on wires they are recorded, so a mutant leaves them out altogether.
CHECK = re.compile(r"!(_a|a)\.(AssertEqual|AssertNonZero|AssertZero|TryBits)\(|!(IsFlag|NotBoth|IsZeroUnless|CheckRoots)\(")
OPERATION = re.compile(r"\b(_a|a)\.(Add|Sub|Mul|AssertEqual|AssertNonZero|AssertZero|TryBits)\(|\b(\w+)\.(CheckGrind)\(")


# A statement that is an assertion, or a call of a rule that makes one, alone or behind for, foreach, if, =>.
STATEMENT = re.compile(
    r"^(\s*(?:(?:for|foreach|if) \(.*?\) |void \w+\([^)]*\) => )?)((?:a\.(?:AssertEqual|AssertNonZero|AssertZero|AssertMember|TryBits)|"
    r"rules\.(?:CheckRanges|IsFlag|NotBoth|IsZeroUnless)|NotBoth|Same|NodeMerge<[^>]*>\.CheckBlocks|CheckBlocks)\(.*\);)$")


class Source:
    """The mutants of all files, numbered; the numbers in `dropped` are left as they are."""

    def __init__(self, dropped, circuits=False):
        self.dropped, self.circuits, self.mutants = dropped, circuits, []

    def switch(self, kind, file, line, text):
        number = len(self.mutants)
        self.mutants.append((kind, file, line, text.strip()))
        return None if number in self.dropped else f"Zkfp.Protocol.Mutant.Is({number})"

    def file(self, path, lines):
        out, comment = [], re.compile(r"^\s*(//|using |namespace |\[|public const|internal const|private const|where )")
        if self.circuits:
            lines = joined(lines)
        for n, line in enumerate(lines, 1):
            out.append(line if comment.match(line) else self.line(path, n, line))
        return out

    def line(self, path, n, line):
        if self.circuits and (m := STATEMENT.match(line)) and not re.search(r"\bout (?!_)", m[2]):
            s = self.switch("leave", path, n, line)
            return line if s is None else f"{m[1][:-3]}{{ if (!{s}) {m[2]} }}" if m[1].endswith("=> ") else f"{m[1]}if (!{s}) {m[2]}"
        if self.circuits and (m := re.match(r"^(\s*)a\.TryBits\((.*), out TIndex (\w+)\);$", line)):
            s = self.switch("wide", path, n, line)
            return line if s is None else f"{m[1]}TIndex {m[3]}; if (!{s}) a.TryBits({m[2]}, out {m[3]}); else {m[3]} = a.LowBits({m[2]});"
        if self.circuits and (m := re.match(r"^(\s*good &= )(.*);$", line)):
            s = self.switch("flag", path, n, line)
            return line if s is None else f"{m[1]}{s} || ({m[2]});"
        if self.circuits and (m := re.match(r"^(\s*)if \((.*)\) (throw .*;)$", line)) and balanced(m[2]):
            s = self.switch("refuse", path, n, line)
            return line if s is None else f"{m[1]}if (({m[2]}) && !{s}) {m[3]}"
        result = line if "<<" in line or "for (" in line else re.sub(r"([+-]) 1\b(?!\.)(?!u)", lambda m: self.one(path, n, line, m), line)
        result = self.operations(path, n, result, line)
        if m := re.match(r"^(\s*)if \((.*)\)( return .*;| continue;)?$", result):
            if balanced(m[2]) and "{ }" not in m[2] and (s := self.switch("guard", path, n, line)):
                left_out = CHECK.search(line) and not re.search(r"\bout (?!_)", line)
                result = f"{m[1]}if ({f'!{s} && ({m[2]})' if left_out else f'({m[2]}) && !{s}'}){m[3] or ''}"
        if "|| Fail(" in result and (s := self.switch("fail", path, n, line)):
            result = result.replace("|| Fail(", f"|| {s} || Fail(", 1)
        if (m := re.match(r"^(\s*)(\w+\.Observe\(.*\);)$", result)) and (s := self.switch("observe", path, n, line)):
            result = f"{m[1]}if (!{s}) {m[2]}"
        return result

    def one(self, path, n, line, match):
        if line[:match.start()].count('"') % 2 != 0:
            return match[0]  # in a message
        s = self.switch("one", path, n, line)
        return match[0] if s is None else f"{match[1]} ({s} ? 0 : 1)"

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
            s = self.switch(f"operand {m[2]}", path, n, line)
            call = call if s is None else f"({s} ? {inner[0]} : {call})"
        else:
            s = self.switch("assert", path, n, line)
            stays = m[4] or re.search(r"\bout (?!_)", call)
            call = call if s is None else f"({call} || {s})" if stays else f"({s} || {call})"
        return text[:m.start()] + call + rest


def joined(lines):
    """Assertions of several lines in the first of them, the others empty."""
    lines = list(lines)
    for i, line in enumerate(lines):
        if line.strip() == "a.AssertMember(":
            end = next(k for k in range(i, len(lines)) if lines[k].endswith(");"))
            lines[i] = line + " ".join(x.strip() for x in lines[i + 1:end + 1])
            lines[i + 1:end + 1] = [""] * (end - i)
    return lines


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


def build(folder, files, project, circuits):
    """Compiles all mutants, without those that do not compile."""
    environment = dict(os.environ, MSBUILDDISABLENODEREUSE="1", DOTNET_CLI_TELEMETRY_OPTOUT="1")
    dropped = set()
    while True:
        source = Source(dropped, circuits)
        for f in files:
            with open(os.path.join(ROOT, f), encoding="utf-8") as original:
                lines = original.read().split("\n")
            with open(os.path.join(folder, f), "w", encoding="utf-8") as target:
                target.write("\n".join(source.file(f, lines)))
        with open(os.path.join(folder, "src/Protocol/Mutant.cs"), "w", encoding="utf-8") as f:
            f.write(SWITCH.replace("COUNT", str(len(source.mutants))))
        r = subprocess.run(["dotnet", "build", project, "-c", "Release", "-v", "q", "-p:TreatWarningsAsErrors=false", "-p:EnforceCodeStyleInBuild=false"],
                           cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if r.returncode == 0:
            return source.mutants, dropped
        bad = {(os.path.relpath(f, folder), int(n)) for f, n in re.findall(r"^\s*(\S+\.cs)\((\d+),\d+\): error", r.stdout, re.M)}
        new = {i for i, (_, f, n, _) in enumerate(source.mutants) if (f, n) in bad and i not in dropped}
        if not new:
            sys.exit("the copy does not build:\n" + "\n".join(line for line in r.stdout.split("\n") if ": error" in line))
        dropped |= new


class Runner:
    """A process of Runner.cs, started again when a mutant has ended it."""

    def __init__(self, folder, project, skip, only):
        self.command = ["dotnet", os.path.join(folder, project, "bin/Release/net10.0", os.path.basename(project) + ".dll"), skip, only]
        self.process = None

    def ask(self, mutant):
        """What the runner says of a mutant: (noticed, by what)."""
        if self.process is None:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            line = self.process.stdout.readline().strip()
            if not line.startswith("ready"):
                raise RuntimeError(line or "the runner does not start")
            print(line, flush=True)
        self.process.stdin.write(f"{mutant}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline().strip()
        if line.startswith("fails "):
            raise RuntimeError(line)
        answer = line.split(" ", 2)
        if len(answer) < 3 or answer[1] == "timeout":
            self.stop()
            return True, f"no end of {answer[2]}" if len(answer) == 3 else "the end of the process"
        return answer[1] == "noticed", answer[2]

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--circuits", action="store_true", help="mutants of the recursion circuits, instead of the verifier")
    p.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes beside each other")
    p.add_argument("--sample", type=int, default=0, help="so many mutants, chosen by --seed; 0: all")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--only", default="", help="mutants whose description matches this regular expression")
    p.add_argument("--skip", default="ProofMemoryTests|SecondVerifier|" + CIRCUITS_SKIP, help="tests that are not run, as a pattern of alternatives")
    p.add_argument("--list", action="store_true", help="compile and list the mutants")
    a = p.parse_args()
    folder = tempfile.mkdtemp(prefix="zkfp-mutants-")
    try:
        return mutate(a, folder)
    finally:
        shutil.rmtree(folder)


def replace(path, old, new):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    with open(path, "w", encoding="utf-8") as f:
        f.write(text.replace(old, new))


def mutate(a, folder):
    project, sources = (CIRCUITS_PROJECT, CIRCUITS) if a.circuits else (PROJECT, FILES)
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "src", project, "samples", "guests/firmware/prebuilt", "*.props", "*.sln",
                            "global.json", ".editorconfig"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    for f in files:
        os.makedirs(os.path.dirname(os.path.join(folder, f)), exist_ok=True)
        shutil.copy(os.path.join(ROOT, f), os.path.join(folder, f))
    shutil.copy(os.path.join(ROOT, "tests/verifier-mutations/Runner.cs"), os.path.join(folder, project))
    properties = "<PropertyGroup><GenerateProgramFile>false</GenerateProgramFile></PropertyGroup>"
    if a.circuits:
        properties += '<ItemGroup><PackageReference Include="FsCheck.Xunit" /></ItemGroup>'  # Runner.cs names it
        for f in files:
            if f.startswith(project) and f.endswith(".cs"):
                replace(os.path.join(folder, f), "Lazy<Circuit>", "Fresh<Circuit>")
                replace(os.path.join(folder, f), "static readonly Circuit s_circuit = ", "static Circuit s_circuit => ")
        with open(os.path.join(folder, project, "Fresh.cs"), "w", encoding="utf-8") as f:
            f.write(FRESH)
    replace(os.path.join(folder, project, os.path.basename(project) + ".csproj"), "</Project>", properties + "</Project>")
    mutants, dropped = build(folder, sources, project, a.circuits)
    chosen = [i for i in range(len(mutants)) if i not in dropped and re.search(a.only, " ".join(map(str, mutants[i])))]
    print(f"{len(mutants)} mutants, {len(dropped)} do not compile, {len(chosen)} chosen", flush=True)
    if a.sample and a.sample < len(chosen):
        chosen = sorted(random.Random(a.seed).sample(chosen, a.sample))
    if a.list:
        for i in chosen:
            print(i, *mutants[i])
        return 0
    start, survivors, broken, lock, waiting = time.time(), [], [], threading.Lock(), queue.SimpleQueue()
    for i in chosen:
        waiting.put(i)

    def work():
        runner = Runner(folder, project, a.skip, CIRCUITS_TESTS if a.circuits else "")
        try:
            while not broken:
                i = waiting.get_nowait()
                noticed, by = runner.ask(i)
                with lock:
                    report(i, noticed, by)
        except queue.Empty:
            pass
        except RuntimeError as e:
            broken.append(str(e))
        finally:
            runner.stop()

    def report(i, noticed, by):
        kind, file, line, source = mutants[i]
        reason = None if noticed else next((r for f, part, k, r in EQUIVALENT if file.endswith(f) and part in source and k == kind), None)
        if not noticed and reason is None:
            survivors.append(i)
        verdict = f"noticed by {by}" if noticed else f"equivalent: {reason}" if reason else f"SURVIVES {by} tests: {source}"
        print(f"{i} {kind} {file}:{line} {verdict}", flush=True)

    threads = [threading.Thread(target=work) for _ in range(a.jobs)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    if broken:
        sys.exit(broken[0])
    print(f"{len(chosen)} mutants, {len(survivors)} survivors, {time.time() - start:.0f} s")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
