using System.Numerics;
using System.Runtime.InteropServices;
using Zkfp.Core.Field;
using Zkfp.Core.Memory;
using Zkfp.Prover.Kernels;
using Zkfp.Prover.Tables;

namespace Zkfp.Prover.ZeroCheck;

internal sealed unsafe partial class ZeroCheckFragment<L, V>
{
    // Elements of a block of base elements, and groups of them.
    private int LogBaseBlock => Math.Clamp(BitOperations.Log2((uint)(BaseBlockWords / (3 * Math.Max(1, _columns.Length)))), Ext.LogGroup + 1, EqTable.LogBlock);

    private int BaseBlockGroups => 1 << LogBaseBlock - Ext.LogGroup;

    // Extension blocks are shorter: registers of five planes must stay in the second cache level.
    private const int ExtBlockGroups = 4;

    private const int LogExtBlock = 6; // elements of so many groups

    // What three blocks of each column take: no more than the second cache level and some.
    private const int BaseBlockWords = 1 << 19;

    // Products of base elements that are weighed together.
    private const int HeldProducts = 16;

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
            _memory = new NativeBuffer((2 + 2 * _pairs + form.Products.Length) * Ext.Words, clear: true);
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
            Kernel<L, V>.Combine(d, x, _memory.Pointer + Ext.Words, _pairs, _memory.Pointer, 0, groups);
        }

        public void Dispose() => _memory.Dispose();
    }

    // G(X, Y) = Σ eq · g over the other coordinates, at all X and Y of 0, 1, 2 and ∞, from the trace's base elements. At 0 and 1 in both constraints vanish.
    private void FirstPass()
    {
        long quarter = _size / 4;
        using var eq = new EqTable(_z.AsSpan(2), LogBaseBlock);
        TablePlan plan = _data.Plan;
        using var messages = new FormMemory(_messages);
        _pool.For((int)(quarter / eq.Elements), 1, Parts(eq.Elements), (start, end) =>
        {
            using var sums = new Accumulator<L, V>(GridCount);
            using var pointers = new NativeBuffer(Math.Max(_form.PointerWords, messages.PointerWords));
            using var machine = new BlockMachine<L, V>(plan.Constraints, _data.Constants, _data.Air.Columns.Count, false, BaseBlockGroups);
            using var leadingMachine =
                new BlockMachine<L, V>(plan.Leading.Code, _leadingConstants, _data.Air.Columns.Count, false, BaseBlockGroups);
            using var messageMachine = new BlockMachine<L, V>(plan.Interactions, _data.Constants, _data.Air.Columns.Count, false, BaseBlockGroups);
            using var scratch = new NativeBuffer(3 * Math.Max(1, _columns.Length) * (long)(BaseBlockGroups * Ext.Group) + BaseBlockGroups * (4 * Ext.Words + HeldProducts * Ext.Group));
            uint* t = scratch.Pointer, linear = t + BaseBlockGroups * Ext.Words;
            uint* held = linear + 3 * BaseBlockGroups * Ext.Words, columns = held + HeldProducts * BaseBlockGroups * Ext.Group;
            uint** rows = stackalloc uint*[4];
            int groups = eq.Groups;
            for (int i = start; i < end; i++)
            {
                for (int vertex = 0; vertex < 4; vertex++)
                {
                    long row = (long)i * eq.Elements + vertex * quarter;
                    rows[vertex] = Ext.At(_linear.Pointer, row);
                    _form.Linear(rows[vertex], _data, row, groups, pointers.Pointer);
                    messages.Linear(t, _data, row, groups, pointers.Pointer);
                    foreach (int c in plan.Interactions.Columns) messageMachine.SetColumn(c, _data.Column(c) + row);
                    AddProducts(messageMachine, plan.Interactions, messages, t, held, groups);
                    Kernel<L, V>.MulAcc(sums.Block(Grid(vertex >> 1, vertex & 1)), eq.Low, t, groups);
                }

                for (int x = 0; x <= plan.Degree && plan.Degree >= 2; x++)
                    PointsAt(x, (long)i * eq.Elements, quarter, sums, machine, leadingMachine, eq.Low, rows, t, linear, held, columns, groups);
                sums.EndBlock(eq.Factors[i]);
            }

            sums.AddTo(_grid);
        });
    }

    // The sums at one X and each Y of 0, 1, 2, ∞ that are not known from rows alone. Columns are lines in X, then in Y; the products of the third degree have
    // as coefficient of X³ those of slopes.
    private void PointsAt(
        int x, long p, long quarter, Accumulator<L, V> sums, BlockMachine<L, V> machine, BlockMachine<L, V> leadingMachine,
        uint* eq, uint** rows, uint* t, uint* linear, uint* held, uint* columns, int groups)
    {
        TablePlan plan = _data.Plan;
        int linearWords = groups * Ext.Words, block = BaseBlockGroups * Ext.Group, lineWords = _columns.Length * block;
        uint* low = x == 1 ? rows[2] : rows[0], high = x == 1 ? rows[3] : rows[1];
        if (x == AtTwo)
        {
            low = linear;
            high = linear + BaseBlockGroups * Ext.Words;
            Kernel<L, V>.AtTwo(low, rows[0], rows[2], linearWords);
            Kernel<L, V>.AtTwo(high, rows[1], rows[3], linearWords);
        }

        int used = x == Leading ? _leadingColumns.Length : _columns.Length;
        for (int i = 0; i < used && x >= AtTwo; i++)
        {
            int c = x == Leading ? _leadingColumns[i] : i;
            uint* row = _data.Column(_columns[c]) + p;
            for (int y = 0; y < 2; y++) At(x, columns + y * lineWords + c * block, row + y * quarter, row + (2 + y) * quarter, groups);
        }

        for (int y = x < AtTwo ? AtTwo : 0; y <= plan.Degree; y++)
        {
            bool lead = x == Leading || y == Leading;
            BlockMachine<L, V> m = lead ? leadingMachine : machine;
            used = lead ? _leadingColumns.Length : _columns.Length;
            for (int i = 0; i < used; i++)
            {
                int c = lead ? _leadingColumns[i] : i;
                uint* column = _data.Column(_columns[c]) + p + (x == 1 ? 2 * quarter : 0), line = columns + c * block;
                uint* first = x < AtTwo ? column : line, second = x < AtTwo ? column + quarter : line + lineWords;
                uint* value = y == 0 ? first : y == 1 ? second : line + 2 * lineWords;
                if (y >= AtTwo) At(y, value, first, second, groups);
                m.SetColumn(_columns[c], value);
            }

            if (lead)
            {
                new Span<uint>(t, linearWords).Clear();
                AddProducts(m, plan.Leading.Code, _leading, t, held, groups);
            }
            else
            {
                if (y == AtTwo) Kernel<L, V>.AtTwo(t, low, high, linearWords);
                else NativeMemory.Copy(y == 0 ? low : high, t, (nuint)linearWords * sizeof(uint));
                AddProducts(m, plan.Constraints, _form, t, held, groups);
            }

            Kernel<L, V>.MulAcc(sums.Block(Grid(x, y)), eq, t, groups);
        }

        static void At(int point, uint* d, uint* lo, uint* hi, int groups)
        {
            if (point == AtTwo) Kernel<L, V>.AtTwo(d, lo, hi, groups * Ext.Group);
            else Kernel<L, V>.SubBase(d, hi, Ext.Group, lo, Ext.Group, groups);
        }
    }

    // Blocks of so many elements that make a part worth a thread.
    private int Parts(int elements) => Math.Max(1, MinRows / elements);

    // t += Σ weight · product over base rows. Products are weighed some at a time, with one reduction; those in registers are copied, as registers are used again.
    private static void AddProducts(BlockMachine<L, V> machine, TableCode code, FormMemory form, uint* t, uint* held, int groups)
    {
        uint** x = stackalloc uint*[HeldProducts];
        machine.Begin(groups);
        int count = 0;
        for (int p = machine.Next(); p >= 0; p = machine.Next())
        {
            Operand o = code.Outputs[p][0];
            uint* value = machine.Address(o, out _);
            x[count] = value;
            if (o.Kind != OperandKind.Column)
            {
                x[count] = held + count * groups * Ext.Group;
                NativeMemory.Copy(value, x[count], (nuint)(groups * Ext.Group * sizeof(uint)));
            }

            if (++count < HeldProducts && p < code.Outputs.Length - 1) continue;

            // Behind the last weight there is a zero.
            if (count % 2 != 0) x[count] = x[0];
            Kernel<L, V>.Combine(t, x, form.Product(p - count + 1), (count + 1) / 2, t, Ext.Words, groups);
            count = 0;
        }
    }

    private void FoldAndSum(KoalaBear5 r)
    {
        bool first = _folded is null;
        if (first) _folded = new NativeBuffer(_columns.Length * FoldedWords);
        long half = _size / 2;
        KoalaBear5[] weights = first ? EqTable.Expand([_firstChallenge, r]) : [];
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
            using var scratch = new NativeBuffer((_columns.Length * ExtBlockGroups + ExtBlockGroups + Challenges) * Ext.Words);
            uint* challenges = scratch.Pointer, t = challenges + Challenges * Ext.Words, columns = t + ExtBlockGroups * Ext.Words;
            Ext.Fill(challenges, 1, r);
            Ext.Fill(challenges + Ext.Words, 1, _firstChallenge);
            for (int k = 0; k < weights.Length; k++) Ext.Fill(challenges + (2 + k) * Ext.Words, 1, weights[k]);
            Ext.Fill(challenges + (Challenges - 1) * Ext.Words, 1, default);
            for (int i = start; i < end; i++)
            {
                for (int g = 0; g < elements / Ext.Group; g += ExtBlockGroups)
                {
                    int groups = Math.Min(ExtBlockGroups, elements / Ext.Group - g);
                    long p = (long)i * elements + g * Ext.Group;
                    for (int side = 0; side < (sum ? 2 : 1); side++) FoldBlock(p + side * quarter, half, challenges, groups, first);
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

    // Groups of challenges: this one, the first one, the weights of four rows, and zero.
    private const int Challenges = 7;

    private void FoldBlock(long p, long half, uint* challenges, int groups, bool first)
    {
        uint* l = Ext.At(_linear.Pointer, p);
        if (first)
        {
            // The first two coordinates at once, from the trace.
            for (int y = 0; y < 2; y++)
            {
                uint* line = Ext.At(_linear.Pointer, p + y * half);
                Kernel<L, V>.Fold(line, line, Ext.At(_linear.Pointer, p + (2 + y) * half), challenges + Ext.Words, groups);
            }
        }

        Kernel<L, V>.Fold(l, l, Ext.At(_linear.Pointer, p + half), challenges, groups);
        uint** rows = stackalloc uint*[4];
        for (int c = 0; c < _columns.Length; c++)
        {
            uint* d = Ext.At(Folded(c), p);
            if (first)
            {
                for (int k = 0; k < 4; k++) rows[k] = _data.Column(_columns[c]) + p + k * half;
                Kernel<L, V>.Combine(d, rows, challenges + 2 * Ext.Words, 2, challenges + (Challenges - 1) * Ext.Words, 0, groups);
            }
            else
            {
                Kernel<L, V>.Fold(d, d, Ext.At(Folded(c), p + half), challenges, groups);
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
            Kernel<L, V>.MulAcc(sums.Block(AtTwo), eq, t, groups);
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
        Kernel<L, V>.MulAcc(sums.Block(Leading), eq, t, groups);
    }

    // t += Σ weight · product over rows of extension elements.
    private static void AddExtProducts(BlockMachine<L, V> machine, TableCode code, FormMemory form, uint* t, int groups)
    {
        machine.Begin(groups);
        for (int o = machine.Next(); o >= 0; o = machine.Next())
            Kernel<L, V>.MulAdd(t, machine.Address(code.Outputs[o][0], out _), form.Product(o), t, groups);
    }
}
