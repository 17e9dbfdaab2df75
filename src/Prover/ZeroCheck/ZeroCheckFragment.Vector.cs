using System.Numerics;
using System.Runtime.InteropServices;
using Zkfp.Core.Field;
using Zkfp.Core.Memory;
using Zkfp.Prover.Kernels;
using Zkfp.Prover.Tables;

namespace Zkfp.Prover.ZeroCheck;

internal sealed unsafe partial class ZeroCheckFragment<L, V>
{
    private const int BaseBlockGroups = EqTable.Block / Ext.Group;

    // Extension blocks are shorter: registers of five planes must stay in the second cache level.
    private const int ExtBlockGroups = 4;

    private const int LogExtBlock = 6; // elements of so many groups

    // A linear form over base columns as coefficients for Kernel.Combine, and weights of products.
    private sealed class FormMemory : IDisposable
    {
        private readonly NativeBuffer _memory;
        private readonly int[] _columns;
        private readonly int _pairs;

        public FormMemory(LinearForm form)
        {
            var columns = new List<int>();
            for (int c = 0; c < form.Columns.Length; c++)
                if (form.Columns[c] != KoalaBear5.Zero) columns.Add(c);
            _columns = [.. columns];
            _pairs = (columns.Count + 1) / 2;
            _memory = new NativeBuffer((1 + 2 * _pairs + form.Products.Length) * Ext.Words, clear: true);
            Ext.Fill(_memory.Pointer, 1, form.Constant);
            for (int i = 0; i < columns.Count; i++) Ext.Fill(_memory.Pointer + (1 + i) * Ext.Words, 1, form.Columns[columns[i]]);
            for (int i = 0; i < form.Products.Length; i++) Ext.Fill(Product(i), 1, form.Products[i]);
        }

        public uint* Product(int i) => _memory.Pointer + (1 + 2 * _pairs + i) * Ext.Words;

        // Words that Linear works with.
        public int PointerWords => 4 * _pairs + 2;

        public void Linear(uint* d, FragmentData data, long row, int groups, uint* pointers)
        {
            uint** x = (uint**)pointers;
            for (int i = 0; i < 2 * _pairs; i++) x[i] = data.Column(_columns[Math.Min(i, _columns.Length - 1)]) + row;
            Kernel<L, V>.Combine(d, x, _memory.Pointer + Ext.Words, _pairs, _memory.Pointer, groups);
        }

        public void Dispose() => _memory.Dispose();
    }

