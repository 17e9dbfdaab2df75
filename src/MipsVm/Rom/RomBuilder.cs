using System.Runtime.InteropServices;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tables.Branch;
using Zkfp.MipsVm.Tables.System;

namespace Zkfp.MipsVm.Rom;

/// <summary>
/// Turns instructions into ROM rows. The rows of one instruction exclude each other: whatever row a prover picks, it must prove the
/// row's condition (a = b, address aligned, ...), and exactly one condition holds, except that a general row may stand for a special
/// one with the same effect. docs/machine-soundness.md lists the rows of every instruction.
/// </summary>
internal sealed class RomBuilder
{
    private const int WordMask = (1 << 30) - 1;
    private const ConditionFlags Likely = ConditionFlags.LikelyOrSigned, Signed = ConditionFlags.LikelyOrSigned;

    private readonly List<RomRow> _rows = [];
    private readonly Endianness _order;
    private readonly Holes _holes;
    private uint _pc;

    private RomBuilder(ProgramImage image)
    {
        _order = image.Endianness;
        _holes = image.Holes;
    }

    /// <summary>
    /// All rows, and for each executable range the first row of each word. That of words that begin what one row can prove (<see cref="Fusion"/>) is that
    /// row; those of the instruction by itself follow. No word is in two such sequences.
    /// </summary>
    public static (RomRow[] Rows, int[][] FirstRows) Build(ProgramImage image)
    {
        var b = new RomBuilder(image);
        var first = new int[image.Rom.Count][];
        for (int i = 0; i < first.Length; i++)
        {
            RomRange range = image.Rom[i];
            int words = range.Words.Length, free = 0;
            var single = new RomBuilder(image);
            var from = new int[words + 1];
            for (int k = 0; k < words; k++)
            {
                single._pc = (range.Start >> 2) + (uint)k;
                single.Add(range.Instructions[k]);
                from[k + 1] = single._rows.Count;
            }

            ReadOnlySpan<RomRow> rows = CollectionsMarshal.AsSpan(single._rows);
            var usual = new RomRow[words];
            for (int k = 0; k < words; k++) usual[k] = rows[from[k]];
            first[i] = new int[words];
            for (int k = 0; k < words; k++)
            {
                first[i][k] = b._rows.Count;
                if (k >= free && Fusion.Find(range.Instructions.AsSpan(k), usual.AsSpan(k)) is { } fused)
                {
                    b._rows.Add(fused);
                    free = k + Fusion.Length(fused.Operation);
                }

                b._rows.AddRange(rows[from[k]..from[k + 1]]);
            }
        }

        b.AddGaps(image);
        b.AddHoles();
        if (image.HasFirmware)
        {
            b._pc = ProgramImage.ExceptionVector >> 2;
            b.Row(Operation.ExceptionVector);
        }

        return (b._rows.ToArray(), first);
    }

    /// <summary>The longest gap in words: see the fetch-fault table.</summary>
    internal const uint MaxGap = 1u << 29;

    private void AddGaps(ProgramImage image)
    {
        uint at = 0;
        foreach (RomRange range in image.Rom)
        {
            AddGap(at, range.Start >> 2);
            at = (range.Start >> 2) + (uint)range.Words.Length;
        }

        AddGap(at, 1u << 30);
    }

    private void AddGap(uint start, uint end)
    {
        for (; start < end; start += MaxGap)
        {
            _pc = start;
            Row(Operation.Gap, x: Math.Min(end - start, MaxGap) + start - 1);
        }
    }

    private void AddHoles()
    {
        foreach (Hole h in _holes.Ranges)
        {
            _pc = h.Start >> 2;
            Row(Operation.Hole, x: (h.End >> 2) - 1);
        }

        // What follows the last word is as unmapped as a hole: operands of primitives may reach so far.
        if (_holes.Ranges.Count == 0) return;
        _pc = 1u << 30;
        Row(Operation.Hole, x: (1u << 30) + PrimitiveCall.MaxWords - 1);
    }

