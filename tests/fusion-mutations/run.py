#!/usr/bin/env python3
"""Makes each condition of src/MipsVm/Rom/Fusion.cs wrong, and where the ROM uses it, and reports what FusionTests do not notice.

    tests/fusion-mutations/run.py [--keep FOLDER]

All mutants are compiled at once into a private copy of the repository, each behind a switch, and tried one after another in one process. Below, what is
between ⟦ and ⟧ is replaced by each of the texts behind it. Ends with 1 if a mutant survives that EQUIVALENT does not name.
"""
import argparse, os, re, shutil, subprocess, sys, tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FUSION, ROM = "src/MipsVm/Rom/Fusion.cs", "src/MipsVm/Rom/RomBuilder.cs"
KINDS = ["Rotation(at, rows[0].Pc)", "Comparison(at, rows[0].Pc)", "AddLoad(rows)", "LoadConstant(at, rows)", "Pair(at, rows)", "Moves(rows)"]

# Wrong texts that no program can tell from the right one, and why.
EQUIVALENT = {
    " ?? ".join(reversed(KINDS)): "no words begin two kinds",
    "less.Imm < 1 << 16": "a negative immediate is a word with 17 ones above",
    "less.Imm <= 1 << 15": "as before",
    "false /* b has no low limb */": "constants with a low limb have a high one of 0 or 0xFFFF: these addresses are near an end",
}