    private void FirstPass()
    {
        long half = _size / 2;
        using var eq = new EqTable(_z.AsSpan(1));
        TablePlan plan = _data.Plan;
        using var messages = new FormMemory(_messages);
        _pool.For((int)(half / eq.Elements), 1, Parts(eq.Elements), (start, end) =>
        {
            using var sums = new Accumulator<L, V>(SumCount);
            using var pointers = new NativeBuffer(Math.Max(_form.PointerWords, messages.PointerWords));
            using var machine = new BlockMachine<L, V>(plan.Constraints, _data.Constants, _data.Air.Columns.Count, false, BaseBlockGroups);
            using var leadingMachine =
                new BlockMachine<L, V>(plan.Leading.Code, _leadingConstants, _data.Air.Columns.Count, false, BaseBlockGroups);
            using var messageMachine = new BlockMachine<L, V>(plan.Interactions, _data.Constants, _data.Air.Columns.Count, false, BaseBlockGroups);
            using var scratch = new NativeBuffer(Math.Max(1, _columns.Length) * (long)EqTable.Block + BaseBlockGroups * Ext.Words);
            uint* t = scratch.Pointer, columns = t + BaseBlockGroups * Ext.Words;
            int groups = eq.Groups;
            for (int i = start; i < end; i++)
            {
                long lo = (long)i * eq.Elements, hi = lo + half;
                uint* linearLo = Ext.At(_linear.Pointer, lo), linearHi = Ext.At(_linear.Pointer, hi);
                _form.Linear(linearLo, _data, lo, groups, pointers.Pointer);
                _form.Linear(linearHi, _data, hi, groups, pointers.Pointer);
                for (int side = 0; side < 2; side++)
                {
                    long row = side == 0 ? lo : hi;
                    messages.Linear(t, _data, row, groups, pointers.Pointer);
                    foreach (int c in plan.Interactions.Columns) messageMachine.SetColumn(c, _data.Column(c) + row);
                    AddProducts(messageMachine, plan.Interactions, messages, t, groups);
                    Kernel<L, V>.MulAcc(sums.Block(At0 + side), eq.Low, t, groups);
                }

                if (plan.Degree >= 2)
                {
                    for (int c = 0; c < _columns.Length; c++)
                    {
                        uint* x = columns + c * EqTable.Block, first = _data.Column(_columns[c]);
                        Kernel<L, V>.AtTwo(x, first + lo, first + hi, groups * Ext.Group);
                        machine.SetColumn(_columns[c], x);
                    }

                    Kernel<L, V>.AtTwo(t, linearLo, linearHi, groups * Ext.Words);
                    AddProducts(machine, plan.Constraints, _form, t, groups);
                    Kernel<L, V>.MulAcc(sums.Block(At2), eq.Low, t, groups);
                }

                if (plan.Degree >= 3)
                {
                    foreach (int c in _leadingColumns)
                    {
                        uint* x = columns + c * EqTable.Block, first = _data.Column(_columns[c]);
                        Kernel<L, V>.SubBase(x, first + hi, Ext.Group, first + lo, Ext.Group, groups);
                        leadingMachine.SetColumn(_columns[c], x);
                    }

                    new Span<uint>(t, groups * Ext.Words).Clear();
                    AddProducts(leadingMachine, plan.Leading.Code, _leading, t, groups);
                    Kernel<L, V>.MulAcc(sums.Block(Cubic), eq.Low, t, groups);
                }

                sums.EndBlock(eq.Factors[i]);
            }

            sums.AddTo(_sums);
        });
    }

    // Blocks of so many elements that make a part worth a thread.
    private int Parts(int elements) => Math.Max(1, MinRows / elements);

    // t += Σ weight · product over base rows.
    private static void AddProducts(BlockMachine<L, V> machine, TableCode code, FormMemory form, uint* t, int groups)
    {
        machine.Begin(groups);
        for (int p = machine.Next(); p >= 0; p = machine.Next())
            Kernel<L, V>.BaseMulAdd(t, machine.Address(code.Outputs[p][0], out _), form.Product(p), 0, t, groups);
    }

    private void FoldAndSum(KoalaBear5 r)
    {
        bool first = _folded is null;
        if (first) _folded = new NativeBuffer(_columns.Length * FoldedWords);
        long half = _size / 2;
        bool sum = half >= 2 * Ext.Group;
        long quarter = sum ? half / 2 : half;
        TablePlan plan = _data.Plan;
        int elements = (int)Math.Min(MinRows < EqTable.Block ? 1 << LogExtBlock : EqTable.Block, quarter);
        using var eq = new EqTable(_z.AsSpan(_round + 1, sum ? _z.Length - _round - 1 : 0), BitOperations.Log2((uint)elements));
        var totals = new KoalaBear5[SumCount];
        _pool.For((int)(quarter / elements), 1, Parts(elements), (start, end) =>
        {
            using var sums = new Accumulator<L, V>(SumCount);
            using var machine = new BlockMachine<L, V>(plan.Constraints, _data.Constants, _data.Air.Columns.Count, true, ExtBlockGroups);
            using var leadingMachine = new BlockMachine<L, V>(plan.Leading.Code, _leadingConstants, _data.Air.Columns.Count, true, ExtBlockGroups);
            using var scratch = new NativeBuffer((_columns.Length * ExtBlockGroups + ExtBlockGroups + 1) * Ext.Words);
            uint* challenge = scratch.Pointer, t = challenge + Ext.Words, columns = t + ExtBlockGroups * Ext.Words;
            Ext.Fill(challenge, 1, r);
            for (int i = start; i < end; i++)
            {
                for (int g = 0; g < elements / Ext.Group; g += ExtBlockGroups)
                {
                    int groups = Math.Min(ExtBlockGroups, elements / Ext.Group - g);
                    long p = (long)i * elements + g * Ext.Group;
                    for (int side = 0; side < (sum ? 2 : 1); side++) FoldBlock(p + side * quarter, half, challenge, groups, first);
                    if (sum) SumBlock(sums, machine, leadingMachine, eq.Low + g * Ext.Words, p, quarter, t, columns, groups);
                }

                if (sum) sums.EndBlock(eq.Factors[i]);
            }

            if (sum) sums.AddTo(totals);
        });
        _sums = totals;
        _size = half;
        if (sum) return;
        _scalar = new KoalaBear5[_columns.Length + 1][];
        for (int c = 0; c <= _columns.Length; c++)
        {
            uint* v = c < _columns.Length ? Folded(c) : _linear.Pointer;
            _scalar[c] = new KoalaBear5[half];
            for (int b = 0; b < half; b++) _scalar[c][b] = Ext.Get(v, b);
        }
    }