    private void Row(Operation operation, int a = 0, int b = 0, int d = 0, uint x = 0, uint y = 0) => _rows.Add(new RomRow
    {
        Pc = _pc,
        Operation = operation,
        A = (byte)a,
        B = (byte)b,
        D = (byte)d,
        X = x,
        Y = y,
    });

    private static uint Field(int value) => value < 0 ? (uint)value + KoalaBear.P : (uint)value;

    /// <summary>The word after the delay slot, for instructions with npc = pc + 1.</summary>
    private uint FallThrough => (_pc + 2) & WordMask;

    private void Add(in Instruction i)
    {
        bool sink = i.Rd == RegisterKey.Sink;
        int signed = (int)i.Imm;
        switch (i.Opcode)
        {
            case Opcode.Add: Overflow(Operation.OverflowAdd, i, sink); break;
            case Opcode.Sub: Overflow(Operation.OverflowSubtract, i, sink); break;
            case Opcode.Addi: Overflow(Operation.OverflowAddImmediate, i, sink); break;
            case Opcode.Hint:
                if (sink) Row(Operation.Nop);
                else Row(Operation.Hint, d: i.Rd);
                break;
            case >= Opcode.Addiu and <= Opcode.Ins or Opcode.Mul when i.Opcode != Opcode.Sub && !sink: Compute(i); break;
            case >= Opcode.Addiu and <= Opcode.Ins or Opcode.Mul when i.Opcode != Opcode.Sub: Row(Operation.Nop); break;
            case Opcode.Mfhi or Opcode.Mflo or Opcode.Mthi or Opcode.Mtlo or Opcode.Rdhwr or Opcode.Mfc0 or Opcode.Mtc0:
                if (sink) Row(Operation.Nop);
                else Move(i.Rs, i.Rd);
                break;
            case Opcode.Mult: Row(Operation.MultiplyWide, i.Rs, i.Rt); break;
            case Opcode.Multu: Row(Operation.MultiplyWideUnsigned, i.Rs, i.Rt); break;
            case Opcode.Madd: Row(Operation.MultiplyAdd, i.Rs, i.Rt); break;
            case Opcode.Maddu: Row(Operation.MultiplyAddUnsigned, i.Rs, i.Rt); break;
            case Opcode.Msub: Row(Operation.MultiplySubtract, i.Rs, i.Rt); break;
            case Opcode.Msubu: Row(Operation.MultiplySubtractUnsigned, i.Rs, i.Rt); break;
            case Opcode.Div: Row(Operation.Divide, i.Rs, i.Rt); break;
            case Opcode.Divu: Row(Operation.DivideUnsigned, i.Rs, i.Rt); break;
            case Opcode.J: Row(Operation.Jump, x: i.Target >> 2); break;
            case Opcode.Jal: JumpLink(i.Target, i.Imm); break;
            case Opcode.Jr or Opcode.Jalr:
                if (sink) Row(Operation.JumpRegister, i.Rs);
                else Row(Operation.JumpLinkRegister, i.Rs, d: i.Rd, x: i.Imm & 0xFFFF, y: i.Imm >> 16);
                Fault(Operation.LoadFault, i.Rs, 0, FaultKind.Jump);
                break;
            case Opcode.Eret:
                Row(Operation.ExceptionReturn, i.Rs);
                Fault(Operation.LoadFault, i.Rs, 0, FaultKind.Jump);
                break;
            case >= Opcode.Beq and <= Opcode.Bgezall: Branch(i); break;
            case >= Opcode.Lb and <= Opcode.Sc: Memory(i, signed); break;
            case >= Opcode.Teq and <= Opcode.Tnei: Trap(i); break;
            case Opcode.Syscall: Row(Operation.Raise, x: (uint)ExceptionCode.Syscall); break;
            case Opcode.Break: Row(Operation.Raise, x: (uint)ExceptionCode.Breakpoint); break;
            case Opcode.ReservedInstruction: Row(Operation.Raise, x: (uint)ExceptionCode.ReservedInstruction); break;
            case Opcode.CoprocessorUnusable: Row(Operation.Raise, x: (uint)ExceptionCode.CoprocessorUnusable); break;
            case Opcode.Sync or Opcode.Synci or Opcode.Pref: Row(Operation.Nop); break;
            case Opcode.KeccakF: PrimitiveRows(Operation.KeccakF, i); break;
            case Opcode.Sha256: PrimitiveRows(Operation.Sha256, i); break;
            case Opcode.Poseidon2: PrimitiveRows(Operation.Poseidon2, i); break;
            case Opcode.Poseidon2Wide: PrimitiveRows(Operation.Poseidon2Wide, i); break;
            case Opcode.MulMod: PrimitiveRows(Operation.MulMod, i); break;
            case Opcode.MulMod384: PrimitiveRows(Operation.MulMod384, i); break;
            case Opcode.Halt: Row(Operation.Halt, i.Rs); break;
            case Opcode.Commit: Row(Operation.Commit, i.Rs, x: i.Sa); break;
            default: throw new ArgumentException($"Opcode {i.Opcode} at 0x{_pc << 2:x8} has no table.");
        }
    }

