using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution.Jit;

/// <summary>
/// Translates a region to IL. Registers are read from memory at first use in a block and kept in locals; every write goes
/// to the local and to memory, so that memory holds the whole state at any exit. Whatever would raise an exception leaves
/// to the interpreter, with (pc, npc) on the instruction, before it has any effect.
/// </summary>
[RequiresDynamicCode("It makes methods.")]
internal sealed unsafe partial class Translator
{
    private const int ArgRegisters = 0, ArgMemory = 1, ArgFrame = 2, ArgEntry = 3;

    private static readonly int PcOffset = (int)Marshal.OffsetOf<Frame>(nameof(Frame.Pc));
    private static readonly int NpcOffset = (int)Marshal.OffsetOf<Frame>(nameof(Frame.Npc));
    private static readonly int FuelOffset = (int)Marshal.OffsetOf<Frame>(nameof(Frame.Fuel));

    private readonly RomRange _rom;
    private readonly bool _bigEndian;
    private readonly DynamicMethod _method;
    private readonly ILGenerator _il;
    private readonly LocalBuilder?[] _locals = new LocalBuilder?[RegisterKey.Count];
    private readonly bool[] _known = new bool[RegisterKey.Count];
    private readonly LocalBuilder _fuel, _address, _condition, _target;
    private readonly Dictionary<uint, Label> _blocks = [];
    private readonly Dictionary<uint, Label> _leaves = [];
    private readonly List<Exit> _exits = [];

    private Translator(RomRange rom, Endianness endianness, Holes holes, uint stackPointer)
    {
        _rom = rom;
        _holes = holes;
        _stackAbove = stackPointer >= holes.GuardStart + holes.GuardSize;
        _bigEndian = endianness == Endianness.Big;
        _method = new DynamicMethod("region", typeof(void),
            [typeof(uint*), typeof(byte*), typeof(Frame*), typeof(int)], typeof(Translator).Module, skipVisibility: true);
        _il = _method.GetILGenerator(4096);
        _fuel = _il.DeclareLocal(typeof(long));
        _address = _il.DeclareLocal(typeof(uint));
        _condition = _il.DeclareLocal(typeof(int));
        _target = _il.DeclareLocal(typeof(uint));
    }

    // Where a delay slot's npc comes from.
    private enum NpcSource
    {
        Sequential,
        Constant,
        Condition,
        Register,
    }

    /// <summary>A way out in the middle of a block.</summary>
    /// <param name="Label">Where the way out is.</param>
    /// <param name="Pc">Instruction that has not been executed.</param>
    /// <param name="Refund">Instructions of the block that have not been executed.</param>
    /// <param name="Npc">How to find npc.</param>
    /// <param name="Target">Target of the branch before, for a delay slot.</param>
    /// <param name="Index">Number of the instruction in its block.</param>
    private readonly record struct Exit(Label Label, uint Pc, int Refund, NpcSource Npc, uint Target, int Index);

    /// <summary>Compiles <paramref name="blocks"/>; entry number i is block i. Where the stack is now decides what is fast, not what is done.</summary>
    public static CompiledRegion Compile(RomRange rom, Endianness endianness, Holes holes, uint stackPointer, IReadOnlyList<Block> blocks)
    {
        var translator = new Translator(rom, endianness, holes, stackPointer);
        translator.Emit(blocks);
        return translator._method.CreateDelegate<CompiledRegion>();
    }

    private void Emit(IReadOnlyList<Block> blocks)
    {
        var labels = new Label[blocks.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = _il.DefineLabel();
            _blocks[blocks[i].Start] = labels[i];
        }
        _il.Emit(OpCodes.Ldarg, ArgFrame);
        Offset(FuelOffset);
        _il.Emit(OpCodes.Ldind_I8);
        _il.Emit(OpCodes.Stloc, _fuel);
        if (labels.Length > 1)
        {
            _il.Emit(OpCodes.Ldarg, ArgEntry);
            _il.Emit(OpCodes.Switch, labels);
            _il.Emit(OpCodes.Br, labels[0]);
        }
        for (int i = 0; i < labels.Length; i++)
        {
            _il.MarkLabel(labels[i]);
            EmitBlock(blocks[i]);
        }
        foreach (GuardCheck check in _guardChecks)
            EmitGuardCheck(check);
        foreach (Exit exit in _exits)
            EmitExit(exit);
        foreach ((uint pc, Label label) in _leaves)
        {
            _il.MarkLabel(label);
            StoreFrame(PcOffset, () => Constant(pc));
            StoreFrame(NpcOffset, () => Constant(pc + 4));
            Return();
        }
    }