    private void FoldBlock(long p, long half, uint* r, int groups, bool first)
    {
        uint* l = Ext.At(_linear.Pointer, p);
        Kernel<L, V>.Fold(l, l, Ext.At(_linear.Pointer, p + half), r, groups);
        for (int c = 0; c < _columns.Length; c++)
        {
            uint* d = Ext.At(Folded(c), p);
            if (first)
            {
                uint* x = _data.Column(_columns[c]) + p;
                Kernel<L, V>.FoldBase(d, x, x + half, r, groups);
            }
            else
            {
                Kernel<L, V>.Fold(d, d, Ext.At(Folded(c), p + half), r, groups);
            }
        }
    }

    private void SumBlock(
        Accumulator<L, V> sums, BlockMachine<L, V> machine, BlockMachine<L, V> leadingMachine, uint* eq, long p, long quarter, uint* t, uint* columns, int groups)
    {
        TablePlan plan = _data.Plan;
        uint* linearLo = Ext.At(_linear.Pointer, p), linearHi = Ext.At(_linear.Pointer, p + quarter);
        for (int c = 0; c < _columns.Length; c++) machine.SetColumn(_columns[c], Ext.At(Folded(c), p));
        NativeMemory.Copy(linearLo, t, (nuint)(groups * Ext.Words * sizeof(uint)));
        AddExtProducts(machine, plan.Constraints, _form, t, groups);
        Kernel<L, V>.MulAcc(sums.Block(At0), eq, t, groups);
        if (plan.Degree >= 2)
        {
            for (int c = 0; c < _columns.Length; c++)
            {
                uint* x = columns + c * ExtBlockGroups * Ext.Words;
                Kernel<L, V>.AtTwo(x, Ext.At(Folded(c), p), Ext.At(Folded(c), p + quarter), groups * Ext.Words);
                machine.SetColumn(_columns[c], x);
            }

            Kernel<L, V>.AtTwo(t, linearLo, linearHi, groups * Ext.Words);
            AddExtProducts(machine, plan.Constraints, _form, t, groups);
            Kernel<L, V>.MulAcc(sums.Block(At2), eq, t, groups);
        }

        if (plan.Degree < 3) return;
        foreach (int c in _leadingColumns)
        {
            uint* x = columns + c * ExtBlockGroups * Ext.Words;
            Kernel<L, V>.Sub(x, Ext.At(Folded(c), p + quarter), Ext.Words, Ext.At(Folded(c), p), Ext.Words, groups);
            leadingMachine.SetColumn(_columns[c], x);
        }

        new Span<uint>(t, groups * Ext.Words).Clear();
        AddExtProducts(leadingMachine, plan.Leading.Code, _leading, t, groups);
        Kernel<L, V>.MulAcc(sums.Block(Cubic), eq, t, groups);
    }

    // t += Σ weight · product over rows of extension elements.
    private static void AddExtProducts(BlockMachine<L, V> machine, TableCode code, FormMemory form, uint* t, int groups)
    {
        machine.Begin(groups);
        for (int o = machine.Next(); o >= 0; o = machine.Next())
            Kernel<L, V>.MulAdd(t, machine.Address(code.Outputs[o][0], out _), form.Product(o), t, groups);
    }
}