    /// <summary>The pointers of a primitive are a, b, d and x, in the order of its blocks. Any of its operands may be what is wrong: all say the same.</summary>
    private void PrimitiveRows(Operation operation, in Instruction i)
    {
        OperandBlock[] blocks = OperandBlock.Of(i.Opcode);
        Span<byte> keys = stackalloc byte[4];
        for (int k = 0; k < blocks.Length; k++) keys[k] = blocks[k].Register(i);
        Row(operation, keys[0], keys[1], keys[2], keys[3]);
        foreach (OperandBlock block in blocks) Row(Operation.OperandFault, block.Register(i), x: (uint)block.Words - 1);
    }

    private void Overflow(Operation operation, in Instruction i, bool sink)
    {
        bool immediate = operation == Operation.OverflowAddImmediate;
        int noWrite = sink ? Operation.OverflowCheckAdd - Operation.OverflowAdd : 0;
        Row((Operation)((int)operation + noWrite), i.Rs, immediate ? 0 : i.Rt, sink ? 0 : i.Rd,
            immediate ? i.Imm & 0xFFFF : 0, immediate ? i.Imm >> 16 : 0);
    }

    /// <summary>Instructions that write a register and raise nothing.</summary>
    private void Compute(in Instruction i)
    {
        int a = i.Rs, b = i.Rt, d = i.Rd;
        uint low = i.Imm & 0xFFFF, byte0 = i.Imm & 0xFF, byte1 = i.Imm >> 8 & 0xFF;
        switch (i.Opcode)
        {
            case Opcode.Addiu when a == 0: Constant(d, i.Imm); break;
            case Opcode.Addiu when i.Imm == 0: Move(a, d); break;
            case Opcode.Addiu when a == d: Row(Operation.AddImmediateInPlace, d: d, x: Field((int)i.Imm)); break;
            case Opcode.Addiu: Row(Operation.AddImmediate, a, d: d, x: Field((int)i.Imm)); break;
            case Opcode.Addu or Opcode.Or or Opcode.Xor when b == 0: Move(a, d); break;
            case Opcode.Addu or Opcode.Or or Opcode.Xor when a == 0: Move(b, d); break;
            case Opcode.And when a == 0 || b == 0: Constant(d, 0); break;
            case Opcode.And or Opcode.Or when a == b: Move(a, d); break;
            case Opcode.Subu or Opcode.Xor when a == b: Constant(d, 0); break;
            case Opcode.Subu when b == 0: Move(a, d); break;
            case Opcode.Addu: Commutative(Operation.Add, Operation.AddInPlace, a, b, d); break;
            case Opcode.Subu: Row(Operation.Subtract, a, b, d); break;
            case Opcode.And: Commutative(Operation.And, Operation.AndInPlace, a, b, d); break;
            case Opcode.Or: Commutative(Operation.Or, Operation.OrInPlace, a, b, d); break;
            case Opcode.Xor: Commutative(Operation.Xor, Operation.XorInPlace, a, b, d); break;
            case Opcode.Nor when a == 0 && b == 0: Constant(d, uint.MaxValue); break;
            case Opcode.Nor when b == 0 || a == b: Row(Operation.Not, a, d: d); break;
            case Opcode.Nor when a == 0: Row(Operation.Not, b, d: d); break;
            case Opcode.Nor: Row(Operation.Nor, a, b, d); break;
            case Opcode.Andi when a == 0 || i.Imm == 0: Constant(d, 0); break;
            case Opcode.Ori or Opcode.Xori when a == 0: Constant(d, i.Imm); break;
            case Opcode.Ori or Opcode.Xori when i.Imm == 0: Move(a, d); break;
            case Opcode.Andi: Row(Operation.AndImmediate, a, d: d, x: byte0, y: byte1); break;
            case Opcode.Ori: Row(Operation.OrImmediate, a, d: d, x: byte0, y: byte1); break;
            case Opcode.Xori: Row(Operation.XorImmediate, a, d: d, x: byte0, y: byte1); break;
            case Opcode.Lui: Constant(d, i.Imm); break;
            case Opcode.Slt: Row(Operation.SetLess, a, b, d); break;
            case Opcode.Sltu when b == d: Row(Operation.SetLessUnsignedInPlace, a, d: d); break;
            case Opcode.Sltu: Row(Operation.SetLessUnsigned, a, b, d); break;
            case Opcode.Slti: Row(Operation.SetLessImmediate, a, d: d, x: low, y: Field((int)i.Imm >> 16)); break;
            case Opcode.Sltiu: Row(Operation.SetLessUnsignedImmediate, a, d: d, x: low, y: i.Imm >> 16); break;
            case Opcode.Movz when b == 0: Move(a, d); break;
            case Opcode.Movn when b == 0: Row(Operation.Nop); break;
            case Opcode.Movz:
                Row(Operation.MoveIfZero, a, b, d);
                Row(Operation.NotZero, b, x: FallThrough);
                Row(Operation.ConditionalTrap, b, d: (int)ConditionFlags.Equality);
                break;
            case Opcode.Movn:
                Row(Operation.MoveIfNotZero, a, b, d);
                Row(Operation.Zero, b, x: FallThrough);
                Row(Operation.ConditionalTrap, b, d: (int)(ConditionFlags.Equality | ConditionFlags.Negate));
                break;
            case Opcode.Sll: Shift(Operation.ShiftLeftLow, i); break;
            case Opcode.Srl: Shift(Operation.ShiftRightLow, i); break;
            case Opcode.Sra: Shift(Operation.ShiftArithmeticLow, i); break;
            case Opcode.Rotr: Shift(Operation.RotateLow, i); break;
            case Opcode.Sllv: Row(Operation.ShiftLeftVariable, a, b, d); break;
            case Opcode.Srlv: Row(Operation.ShiftRightVariable, a, b, d); break;
            case Opcode.Srav: Row(Operation.ShiftArithmeticVariable, a, b, d); break;
            case Opcode.Rotrv: Row(Operation.RotateVariable, a, b, d); break;
            case Opcode.Clo: Row(Operation.CountLeadingOnes, a, d: d); break;
            case Opcode.Clz: Row(Operation.CountLeadingZeros, a, d: d); break;
            case Opcode.Seb: Row(Operation.SignExtendByte, a, d: d); break;
            case Opcode.Seh: Row(Operation.SignExtendHalf, a, d: d); break;
            case Opcode.Wsbh: Row(Operation.SwapBytes, a, d: d); break;
            case Opcode.Ext: Extract(i); break;
            case Opcode.Ins when i.Imm == 32: Move(a, d); break;
            case Opcode.Ins:
                // The flag h is in field b; the old value of d is the other operand.
                Row(i.Imm > 16 ? Operation.InsertWide : Operation.Insert, a, i.Sa >> 4, d, 16 - (i.Sa & 15u), (i.Imm - 1 & 15) + 1);
                break;
            case Opcode.Mul: Row(Operation.Multiply, a, b, d); break;
            default: throw new ArgumentException($"Opcode {i.Opcode} at 0x{_pc << 2:x8} has no table.");
        }
    }

