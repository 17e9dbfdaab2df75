#!/usr/bin/env python3
"""Takes the checks out of StarkVerifier.sol, one at a time, and reports those that no test notices.

    contracts/mutations.py [--list] [--only TEXT]

A mutant is one of:
    guard    if (X) revert ...      is left out
    operand  of X || Y one          is left out; of or(X, Y) in a sum of faults too
    fault    bad |= X               is left out
Everything else that the verifier computes is noticed by the proof that it accepts. Works on a copy; ends with 1 if a mutant survives.
"""
import argparse, os, re, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FILE = "src/verify/stark/StarkVerifier.sol"


def mutants(source):
    for m in re.finditer(r"^ *if \((.*)\) revert (\w+)\(.*\);$", source, re.M):
        condition = m.group(1)
        yield "guard", m.group(0).strip(), m.start(), m.end(), ""
        parts = condition.split(" || ")
        for i in range(len(parts) if len(parts) > 1 else 0):
            rest = " || ".join(parts[:i] + parts[i + 1:])
            yield "operand", f"{parts[i]} in {m.group(0).strip()}", m.start(), m.end(), m.group(0).replace(condition, rest)
    for m in re.finditer(r"^ *bad \|= .*;$", source, re.M):
        yield "fault", m.group(0).strip(), m.start(), m.end(), ""
    # faults of assembly: each in a place of its own
    for old, new in [
        ("bad := sub(shr(32, counts), mul(width, count))", "bad := 0"),
        ("bad := or(bad, or(sub(next, end), xor(mload(add(NODES, 32)), root)))", "bad := or(bad, xor(mload(add(NODES, 32)), root))"),
        ("bad := or(bad, or(sub(next, end), xor(mload(add(NODES, 32)), root)))", "bad := or(bad, sub(next, end))"),
        ("bad := shr(224, calldataload(pos))", "bad := 0"),
        ("bad := and(keccak256(TRANSCRIPT, 37), sub(shl(bits, 1), 1))", "bad := 0"),
        ("bad := and(or(bad, or(w, add(w, add_))), high)", "bad := and(bad, high)"),
        ("good := and(good, eq(returndatasize(), bytes_))", ""),
        ("good := and(good, eq(returndatasize(), 64))", ""),
        ("let w := shl(rest, shr(rest, calldataload(pos)))", "let w := calldataload(pos)"),
    ]:
        at = source.index(old)
        yield "fault", f"{old} -> {new or 'nothing'}", at, at + len(old), new
    # words of eight that canonical() takes
    for m in re.finditer(r"bad := or\(bad, or\(w, add\(w, add_\)\)\)", source):
        yield "fault", f"{m.group(0)} in line {source[:m.start()].count(chr(10)) + 1}", m.start(), m.end(), ""


def run(folder):
    forge = os.path.join(HERE, "node_modules/@foundry-rs/forge/bin.mjs")
    return subprocess.run(
        ["node", forge, "test", "--match-path", "test/Stark[PV]*.t.sol", "--no-match-test", "testFuzz_folds", "--fail-fast"],
        cwd=folder, capture_output=True, text=True, env={**os.environ, "FOUNDRY_DENY": "never"})


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--list", action="store_true")
    a.add_argument("--only", default="")
    a = a.parse_args()
    source = open(os.path.join(HERE, FILE)).read()
    chosen = [m for m in mutants(source) if a.only in m[1]]
    if a.list:
        print("\n".join(f"{kind:8} {what}" for kind, what, *_ in chosen))
        return 0
    survivors = 0
    with tempfile.TemporaryDirectory() as top:
        folder = os.path.join(top, "contracts")
        shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("node_modules", "out", "generator"))
        os.symlink(os.path.join(HERE, "node_modules"), os.path.join(folder, "node_modules"))
        os.makedirs(os.path.join(top, "samples"))
        shutil.copy(os.path.join(HERE, "../samples/hello.l1"), os.path.join(top, "samples"))
        # only what these tests take
        for name in os.listdir(os.path.join(folder, "test")):
            if name.endswith(".sol") and not name.startswith(("Stark", "Vm")):
                os.remove(os.path.join(folder, "test", name))
        if not re.search(r"tests passed, 0 failed", run(folder).stdout):
            print("the tests fail without a mutant")
            return 1
        for kind, what, start, end, text in chosen:
            open(os.path.join(folder, FILE), "w").write(source[:start] + text + source[end:])
            r = run(folder)
            compiled = "Ran " in r.stdout
            seen = re.search(r"^\[FAIL.*\] (\w+)\(", r.stdout, re.M)
            verdict = "noticed by " + seen.group(1) if seen else "DOES NOT COMPILE" if not compiled else "SURVIVES"
            survivors += not seen
            print(f"{kind:8} {what}: {verdict}", flush=True)
    print(f"{len(chosen)} mutants, {survivors} not noticed")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
