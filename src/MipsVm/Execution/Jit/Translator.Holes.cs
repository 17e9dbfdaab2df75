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
    private readonly bool _stackAbove;
    private readonly List<GuardCheck> _guardChecks = [];

    // For each instruction of the block, the span to check before it: offsets from its base register.
    private (int Low, int High)?[] _spans = [];

    /// <summary>A check against the holes among the guards, out of the usual path.</summary>
    /// <param name="From">Where it begins.</param>
    /// <param name="Back">Where it leads if there is no hole.</param>
    /// <param name="Base">Register.</param>
    /// <param name="Low">Lowest offset.</param>
    /// <param name="High">Highest offset.</param>
    /// <param name="Above">It is known not to be above the guards, else not to be below them.</param>
    /// <param name="Exit">Where it leads if there is one.</param>
    private readonly record struct GuardCheck(Label From, Label Back, byte Base, int Low, int High, bool Above, Label Exit);

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

    // One comparison on the usual path, with the side of the guards that the base is expected on: the first stack and the firmware's data are above
    // them, all else is below. The other side costs a jump away and back.
    private void CheckHoles(Instruction i, Exit exit)
    {
        if (_holes.GuardSize == 0 || _spans[exit.Index] is not { } span)
            return;
        Get(i.Rs); // from here on it has a local
        _il.Emit(OpCodes.Pop);
        Label outside = NewExit(exit), from = _il.DefineLabel(), back = _il.DefineLabel();
        uint width = (uint)(span.High - span.Low);
        bool above = i.Rs == RegisterKey.StackPointer ? _stackAbove : _rom.Start >= Decoder.KernelBase;
        if (above) IsAbove(i.Rs, span.High, width);
        else IsBelow(i.Rs, span.High, width);
        _il.Emit(OpCodes.Brfalse, from);
        _il.MarkLabel(back);
        _guardChecks.Add(new GuardCheck(from, back, i.Rs, span.Low, span.High, above, outside));
    }

    // Pushes whether the span lies between the first page and the guards.
    private void IsBelow(byte register, int high, uint width)
    {
        PushSum(register, (uint)high - (_holes.NullSize + width));
        Constant(_holes.GuardStart - (_holes.NullSize + width));
        _il.Emit(OpCodes.Clt_Un);
    }

    // Pushes whether the span lies above the guards.
    private void IsAbove(byte register, int high, uint width)
    {
        PushSum(register, (uint)high);
        Constant(_holes.GuardStart + _holes.GuardSize + width - 1);
        _il.Emit(OpCodes.Cgt_Un);
    }

    private void PushSum(byte register, uint offset)
    {
        if (register == RegisterKey.Zero)
        {
            Constant(offset);
            return;
        }
        _il.Emit(OpCodes.Ldloc, _locals[register]!);
        if (offset == 0)
            return;
        Constant(offset);
        _il.Emit(OpCodes.Add);
    }

    private void EmitGuardCheck(GuardCheck check)
    {
        uint width = (uint)(check.High - check.Low);
        _il.MarkLabel(check.From);
        if (check.Above) IsBelow(check.Base, check.High, width);
        else IsAbove(check.Base, check.High, width);
        _il.Emit(OpCodes.Brtrue, check.Back);
        // In the first page, or between the lowest guard and the highest.
        PushSum(check.Base, (uint)check.High);
        Constant(_holes.NullSize + width);
        _il.Emit(OpCodes.Blt_Un, check.Exit);
        PushPage(check.Base, check.Low);
        PushPage(check.Base, check.High);
        _il.Emit(OpCodes.Or);
        _il.Emit(OpCodes.Brtrue, check.Exit);
        _il.Emit(OpCodes.Br, check.Back);
    }

    // SAFETY: the address is within the guards or less than the smallest hole away from them, which the margins cover; the table is pinned, and
    // lives as long as the process.
    private void PushPage(byte register, int offset)
    {
        fixed (byte* pages = _holes.GuardPages)
            _il.Emit(OpCodes.Ldc_I8, (long)pages);
        _il.Emit(OpCodes.Conv_I);
        PushSum(register, (uint)offset - (_holes.GuardStart - Holes.Smallest));
        Constant(Holes.PageBits);
        _il.Emit(OpCodes.Shr_Un);
        _il.Emit(OpCodes.Conv_U);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Ldind_U1);
    }
}