    private void Move(int a, int d)
    {
        if (a == 0) Constant(d, 0);
        else Row(Operation.Move, a, d: d);
    }

    private void Constant(int d, uint value) => Row(Operation.LoadImmediate, d: d, x: value & 0xFFFF, y: value >> 16);

    /// <summary>In place where d is a source: then one access pulls what it was and pushes what it becomes.</summary>
    private void Commutative(Operation operation, Operation inPlace, int a, int b, int d)
    {
        if (d == a || d == b) Row(inPlace, b: d == a ? b : a, d: d);
        else Row(operation, a, b, d);
    }

    private void Shift(Operation low, in Instruction i)
    {
        if (i.Sa == 0)
        {
            Move(i.Rt, i.Rd);
            return;
        }

        uint amount = i.Sa & 15u, r = low == Operation.ShiftLeftLow ? amount : 16 - amount;
        uint fill = low == Operation.ShiftArithmeticLow ? (1u << 16) - (1u << (int)r) : 0;
        ShiftRow(low + (i.Sa >> 4), i.Rt, i.Rd, r, fill);
    }

    private void ShiftRow(Operation operation, int a, int d, uint r, uint fill)
    {
        Operation? inPlace = operation switch
        {
            _ when a != d => null,
            Operation.ShiftLeftLow => Operation.ShiftLeftLowInPlace,
            Operation.ShiftRightLow => Operation.ShiftRightLowInPlace,
            Operation.ShiftRightHigh => Operation.ShiftRightHighInPlace,
            _ => null,
        };
        if (inPlace is { } o) Row(o, d: d, x: r, y: fill);
        else Row(operation, a, d: d, x: r, y: fill);
    }

