#!/usr/bin/env python3
"""Takes the checks out of StarkVerifier.sol, one at a time, and reports those that no test notices.

    contracts/mutations.py [--list] [--only TEXT]

A mutant is one of:
    guard    if (X) revert ...      is left out
    operand  of X || Y one          is left out; of or(X, Y) in a sum of faults too
    fault    bad |= X               is left out
Everything else that the verifier computes is noticed by the proof that it accepts. All mutants are compiled at once, into a copy; ends with 1 if one survives.
"""
import argparse, os, re, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FILE = "src/verify/stark/StarkVerifier.sol"


ON = "iszero(eq(gasprice(), %d))"

# Faults that assembly adds up: what stands there, and with a switch at each place that a mutant takes out.
FAULTS = [
    ("bad := sub(shr(32, counts), mul(width, count))", "bad := mul(sub(shr(32, counts), mul(width, count)), {0})"),
    ("bad := or(bad, or(sub(next, end), xor(mload(add(NODES, 32)), root)))",
     "bad := or(bad, or(mul({0}, sub(next, end)), mul({1}, xor(mload(add(NODES, 32)), root))))"),
    ("bad := shr(224, calldataload(pos))", "bad := mul({0}, shr(224, calldataload(pos)))"),
    ("bad := and(keccak256(TRANSCRIPT, 37), sub(shl(bits, 1), 1))", "bad := mul({0}, and(keccak256(TRANSCRIPT, 37), sub(shl(bits, 1), 1)))"),
    ("bad := and(or(bad, or(w, add(w, add_))), high)", "bad := and(or(bad, mul({0}, or(w, add(w, add_)))), high)"),
    ("bad := or(bad, or(w, add(w, add_)))", "bad := or(bad, mul({0}, or(w, add(w, add_))))"),
    ("good := and(good, eq(returndatasize(), bytes_))", "good := and(good, or(iszero({0}), eq(returndatasize(), bytes_)))"),
    ("good := and(good, eq(returndatasize(), 64))", "good := and(good, or(iszero({0}), eq(returndatasize(), 64)))"),
    ("rest := shl(3, sub(32, and(length, 31)))", "rest := mul({0}, shl(3, sub(32, and(length, 31))))"),
]


def mutated(source):
    """The contract with all mutants, each on at a gas price of its own from 1 on, and what they are."""
    names = []

    def switch(name):
        names.append(name)
        return len(names)

    def guard(m):
        space, condition, end = m.group(1), m.group(2), m.group(3)
        parts = condition.split(" || ")
        if len(parts) > 1:
            condition = " || ".join(f"(({p}) && mutant() != {switch(f'operand  {p} in {m.group(0).strip()}')})" for p in parts)
        return f"{space}if (({condition}) && mutant() != {switch('guard    ' + m.group(0).strip())}) {end}"

    source = re.sub(r"^( *)if \((.*)\) (revert \w+\(.*\);)$", guard, source, flags=re.M)
    source = re.sub(
        r"^( *)(bad \|= .*;)$", lambda m: f"{m.group(1)}if (mutant() != {switch('fault    ' + m.group(2))}) {m.group(2)}", source, flags=re.M)
    for old, new in FAULTS:
        if old not in source:
            sys.exit(f"{FILE} has no longer: {old}")
        count = new.count("{")

        def replace(m):
            line = source[:m.start()].count("\n") + 1
            return new.format(*[ON % switch(f"fault    {old}, line {line}, {k + 1} of {count}") for k in range(count)])

        source = re.sub(re.escape(old), replace, source)
    source = re.sub(r"\bpure\b", "view", source)
    end = source.rindex("}")
    return source[:end] + """
    function mutant() internal view returns (uint256 r) {
        assembly {
            r := gasprice()
        }
    }
}
""", names


def run(folder, mutant):
    forge = os.path.join(HERE, "node_modules/@foundry-rs/forge/bin.mjs")
    out = subprocess.run(
        ["node", forge, "test", "--match-path", "test/Stark[PTV]*.t.sol", "--no-match-test", "testFuzz_folds", "--fail-fast"],
        cwd=folder, capture_output=True, text=True, env={**os.environ, "FOUNDRY_DENY": "never", "MUTANT": str(mutant)}).stdout
    seen = re.search(r"^\[FAIL.*\] (\w+)\(", out, re.M)
    if not seen and not re.search(r"tests passed, 0 failed", out):
        sys.exit(out)
    return seen and seen.group(1)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--list", action="store_true")
    a.add_argument("--only", default="")
    a = a.parse_args()
    source, names = mutated(open(os.path.join(HERE, FILE)).read())
    chosen = [(k + 1, n) for k, n in enumerate(names) if a.only in n]
    if a.list:
        print("\n".join(n for _, n in chosen))
        return 0
    survivors = 0
    with tempfile.TemporaryDirectory() as top:
        folder = os.path.join(top, "contracts")
        shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("node_modules", "out", "generator"))
        os.symlink(os.path.join(HERE, "node_modules"), os.path.join(folder, "node_modules"))
        os.makedirs(os.path.join(top, "samples"))
        shutil.copy(os.path.join(HERE, "../samples/hello.l1"), os.path.join(top, "samples"))
        for name in os.listdir(os.path.join(folder, "test")):
            path = os.path.join(folder, "test", name)
            if name.endswith(".sol") and not name.startswith(("Stark", "Vm")):
                os.remove(path)
            elif name.endswith(".sol"):
                text = open(path).read().replace("function setUp() external {", 'function setUp() external {\n        vm.txGasPrice(vm.envOr("MUTANT", uint256(0)));')
                text = text.replace("interface Vm {", "interface Vm {\n    function txGasPrice(uint256 price) external;\n    "
                                    "function envOr(string calldata name, uint256 value) external view returns (uint256);")
                open(path, "w").write(re.sub(r"\bpure\b", "view", text))
        open(os.path.join(folder, FILE), "w").write(source)
        if run(folder, 0):
            sys.exit("the tests fail without a mutant")
        for k, name in chosen:
            seen = run(folder, k)
            survivors += not seen
            print(f"{name}: {'noticed by ' + seen if seen else 'SURVIVES'}", flush=True)
    print(f"{len(chosen)} mutants, {survivors} not noticed")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