MUTANTS = [
    (FUSION, "Operation.FusedMoves => ⟦4⟧,", "3"),
    (FUSION, f"RomRow? row = ⟦{' ?? '.join(KINDS)}⟧;", *[" ?? ".join(k for k in KINDS if k != left) for left in KINDS], " ?? ".join(reversed(KINDS))),
    (FUSION, "row is { } r && ⟦r.Pc + (uint)Length(r.Operation) < LastWord⟧", "true", "r.Pc + (uint)Length(r.Operation) <= LastWord",
     "r.Pc + (uint)Length(r.Operation) <= LastWord + 1", "r.Pc + (uint)Length(r.Operation) < LastWord - 1", "r.Pc + (uint)Length(r.Operation) < LastWord - 2"),
    # Rotation
    (FUSION, "if (⟦at.Length < Three⟧) return null;\n        ref readonly Instruction first", "at.Length <= Three"),
    (FUSION, "if (⟦(first.Opcode, second.Opcode) is not ((Opcode.Sll, Opcode.Srl) or (Opcode.Srl, Opcode.Sll))⟧ ||",
     "(first.Opcode, second.Opcode) is not (Opcode.Sll, Opcode.Srl)", "(first.Opcode, second.Opcode) is not (Opcode.Srl, Opcode.Sll)",
     "first.Opcode is not (Opcode.Sll or Opcode.Srl) || second.Opcode is not (Opcode.Sll or Opcode.Srl)",
     "(first.Opcode, second.Opcode) is not ((Opcode.Sll, Opcode.Srl or Opcode.Rotr or Opcode.Sra) or (Opcode.Srl or Opcode.Rotr or Opcode.Sra, Opcode.Sll))"),
    (FUSION, "|| ⟦or.Opcode != Opcode.Or⟧)", "or.Opcode == Opcode.Or", "false", "or.Opcode is not (Opcode.Or or Opcode.Addu or Opcode.Xor)"),
    (FUSION, "ref readonly Instruction left = ref ⟦first.Opcode == Opcode.Sll⟧ ?", "first.Opcode != Opcode.Sll"),
    (FUSION, "int a = ⟦first.Rt⟧,", "second.Rt"),
    (FUSION, "b = ⟦d == first.Rd ? second.Rd : first.Rd⟧;", "d != first.Rd ? second.Rd : first.Rd", "second.Rd", "first.Rd"),
    (FUSION, "if (⟦first.Sa + second.Sa != 32⟧ ||", "false", "first.Sa + second.Sa == 32", "(first.Sa + second.Sa & 31) != 0",
     "(first.Sa + second.Sa & 15) != 0", "first.Sa + second.Sa > 32", "first.Sa + second.Sa < 32"),
    (FUSION, "|| ⟦second.Rt != a⟧ ||", "false", "second.Rt == a"),
    (FUSION, "|| ⟦a == 0⟧) return null;", "false", "a != 0"),
    (FUSION, "if (⟦first.Rd == a⟧ ||", "false", "second.Rd == a", "first.Rd == a || second.Rd == a"),
    (FUSION, "|| ⟦first.Rd == second.Rd⟧) return null;", "false", "first.Rd != second.Rd"),
    (FUSION, "if (⟦d != first.Rd && d != second.Rd⟧) return null;", "false", "d != first.Rd", "d != second.Rd"),
    (FUSION, "if (⟦(or.Rs, or.Rt) != (d, b)⟧ &&", "true", "or.Rs != d", "or.Rt != b"),
    (FUSION, "&& ⟦(or.Rs, or.Rt) != (b, d)⟧) return", "true", "or.Rs != b", "or.Rt != d", "false"),
    (FUSION, "Operation low = ⟦b == left.Rd⟧ ?", "b != left.Rd"),
    (FUSION, "Operation = ⟦low + (int)(s >> 4)⟧,", "low", "low + (int)(1 - (s >> 4))", "low + (left.Sa >> 4 & 1)"),
    (FUSION, "X = ⟦16 - (s & 15)⟧ }", "s & 15", "16 - (left.Sa & 15u)"),
    # Comparison
    (FUSION, "if (⟦at.Length < Three⟧) return null;\n        ref readonly Instruction less", "at.Length <= Three"),
    (FUSION, "if (⟦branch.Opcode is not (Opcode.Bne or Opcode.Beq)⟧ ||", "branch.Opcode is not Opcode.Bne", "branch.Opcode is not Opcode.Beq",
     "branch.Opcode is not (Opcode.Bne or Opcode.Beq or Opcode.Bnel or Opcode.Beql)",
     "branch.Opcode is not (Opcode.Bne or Opcode.Beq or Opcode.Blez or Opcode.Bgtz or Opcode.Bltz or Opcode.Bgez)", "false"),
    (FUSION, "|| ⟦!IsNop(last)⟧) return null;", "false", "IsNop(last)"),
    (FUSION, "int d = ⟦less.Rd⟧;", "less.Rs"),
    (FUSION, "if (⟦(branch.Rs, branch.Rt) != (d, 0)⟧ &&", "true", "branch.Rs != d", "branch.Rt != 0"),
    (FUSION, "&& ⟦(branch.Rs, branch.Rt) != (0, d)⟧) return", "true", "branch.Rs != 0", "branch.Rt != d", "false"),
    (FUSION, "uint target = ⟦branch.Target >> 2⟧,", "branch.Target", "(branch.Target >> 2) - 1"),
    (FUSION, "after = ⟦pc + Three⟧;", "pc + 2"),
    (FUSION, "bool equal = ⟦branch.Opcode == Opcode.Beq⟧;", "branch.Opcode == Opcode.Bne"),
    (FUSION, "if (⟦target == LastWord⟧) return null;", "false", "target >= LastWord - 1"),
    (FUSION, "switch (⟦less.Opcode⟧)", "less.Opcode == Opcode.Slt ? Opcode.Sltu : less.Opcode", "less.Opcode == Opcode.Sltu ? Opcode.Slt : less.Opcode",
     "less.Opcode == Opcode.Slti ? Opcode.Slt : less.Opcode", "less.Opcode == Opcode.Sltiu ? Opcode.Slt : less.Opcode",
     "less.Opcode == Opcode.Addiu ? Opcode.Slti : less.Opcode"),
    (FUSION, "A = ⟦less.Rs⟧,\n                    B = less.Rt", "less.Rt"),
    (FUSION, "B = ⟦less.Rt⟧,", "less.Rs"),
    (FUSION, "X = ⟦equal ? after : target⟧,", "equal ? target : after"),
    (FUSION, "Y = ⟦equal ? target : after⟧,", "equal ? after : target"),
    (FUSION, "when ⟦less.Imm < 1 << 15⟧:", "less.Imm < 1 << 16", "true", "less.Imm <= 1 << 15", "less.Imm < (1 << 15) - 1", "less.Imm is > 0 and < 1 << 15"),
    (FUSION, "Operation = ⟦less.Opcode == Opcode.Slti⟧ ?", "less.Opcode == Opcode.Sltiu"),
    (FUSION, "B = ⟦equal⟧ ? (byte)1", "!equal"),
    # AddLoad
    (FUSION, "bool shifts = ⟦shift.Operation == Operation.ShiftLeftLowInPlace && shift.X == 2⟧;", "shift.X == 2",
     "shift.Operation == Operation.ShiftLeftLowInPlace", "shift.Operation is Operation.ShiftLeftLowInPlace or Operation.ShiftLeftLow && shift.X == 2",
     "shift.Operation == Operation.ShiftLeftLowInPlace && shift.X <= 2", "shift.Operation == Operation.ShiftLeftLowInPlace && shift.X >= 2",
     "shift.Operation is Operation.ShiftLeftLowInPlace or Operation.ShiftRightLowInPlace && shift.X == 2", "false"),
    (FUSION, "if (⟦rows.Length < 2⟧) return null;", "rows.Length < 3"),
    (FUSION, "if (⟦add.Operation != Operation.AddInPlace⟧ ||", "false", "add.Operation is not (Operation.AddInPlace or Operation.Add)",
     "add.Operation is not (Operation.AddInPlace or Operation.OrInPlace)", "add.Operation is not (Operation.AddInPlace or Operation.AddImmediateInPlace)"),
    (FUSION, "|| ⟦load.Operation != Operation.LoadWordInPlace⟧ ||", "false", "load.Operation is not (Operation.LoadWordInPlace or Operation.LoadWord)"),
    (FUSION, "|| ⟦load.D != add.D⟧) return null;", "false", "load.D == add.D"),
    (FUSION, "shifts && (⟦shift.D != add.D⟧ ||", "false", "shift.D != add.B"),
    (FUSION, "|| ⟦add.B == add.D⟧)) return null;", "false", "add.B != add.D"),
    (FUSION, "Operation = ⟦shifts⟧ ? Operation.FusedShiftAddLoad", "false"),
    (FUSION, "X = ⟦load.X⟧,", "add.X"),
    (FUSION, "Pc = ⟦shift.Pc⟧,", "add.Pc"),
    # LoadConstant
    (FUSION, "if (⟦at.Length < 2⟧ || rows[0].Operation", "at.Length < 3"),
    (FUSION, "|| ⟦rows[0].Operation != Operation.LoadImmediate⟧ ||", "false"),
    (FUSION, "|| ⟦rows[0].X != 0⟧ ||", "false /* b has no low limb */"),
    (FUSION, "|| ⟦at[1].Opcode != Opcode.Lw⟧ ||", "false", "at[1].Opcode is not (Opcode.Lw or Opcode.Ll)",
     "at[1].Opcode is not (Opcode.Lw or Opcode.Lhu or Opcode.Lbu or Opcode.Lwl or Opcode.Lh)", "at[1].Opcode is not (Opcode.Lw or Opcode.Sw)"),
    (FUSION, "|| ⟦at[1].Rs != rows[0].D⟧) return null;", "false", "at[1].Rs == rows[0].D"),
    (FUSION, "uint address = (rows[0].Y << 16) + ⟦at[1].Imm⟧;", "0", "(at[1].Imm & 0xFFFF)"),
    (FUSION, "if (⟦(address & 3) != 0⟧ ||", "false", "(address & 1) != 0", "(address & 2) != 0"),
    (FUSION, "|| ⟦TraceRow.IsNearEnd(address >> 2)⟧) return null;", "false", "TraceRow.IsNearEnd(address)"),
    (FUSION, "D = ⟦at[1].Rd⟧,\n            X = address >> 2", "rows[0].D"),
    (FUSION, "X = ⟦address >> 2⟧,", "address"),
    (FUSION, "Y = ⟦rows[0].Y⟧,", "address >> 16"),
    # Pair
    (FUSION, "if (⟦at.Length < 2⟧ || at[0].Opcode", "at.Length < 3"),
    (FUSION, "|| ⟦at[0].Opcode != at[1].Opcode⟧ ||", "false"),
    (FUSION, "|| ⟦at[0].Rs != at[1].Rs⟧) return null;", "false", "at[0].Rs == at[1].Rs"),
    (FUSION, "bool loads = ⟦at[0].Opcode == Opcode.Lw && at[0].Rd != at[0].Rs⟧;", "at[0].Opcode == Opcode.Lw", "at[0].Rd != at[0].Rs",
     "at[0].Opcode is Opcode.Lw or Opcode.Ll && at[0].Rd != at[0].Rs", "at[0].Opcode is Opcode.Lw or Opcode.Lhu or Opcode.Lbu && at[0].Rd != at[0].Rs",
     "at[0].Opcode == Opcode.Lw && at[1].Rd != at[1].Rs", "at[0].Opcode == Opcode.Lw && at[0].Rd != at[0].Rs && at[1].Rd != at[1].Rs",
     "at[0].Opcode == Opcode.Lw && at[0].Rd != at[0].Rs && at[0].Rd != at[1].Rd"),
    (FUSION, "if (⟦!loads && at[0].Opcode != Opcode.Sw⟧) return null;", "false", "!loads && at[0].Opcode is not (Opcode.Sw or Opcode.Sc)",
     "!loads && at[0].Opcode is not (Opcode.Sw or Opcode.Sb or Opcode.Sh)", "!loads"),
    (FUSION, "A = ⟦at[0].Rs⟧,", "at[0].Rt"),
    (FUSION, "B = ⟦loads ? at[0].Rd : at[0].Rt⟧,", "loads ? at[1].Rd : at[0].Rt", "loads ? at[0].Rd : at[1].Rt"),
    (FUSION, "D = ⟦loads ? at[1].Rd : at[1].Rt⟧,", "loads ? at[0].Rd : at[1].Rt", "loads ? at[1].Rd : at[0].Rt"),
    (FUSION, "X = ⟦rows[0].X⟧,\n            Y = rows[1].X", "rows[1].X"),
    (FUSION, "Y = ⟦rows[1].X⟧,", "rows[0].X"),
    # Moves
    (FUSION, "if (⟦rows.Length < count⟧) return null;", "rows.Length <= count"),
    (FUSION, "if (⟦rows[i].Operation != Operation.Move⟧) return null;", "false", "rows[i].Operation is not (Operation.Move or Operation.LoadImmediate)"),
    (FUSION, "for (int j = ⟦0⟧; j <= i; j++)", "1", "Math.Max(0, i - 1)"),
    (FUSION, "; ⟦j <= i⟧; j++)", "j < i"),
    (FUSION, "if (⟦rows[i].A == rows[j].D⟧ ||", "false", "i != j && rows[i].A == rows[j].D"),
    (FUSION, "|| ⟦i != j && rows[i].D == rows[j].D⟧) return null;", "false", "rows[i].D == rows[j].D"),
    (FUSION, "for (int other = ⟦0⟧; other", "1"),
    (FUSION, "; ⟦other < count⟧; other++)", "other < 3"),
    (FUSION, "RomRow first = rows[⟦other == 0 ? 1 : 0⟧]", "0"),
    (FUSION, "second = rows[⟦other <= 1 ? 2 : 1⟧]", "other <= 0 ? 2 : 1", "other <= 2 ? 2 : 1"),
    (FUSION, "third = rows[⟦other <= 2 ? 3 : 2⟧]", "other <= 1 ? 3 : 2", "other <= 3 ? 3 : 2"),
    (FUSION, "if (⟦first.A != second.D⟧ ||", "false"),
    (FUSION, "|| ⟦second.A != third.D⟧) continue;", "false"),
    (FUSION, "A = ⟦third.A⟧,", "second.A"),
    (FUSION, "B = ⟦rows[other].A⟧,", "first.A"),
    (FUSION, "X = ⟦(uint)second.D << 8 | third.D⟧,", "(uint)third.D << 8 | second.D"),
    (FUSION, "Y = ⟦rows[other].D⟧,", "first.D"),
    (FUSION, "=> ⟦i.Opcode == Opcode.Sll && i.Rd == RegisterKey.Sink⟧;", "i.Rd == RegisterKey.Sink", "i.Opcode == Opcode.Sll",
     "i.Opcode == Opcode.Sll && i.Rd == RegisterKey.Sink && i.Rt == 0", "i.Opcode == Opcode.Sll && i.Rd == RegisterKey.Sink && i.Sa == 0"),
    # The ROM
    (ROM, "if (⟦k >= free⟧ && Fusion.Find", "true", "k > free || k == 0"),
    (ROM, "free = ⟦k + Fusion.Length(fused.Operation)⟧;", "k + Fusion.Length(fused.Operation) - 1", "k + Fusion.Length(fused.Operation) + 1"),
    (ROM, "b._rows.AddRange(⟦rows[from[k]..from[k + 1]]⟧);", "k > 0 && k < free ? default : rows[from[k]..from[k + 1]]"),
]