    private void Extract(in Instruction i)
    {
        uint position = i.Sa, size = i.Imm, r = 16 - (position & 15);
        if (size == 32) Move(i.Rs, i.Rd);
        else if (position + size == 32) ShiftRow(Operation.ShiftRightLow + (int)(position >> 4), i.Rs, i.Rd, r, 0);
        else if (position >= 16) Row(Operation.ExtractHigh, i.Rs, d: i.Rd, x: r, y: size);
        else if (size > 16) Row(Operation.ExtractWide, i.Rs, d: i.Rd, x: r, y: size - 16);
        else Row(Operation.ExtractLow, i.Rs, d: i.Rd, x: r, y: size);
    }

    private void JumpLink(uint target, uint link)
    {
        if (_pc + 2 <= WordMask)
        {
            Row(Operation.JumpLink, x: target >> 2, y: link >> 16);
            return;
        }

        // The link wraps at the end of the address space: as a branch on $0 ≥ 0 with link.
        Row(Operation.BranchLink, d: (int)ConditionFlags.Negate, x: target >> 2);
        Row(Operation.Link, x: link & 0xFFFF, y: link >> 16);
    }

    private void Branch(in Instruction i)
    {
        int a = i.Rs, b = i.Rt;
        uint target = i.Target >> 2;
        bool likely = OpcodeInfo.IsBranchLikely(i.Opcode), link = OpcodeInfo.IsLink(i.Opcode);
        Opcode kind = Plain(i.Opcode);
        if (kind == Opcode.Beq && a == b && !link)
        {
            Row(Operation.Jump, x: target);
            return;
        }

        if (kind == Opcode.Bgez && a == 0 && link)
        {
            JumpLink(i.Target, i.Imm);
            return;
        }

        if (a == 0) (a, b) = (b, a);
        if (!link)
        {
            // The row of each condition that can be proven, and where it leads; a branch-likely that is not taken has only the general row.
            uint? fall = likely ? null : FallThrough;
            switch (kind)
            {
                case Opcode.Beq when b == 0: Fast(Operation.Zero, a, 0, target, Operation.NotZero, fall); break;
                case Opcode.Bne when b == 0: Fast(Operation.NotZero, a, 0, target, Operation.Zero, fall); break;
                case Opcode.Beq: Fast(Operation.Equal, a, b, target, Operation.NotEqual, fall); break;
                case Opcode.Bne: Fast(Operation.NotEqual, a, b, target, Operation.Equal, fall); break;
                case Opcode.Bltz: Fast(Operation.Negative, i.Rs, 0, target, Operation.NotNegative, fall); break;
                case Opcode.Bgez: Fast(Operation.NotNegative, i.Rs, 0, target, Operation.Negative, fall); break;
                case Opcode.Blez:
                    Fast(Operation.Zero, i.Rs, 0, target, Operation.Positive, fall);
                    Row(Operation.Negative, i.Rs, x: target);
                    break;
                case Opcode.Bgtz:
                    Fast(Operation.Positive, i.Rs, 0, target, Operation.Zero, fall);
                    if (fall is { } f) Row(Operation.Negative, i.Rs, x: f);
                    break;
                default: throw new ArgumentException($"Opcode {i.Opcode} at 0x{_pc << 2:x8} is no branch.");
            }
        }

        ConditionFlags flags = kind switch
        {
            Opcode.Beq => ConditionFlags.Equality,
            Opcode.Bne => ConditionFlags.Equality | ConditionFlags.Negate,
            Opcode.Bltz or Opcode.Blez => ConditionFlags.None,
            _ => ConditionFlags.Negate,
        };
        if (likely) flags |= Likely;
        bool register = kind is Opcode.Beq or Opcode.Bne;
        if (register) flags |= ConditionFlags.Register;
        // a ≤ 0 is a < 1, a > 0 its opposite.
        uint constant = kind is Opcode.Blez or Opcode.Bgtz ? 1u : 0;
        Row(link ? Operation.BranchLink : Operation.Branch, i.Rs, register ? i.Rt : 0, (int)flags, target, constant);
        if (link) Row(Operation.Link, x: i.Imm & 0xFFFF, y: i.Imm >> 16);
    }

