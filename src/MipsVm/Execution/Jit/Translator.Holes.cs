using System.Reflection.Emit;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution.Jit;

/// <summary>
/// Holes: before the first of a block's accesses that have one base value, their whole span is checked at once. A span that reaches into a hole
/// leaves to the interpreter there, which finds out which access faults, if any.
/// </summary>
internal sealed unsafe partial class Translator
{
    private readonly Holes _holes;
    private readonly List<GuardCheck> _guardChecks = [];

    // For each instruction of the block, the span to check before it: offsets from its base register.
    private (int Low, int High)?[] _spans = [];

    /// <summary>A check against the holes among the guards, out of the usual path.</summary>
    /// <param name="From">Where it begins.</param>
    /// <param name="Back">Where it leads if there is no hole.</param>
    /// <param name="Base">Register.</param>
    /// <param name="Low">Lowest offset.</param>
    /// <param name="High">Highest offset.</param>
    /// <param name="Exit">Where it leads if there is one.</param>
    private readonly record struct GuardCheck(Label From, Label Back, LocalBuilder Base, int Low, int High, Label Exit);

    private void FindSpans(Block block)
    {
        _spans = new (int, int)?[block.Length];
        Span<int> first = stackalloc int[32];
        first.Fill(-1);
        for (int i = 0; i < block.Length; i++)
        {
            Instruction instruction = At(block.Start + 4 * (uint)i);
            if (OpcodeInfo.IsMemory(instruction.Opcode))
            {
                ref int head = ref first[instruction.Rs];
                int offset = (int)instruction.Imm, low = offset, high = offset;
                if (head >= 0) (low, high) = (Math.Min(low, _spans[head]!.Value.Low), Math.Max(high, _spans[head]!.Value.High));
                if (head < 0 || high - low >= (int)Holes.Smallest) (head, low, high) = (i, offset, offset);
                _spans[head] = (low, high);
            }
            if (instruction.Rd < first.Length) first[instruction.Rd] = -1;
        }
    }

    // Leaves the value of the base register alone.
    private void CheckHoles(Instruction i, Exit exit)
    {
        if (_holes.GuardSize == 0 || _spans[exit.Index] is not { } span)
            return;
        uint width = (uint)(span.High - span.Low);
        Label outside = NewExit(exit);
        PushSum(i.Rs, (uint)span.High);
        Constant(_holes.NullSize + width);
        _il.Emit(OpCodes.Blt_Un, outside);
        if (i.Rs == RegisterKey.Zero)
            return; // within 32 KiB of address 0
        Label from = _il.DefineLabel(), back = _il.DefineLabel();
        PushSum(i.Rs, (uint)span.High - _holes.GuardStart);
        Constant(_holes.GuardSize + width);
        _il.Emit(OpCodes.Blt_Un, from);
        _il.MarkLabel(back);
        _guardChecks.Add(new GuardCheck(from, back, _locals[i.Rs]!, span.Low, span.High, outside));
    }

    private void PushSum(byte key, uint offset)
    {
        Get(key);
        if (offset == 0)
            return;
        Constant(offset);
        _il.Emit(OpCodes.Add);
    }

    private void EmitGuardCheck(GuardCheck check)
    {
        _il.MarkLabel(check.From);
        PushPage(check.Base, check.Low);
        if (check.High != check.Low)
        {
            PushPage(check.Base, check.High);
            _il.Emit(OpCodes.Or);
        }
        _il.Emit(OpCodes.Brtrue, check.Exit);
        _il.Emit(OpCodes.Br, check.Back);
    }

    // SAFETY: the address is within the guards or less than the smallest hole away from them, which the margins cover; the table is pinned, and
    // lives as long as the process.
    private void PushPage(LocalBuilder register, int offset)
    {
        fixed (byte* pages = _holes.GuardPages)
            _il.Emit(OpCodes.Ldc_I8, (long)pages);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Ldloc, register);
        Constant((uint)offset - (_holes.GuardStart - Holes.Smallest));
        _il.Emit(OpCodes.Add);
        Constant(Holes.PageBits);
        _il.Emit(OpCodes.Shr_Un);
        _il.Emit(OpCodes.Conv_U);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Ldind_U1);
    }
}