SWITCH = "namespace Zkfp.MipsVm;\n\ninternal static class Mutant\n{\n    public static int On;\n}\n"
LOOP = """namespace Zkfp.MipsVm.Tests.Machine;

public class MutantLoop
{
    [Fact]
    public void Run()
    {
        var lines = new List<string>();
        for (Mutant.On = 0; Mutant.On <= COUNT; Mutant.On++)
        {
            string by = "";
            foreach (System.Reflection.MethodInfo test in typeof(FusionTests).GetMethods())
            {
                if (by != "" || test.GetCustomAttributes(typeof(FactAttribute), false).Length == 0) continue;
                try
                {
                    test.Invoke(new FusionTests(), null);
                }
                catch (System.Reflection.TargetInvocationException)
                {
                    by = test.Name;
                }
            }

            lines.Add($"{Mutant.On} {by}");
        }

        File.WriteAllLines("RESULT", lines);
    }
}
"""


def mutate(text, anchor, wrong, number):
    before, rest = anchor.split("⟦")
    right, after = rest.split("⟧")
    original = before + right + after
    if text.count(original) != 1: sys.exit(f"{text.count(original)} times in the source: {original}")
    arms = "".join(f"{number + i} => {w}, " for i, w in enumerate(wrong))
    return text.replace(original, f"{before}(Mutant.On switch {{ {arms}_ => {right} }}){after}")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--keep", help="a folder for the copy, which stays")
    a = p.parse_args()
    folder = a.keep or tempfile.mkdtemp(prefix="fusion-mutations-")
    try:
        sys.exit(run(folder))
    finally:
        if not a.keep: shutil.rmtree(folder, ignore_errors=True)