    private void EmitBlock(Block block)
    {
        Array.Clear(_known);
        FindSpans(block);
        AddFuel(-block.Length);
        _il.Emit(OpCodes.Ldloc, _fuel);
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Conv_I8);
        _il.Emit(OpCodes.Blt, NewExit(new Exit(default, block.Start, block.Length, NpcSource.Sequential, 0, 0)));

        int plain = block.Ends == BlockEnd.Branch ? block.Length - 2 : block.Length;
        uint pc = block.Start;
        for (int i = 0; i < plain; i++, pc += 4)
            EmitPlain(At(pc), new Exit(default, pc, block.Length - i, NpcSource.Sequential, 0, i));
        if (block.Ends == BlockEnd.Branch)
            EmitBranch(pc, plain);
        else if (block.Ends == BlockEnd.FallThrough)
            Goto(pc);
        else
            _il.Emit(OpCodes.Br, Leave(pc));
    }

    private Instruction At(uint pc) => _rom.Instructions[(pc - _rom.Start) >> 2];

    private void EmitBranch(uint pc, int index)
    {
        Instruction branch = At(pc), slot = At(pc + 4);
        Opcode op = branch.Opcode;
        if (op is Opcode.J or Opcode.Jal)
        {
            if (op == Opcode.Jal)
                Set(branch.Rd, () => Constant(branch.Imm));
            EmitPlain(slot, new Exit(default, pc + 4, 1, NpcSource.Constant, branch.Target, index + 1));
            Goto(branch.Target);
            return;
        }
        if (op is Opcode.Jr or Opcode.Jalr)
        {
            Get(branch.Rs);
            _il.Emit(OpCodes.Stloc, _target);
            ExitIfMisaligned(_target, 3, new Exit(default, pc, 2, NpcSource.Sequential, 0, index));
            if (op == Opcode.Jalr)
                Set(branch.Rd, () => Constant(branch.Imm));
            EmitPlain(slot, new Exit(default, pc + 4, 1, NpcSource.Register, 0, index + 1));
            StoreFrame(PcOffset, () => _il.Emit(OpCodes.Ldloc, _target));
            StoreFrame(NpcOffset, () =>
            {
                _il.Emit(OpCodes.Ldloc, _target);
                _il.Emit(OpCodes.Ldc_I4_4);
                _il.Emit(OpCodes.Add);
            });
            Return();
            return;
        }

        EmitCondition(branch);
        _il.Emit(OpCodes.Stloc, _condition);
        if (OpcodeInfo.IsLink(op))
            Set(branch.Rd, () => Constant(branch.Imm));
        if (OpcodeInfo.IsBranchLikely(op))
        {
            Label taken = _il.DefineLabel();
            _il.Emit(OpCodes.Ldloc, _condition);
            _il.Emit(OpCodes.Brtrue, taken);
            AddFuel(1); // the slot is skipped
            Goto(pc + 8);
            _il.MarkLabel(taken);
            EmitPlain(slot, new Exit(default, pc + 4, 1, NpcSource.Constant, branch.Target, index + 1));
            Goto(branch.Target);
            return;
        }
        EmitPlain(slot, new Exit(default, pc + 4, 1, NpcSource.Condition, branch.Target, index + 1));
        _il.Emit(OpCodes.Ldloc, _condition);
        _il.Emit(OpCodes.Brtrue, BlockOrLeave(branch.Target));
        Goto(pc + 8);
    }

    // Leaves 0 or 1 on the stack.
    private void EmitCondition(Instruction branch)
    {
        Get(branch.Rs);
        switch (branch.Opcode)
        {
            case Opcode.Beq or Opcode.Beql:
                Get(branch.Rt);
                _il.Emit(OpCodes.Ceq);
                return;
            case Opcode.Bne or Opcode.Bnel:
                Get(branch.Rt);
                _il.Emit(OpCodes.Ceq);
                Not();
                return;
        }
        _il.Emit(OpCodes.Ldc_I4_0);
        switch (branch.Opcode)
        {
            case Opcode.Blez or Opcode.Blezl:
                _il.Emit(OpCodes.Cgt);
                Not();
                return;
            case Opcode.Bgtz or Opcode.Bgtzl:
                _il.Emit(OpCodes.Cgt);
                return;
            case Opcode.Bltz or Opcode.Bltzl or Opcode.Bltzal or Opcode.Bltzall:
                _il.Emit(OpCodes.Clt);
                return;
            default: // BGEZ and its kin
                _il.Emit(OpCodes.Clt);
                Not();
                return;
        }
    }

    private void EmitExit(Exit exit)
    {
        _il.MarkLabel(exit.Label);
        StoreFrame(PcOffset, () => Constant(exit.Pc));
        StoreFrame(NpcOffset, () =>
        {
            switch (exit.Npc)
            {
                case NpcSource.Sequential:
                    Constant(exit.Pc + 4);
                    break;
                case NpcSource.Constant:
                    Constant(exit.Target);
                    break;
                case NpcSource.Register:
                    _il.Emit(OpCodes.Ldloc, _target);
                    break;
                default:
                    Label taken = _il.DefineLabel(), done = _il.DefineLabel();
                    _il.Emit(OpCodes.Ldloc, _condition);
                    _il.Emit(OpCodes.Brtrue, taken);
                    Constant(exit.Pc + 4);
                    _il.Emit(OpCodes.Br, done);
                    _il.MarkLabel(taken);
                    Constant(exit.Target);
                    _il.MarkLabel(done);
                    break;
            }
        });
        AddFuel(exit.Refund);
        Return();
    }

    private void Goto(uint pc) => _il.Emit(OpCodes.Br, BlockOrLeave(pc));

    private Label BlockOrLeave(uint pc) => _blocks.TryGetValue(pc, out Label label) ? label : Leave(pc);

    // A way out between blocks; shared by all that leave to the same address.
    private Label Leave(uint pc)
    {
        ref Label label = ref CollectionsMarshal.GetValueRefOrAddDefault(_leaves, pc, out bool exists);
        if (!exists)
            label = _il.DefineLabel();
        return label;
    }

    private Label NewExit(Exit exit)
    {
        Label label = _il.DefineLabel();
        _exits.Add(exit with { Label = label });
        return label;
    }

    private void ExitIfMisaligned(LocalBuilder address, int mask, Exit exit)
    {
        _il.Emit(OpCodes.Ldloc, address);
        _il.Emit(OpCodes.Ldc_I4, mask);
        _il.Emit(OpCodes.And);
        _il.Emit(OpCodes.Brtrue, NewExit(exit));
    }

    private void Return()
    {
        _il.Emit(OpCodes.Ldarg, ArgFrame);
        Offset(FuelOffset);
        _il.Emit(OpCodes.Ldloc, _fuel);
        _il.Emit(OpCodes.Stind_I8);
        _il.Emit(OpCodes.Ret);
    }

    private void AddFuel(int instructions)
    {
        _il.Emit(OpCodes.Ldloc, _fuel);
        _il.Emit(OpCodes.Ldc_I8, (long)instructions);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, _fuel);
    }

    private void StoreFrame(int offset, Action value)
    {
        _il.Emit(OpCodes.Ldarg, ArgFrame);
        Offset(offset);
        value();
        _il.Emit(OpCodes.Stind_I4);
    }

    private void Offset(int offset)
    {
        if (offset == 0)
            return;
        _il.Emit(OpCodes.Ldc_I4, offset);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Add);
    }

    private void Constant(uint value) => _il.Emit(OpCodes.Ldc_I4, (int)value);

    private void Not()
    {
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Ceq);
    }

    // Pushes a register.
    private void Get(byte key)
    {
        if (key == RegisterKey.Zero)
        {
            _il.Emit(OpCodes.Ldc_I4_0);
            return;
        }
        LocalBuilder local = _locals[key] ??= _il.DeclareLocal(typeof(uint));
        if (!_known[key])
        {
            _il.Emit(OpCodes.Ldarg, ArgRegisters);
            Offset(4 * key);
            _il.Emit(OpCodes.Ldind_U4);
            _il.Emit(OpCodes.Stloc, local);
            _known[key] = true;
        }
        _il.Emit(OpCodes.Ldloc, local);
    }

    // Sets a register to what value pushes; not executed for the sink.
    private void Set(byte key, Action value)
    {
        if (key == RegisterKey.Sink)
            return;
        value();
        LocalBuilder local = _locals[key] ??= _il.DeclareLocal(typeof(uint));
        _il.Emit(OpCodes.Stloc, local);
        _known[key] = true;
        _il.Emit(OpCodes.Ldarg, ArgRegisters);
        Offset(4 * key);
        _il.Emit(OpCodes.Ldloc, local);
        _il.Emit(OpCodes.Stind_I4);
    }
}