    private void Fast(Operation taken, int a, int b, uint target, Operation other, uint? fall)
    {
        Row(taken, a, b, x: target);
        if (fall is { } f) Row(other, a, b, x: f);
    }

    private static Opcode Plain(Opcode opcode) => opcode switch
    {
        Opcode.Beql => Opcode.Beq,
        Opcode.Bnel => Opcode.Bne,
        Opcode.Blezl => Opcode.Blez,
        Opcode.Bgtzl => Opcode.Bgtz,
        Opcode.Bltzl or Opcode.Bltzal or Opcode.Bltzall => Opcode.Bltz,
        Opcode.Bgezl or Opcode.Bgezal or Opcode.Bgezall => Opcode.Bgez,
        _ => opcode,
    };

    private void Trap(in Instruction i)
    {
        bool register = i.Opcode <= Opcode.Tne;
        ConditionFlags flags = ConditionFlags.Raises | i.Opcode switch
        {
            Opcode.Teq or Opcode.Teqi => ConditionFlags.Equality,
            Opcode.Tne or Opcode.Tnei => ConditionFlags.Equality | ConditionFlags.Negate,
            Opcode.Tge or Opcode.Tgei => ConditionFlags.Negate | Signed,
            Opcode.Tgeu or Opcode.Tgeiu => ConditionFlags.Negate,
            Opcode.Tlt or Opcode.Tlti => Signed,
            _ => ConditionFlags.None,
        };
        int a = i.Rs, b = i.Rt;
        if (a == 0) (a, b) = (b, a);
        // The usual case, no trap and npc = pc + 1, is a branch to pc + 2.
        if (i.Opcode == Opcode.Teq && a != b)
        {
            if (b == 0) Row(Operation.NotZero, a, x: FallThrough);
            else Row(Operation.NotEqual, a, b, x: FallThrough);
        }
        else if (i.Opcode == Opcode.Tne)
        {
            if (b == 0) Row(Operation.Zero, a, x: FallThrough);
            else Row(Operation.Equal, a, b, x: FallThrough);
        }

        if (register) Row(Operation.ConditionalTrap, i.Rs, i.Rt, (int)(flags | ConditionFlags.Register));
        else Row(Operation.ConditionalTrap, i.Rs, d: (int)flags, x: i.Imm & 0xFFFF, y: i.Imm >> 16);
    }