def run(folder):
    for f in subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, text=True, check=True).stdout.split("\0"):
        if not f or not os.path.isfile(f"{ROOT}/{f}"): continue
        os.makedirs(os.path.dirname(f"{folder}/{f}"), exist_ok=True)
        shutil.copy(f"{ROOT}/{f}", f"{folder}/{f}")
    texts = {f: open(f"{folder}/{f}").read() for f in (FUSION, ROM)}
    names = ["none"]
    for file, anchor, *wrong in MUTANTS:
        texts[file] = mutate(texts[file], anchor, wrong, len(names))
        names += [(anchor, w) for w in wrong]
    result = f"{folder}/result.txt"
    texts["src/MipsVm/Mutant.cs"] = SWITCH
    texts["tests/Zkfp.MipsVm.Tests/Machine/MutantLoop.cs"] = LOOP.replace("COUNT", str(len(names) - 1)).replace("RESULT", result)
    for f, text in texts.items(): open(f"{folder}/{f}", "w").write(text)
    subprocess.run(["dotnet", "test", f"{folder}/tests/Zkfp.MipsVm.Tests", "-c", "Release", "-m:1", "-nodeReuse:false", "--filter", "MutantLoop", "-v", "q",
                    "-p:TreatWarningsAsErrors=false", "-p:EnforceCodeStyleInBuild=false", "-p:RunAnalyzers=false"], check=True)
    bad = 0
    for number, line in enumerate(open(result)):
        noticed = line.split(" ", 1)[1].strip()
        if number == 0:
            if noticed: sys.exit(f"{noticed} fails without a mutant")
            continue
        anchor, wrong = names[number]
        if noticed: continue
        why = EQUIVALENT.get(wrong)
        bad += why is None
        print(f"survives: {re.sub(chr(10) + ' *', ' ', anchor)} → {wrong}" + (f" (equivalent: {why})" if why else ""))
    print(f"{len(names) - 1} mutants, {bad} survive that should not")
    return 1 if bad else 0


if __name__ == "__main__":
    main()
