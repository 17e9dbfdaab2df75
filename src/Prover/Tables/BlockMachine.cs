using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Memory;
using Zkfp.Prover.Kernels;

namespace Zkfp.Prover.Tables;

/// <summary>
/// Runs a <see cref="TableCode"/> over blocks of rows, one vector loop per step. In base mode a value is a vector of words, in extension mode of
/// groups. Constants are one vector (group) that every row reads.
/// </summary>
internal sealed unsafe class BlockMachine<L, V> : IDisposable
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private readonly TableCode _code;
    private readonly bool _extension;
    private readonly int _unit;
    private readonly long _blockWords;
    private readonly NativeBuffer _registers;
    private readonly NativeBuffer _constants;
    private readonly int[] _constantSlot;
    private readonly nint[] _columns;
    private int _groups;
    private int _step;

    /// <summary>A machine for blocks of at most <paramref name="maxGroups"/> groups.</summary>
    public BlockMachine(TableCode code, KoalaBear[] constants, int columns, bool extension, int maxGroups)
    {
        _code = code;
        _extension = extension;
        _unit = extension ? Ext.Words : Ext.Group;
        _blockWords = (long)maxGroups * _unit;
        _registers = new NativeBuffer(code.Registers * _blockWords);
        _columns = new nint[columns];
        _constantSlot = new int[constants.Length];
        Array.Fill(_constantSlot, -1);
        var used = new List<int>();
        void Use(Operand o)
        {
            if (o.Kind != OperandKind.Constant || _constantSlot[o.Index] >= 0) return;
            _constantSlot[o.Index] = used.Count;
            used.Add(o.Index);
        }

        foreach (TableStep s in code.Steps)
        {
            if (s.IsEmit)
            {
                foreach (Operand o in code.Outputs[s.Target]) Use(o);
                continue;
            }

            Use(s.A);
            Use(s.B);
        }

        _constants = new NativeBuffer(used.Count * (long)_unit, clear: true);
        for (int i = 0; i < used.Count; i++) new Span<uint>(_constants.Pointer + i * _unit, Ext.Group).Fill(constants[used[i]].Raw);
    }

    /// <summary>Sets a column's block.</summary>
    public void SetColumn(int index, uint* block) => _columns[index] = (nint)block;

    /// <summary>Begins a block of <paramref name="groups"/> groups.</summary>
    public void Begin(int groups)
    {
        _groups = groups;
        _step = 0;
    }

    /// <summary>Runs up to the next output; returns its number, or −1 at the end.</summary>
    public int Next()
    {
        while (_step < _code.Steps.Length)
        {
            ref readonly TableStep s = ref _code.Steps[_step++];
            if (s.IsEmit) return s.Target;
            uint* d = _registers.Pointer + s.Target * _blockWords;
            uint* a = Address(s.A, out int stepA);
            uint* b = Address(s.B, out int stepB);
            if (!_extension)
            {
                switch (s.Kind)
                {
                    case StepKind.Add:
                        Kernel<L, V>.AddBase(d, a, stepA, b, stepB, _groups);
                        break;
                    case StepKind.Sub:
                        Kernel<L, V>.SubBase(d, a, stepA, b, stepB, _groups);
                        break;
                    case StepKind.Xor:
                        Kernel<L, V>.XorBase(d, a, b, _groups);
                        break;
                    case StepKind.DoubleAdd:
                        Kernel<L, V>.DoubleAdd(d, a, b, _groups * Ext.Group);
                        break;
                    case StepKind.Bool:
                        Kernel<L, V>.BoolBase(d, a, _groups);
                        break;
                    default:
                        Kernel<L, V>.MulBase(d, a, stepA, b, stepB, _groups);
                        break;
                }
            }
            else
            {
                switch (s.Kind)
                {
                    case StepKind.Add:
                        Kernel<L, V>.Add(d, a, stepA, b, stepB, _groups);
                        break;
                    case StepKind.Sub:
                        Kernel<L, V>.Sub(d, a, stepA, b, stepB, _groups);
                        break;
                    case StepKind.Xor:
                        Kernel<L, V>.Xor(d, a, b, _groups);
                        break;
                    case StepKind.DoubleAdd:
                        Kernel<L, V>.DoubleAdd(d, a, b, _groups * Ext.Words);
                        break;
                    case StepKind.Bool:
                        Kernel<L, V>.Bool(d, a, _groups);
                        break;
                    default:
                        if (stepA == 0) Kernel<L, V>.Scale(d, b, a, _groups);
                        else if (stepB == 0) Kernel<L, V>.Scale(d, a, b, _groups);
                        else Kernel<L, V>.Mul(d, a, b, _groups);
                        break;
                }
            }
        }

        return -1;
    }

    /// <summary>The block of an output's operand; step 0 for a constant.</summary>
    public uint* Address(Operand o, out int step)
    {
        step = o.Kind == OperandKind.Constant ? 0 : _unit;
        return o.Kind switch
        {
            OperandKind.Column => (uint*)_columns[o.Index],
            OperandKind.Register => _registers.Pointer + o.Index * _blockWords,
            _ => _constants.Pointer + (long)_constantSlot[o.Index] * _unit,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registers.Dispose();
        _constants.Dispose();
    }
}