    /// <summary>The row of an access that faults, misaligned or in a hole; which of both, tables prove.</summary>
    private void Fault(Operation operation, int a, uint x, FaultKind kind)
    {
        // A byte is never misaligned.
        if (kind != FaultKind.Byte || _holes.Ranges.Count > 0) Row(operation, a, x: x, y: (uint)kind);
    }

    private void Memory(in Instruction i, int offset)
    {
        int a = i.Rs, b = i.Rt, d = i.Rd;
        uint x = Field(offset), shifted = Field(offset - 3);
        bool big = _order == Endianness.Big;
        switch (i.Opcode)
        {
            case Opcode.Lw or Opcode.Ll:
                // The second row where the address wraps.
                if (a == d) Row(Operation.LoadWordInPlace, d: d, x: x);
                Row(Operation.LoadWord, a, d: d, x: x);
                break;
            case Opcode.Lh: Row(Operation.LoadHalf, a, d: d, x: x); break;
            case Opcode.Lhu: Row(Operation.LoadHalfUnsigned, a, d: d, x: x); break;
            case Opcode.Lb: Row(Operation.LoadByte, a, d: d, x: x); break;
            case Opcode.Lbu: Row(Operation.LoadByteUnsigned, a, d: d, x: x); break;
            // Where the unaligned instructions move a whole word they are LW and SW of the word's address.
            case Opcode.Lwl:
                Row(Operation.LoadWord, a, d: d, x: big ? x : shifted);
                Row(Operation.LoadLeft, a, d: d, x: x);
                break;
            case Opcode.Lwr:
                Row(Operation.LoadWord, a, d: d, x: big ? shifted : x);
                Row(Operation.LoadRight, a, d: d, x: x);
                break;
            case Opcode.Swl:
                Row(Operation.StoreWord, a, b, x: big ? x : shifted);
                Row(Operation.StoreLeft, a, b, x: x);
                break;
            case Opcode.Swr:
                Row(Operation.StoreWord, a, b, x: big ? shifted : x);
                Row(Operation.StoreRight, a, b, x: x);
                break;
            case Opcode.Sc: Row(Operation.StoreConditional, a, b, d, x); break;
            case Opcode.Sw: Row(Operation.StoreWord, a, b, x: x); break;
            case Opcode.Sb: Row(Operation.StoreByte, a, b, x: x); break;
            case Opcode.Sh: Row(Operation.StoreHalf, a, b, x: x); break;
            default: throw new ArgumentException($"Opcode {i.Opcode} at 0x{_pc << 2:x8} is no memory access.");
        }

        FaultKind kind = i.Opcode switch
        {
            Opcode.Lw or Opcode.Ll or Opcode.Sw or Opcode.Sc => FaultKind.Word,
            Opcode.Lh or Opcode.Lhu or Opcode.Sh => FaultKind.Half,
            _ => FaultKind.Byte,
        };
        Fault(OpcodeInfo.IsStore(i.Opcode) ? Operation.StoreFault : Operation.LoadFault, a, x, kind);
    }
}
