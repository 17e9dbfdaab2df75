using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Memory;
using Zkfp.Core.Parallel;
using Zkfp.Prover.Kernels;
using Zkfp.Prover.Tables;

namespace Zkfp.Prover.ZeroCheck;

/// <summary>
/// One fragment's part of the zerocheck: g_t = constant + Σ κ_c·column_c + Σ w·product. The linear part is kept as one vector. The first
/// two rounds come of one pass over base elements (Bagad, Dao, Domb, Thaler, ePrint 2025/1117: products there cost a tenth), in which constraints vanish on rows,
/// so only messages count there; later rounds work on folded extension columns. A polynomial
/// of degree 3 is known by its values at 0 and 2, its claim, and its coefficient of X³ (<see cref="LeadingForms"/>).
/// </summary>
internal sealed unsafe partial class ZeroCheckFragment<L, V> : IDisposable
    where L : struct, ILanes<V>
    where V : unmanaged
{
    // What is worth a second thread: so many rows times nodes.
    private const int MinWork = 1 << 15;

    // Sums of a round, by point: at 0, at 1 (first round only), at 2, and the coefficient of X³, which is the value at ∞.
    private const int At0 = 0, At1 = 1, AtTwo = 2, Leading = 3, SumCount = 4;

    // Sums of the first two rounds, by both points.
    private const int GridCount = SumCount * SumCount;

    private readonly FragmentData _data;
    private readonly LinearForm _all;
    private readonly LinearForm _messages;
    private readonly KoalaBear5[] _z;
    private readonly WorkerPool _pool;
    private readonly int[] _columns;
    private readonly int[] _leadingColumns;
    private readonly KoalaBear[] _leadingConstants;
    private readonly KoalaBear5[] _leadingWeights;
    private readonly FormMemory _form;
    private readonly FormMemory _leading;
    private readonly NativeBuffer _linear;
    private NativeBuffer? _folded;
    private readonly KoalaBear5[] _grid = new KoalaBear5[GridCount];
    private KoalaBear5[] _sums = new KoalaBear5[SumCount];
    private KoalaBear5 _firstChallenge;
    private KoalaBear5[][]? _scalar;
    private KoalaBear5 _claim;
    private long _size;
    private int _round;

    /// <summary>
    /// A fragment with the weights of its nodes: of messages alone, and of everything; <paramref name="z"/> has n coordinates. Runs the
    /// pass over the trace that the first round needs.
    /// </summary>
    public ZeroCheckFragment(FragmentData data, KoalaBear5[] messageWeights, KoalaBear5[] allWeights, KoalaBear5 constant, KoalaBear5[] z, WorkerPool pool)
    {
        _data = data;
        _z = z;
        _pool = pool;
        _messages = LinearForm.From(data.Air, messageWeights, data.Constants, data.Plan.InteractionProducts);
        _messages = _messages with { Constant = _messages.Constant + constant };
        _all = LinearForm.From(data.Air, allWeights, data.Constants, data.Plan.AllProducts);
        _all = _all with { Constant = _all.Constant + constant };
        _columns = data.Plan.Constraints.Columns;
        LeadingForms leading = data.Plan.Leading;
        _leadingColumns = Array.ConvertAll(leading.Code.Columns, c => Array.BinarySearch(_columns, c));
        _leadingConstants = leading.Constants(data.Constants);
        _size = 1L << data.LogHeight;
        _linear = new NativeBuffer(Ext.Groups(_size) * Ext.Words);
        _form = new FormMemory(_all);
        _leadingWeights = Array.ConvertAll(leading.Weights, w => w.Factor * _all.Products[w.Product]);
        _leading = new FormMemory(new LinearForm(default, [], _leadingWeights));
        FirstPass();
        for (int x = 0; x < SumCount; x++) _sums[x] = _grid[Grid(x, 0)] + z[1] * (_grid[Grid(x, 1)] - _grid[Grid(x, 0)]);
        _claim = _sums[At0] + z[0] * (_sums[At1] - _sums[At0]);
    }

    /// <summary>n.</summary>
    public int LogHeight => _data.LogHeight;

    /// <summary>Whether threads share the work of the next coordinate; else another fragment may have it beside this one.</summary>
    public bool IsShared => IsEnough(_size, _data.Air);

    // Rows of the least part of the work that a thread takes.
    private int MinRows => LeastRows(_data.Air);

    /// <summary>Whether threads share the work of a coordinate of so many rows of a table.</summary>
    public static bool IsEnough(long rows, AirProgram air) => rows / 4 >= 2 * LeastRows(air);

    /// <summary>Coefficients c₁, c₂, c₃ of the fragment's round polynomial.</summary>
    public (KoalaBear5 C1, KoalaBear5 C2, KoalaBear5 C3) Round()
    {
        KoalaBear5 c0 = _sums[At0];
        return Coefficients(c0, c0 + (_claim - c0) * _z[_round].Inverse(), _sums[AtTwo], _sums[Leading]);
    }

    // Coefficients c₁, c₂, c₃ of a polynomial from its values at 0, 1, 2 and ∞.
    private (KoalaBear5 C1, KoalaBear5 C2, KoalaBear5 C3) Coefficients(KoalaBear5 at0, KoalaBear5 at1, KoalaBear5 at2, KoalaBear5 c3)
    {
        KoalaBear5 all = at1 - at0, c2 = default;

        // s(2) − c₀ = 2c₁ + 4c₂ + 8c₃ and c₁ + c₂ + c₃ = all.
        if (_data.Plan.Degree > 1) c2 = (at2 - at0) * KoalaBear5.FromBase(new KoalaBear(2).Inverse()) - all - c3 - c3 - c3;
        KoalaBear5 c1 = all - c2 - c3;
        return (c1, c2, c3);
    }

    /// <summary>Binds the next coordinate; <paramref name="c1"/> … are the coefficients of this fragment's round polynomial.</summary>
    public void Bind(KoalaBear5 r, KoalaBear5 c1, KoalaBear5 c2, KoalaBear5 c3)
    {
        _claim = _sums[At0] + r * (c1 + r * (c2 + r * c3));
        _round++;
        if (_round == 1)
        {
            // The second round's sums: each Y's polynomial in X at r.
            _firstChallenge = r;
            for (int y = 0; y < SumCount; y++)
            {
                KoalaBear5 at0 = _grid[Grid(0, y)];
                (c1, c2, c3) = Coefficients(at0, _grid[Grid(1, y)], _grid[Grid(AtTwo, y)], _grid[Grid(Leading, y)]);
                _sums[y] = at0 + r * (c1 + r * (c2 + r * c3));
            }

            _size /= 2;
        }
        else if (_scalar is not null)
        {
            foreach (KoalaBear5[] v in _scalar)
                for (int b = 0; b < _size / 2; b++) v[b] += r * (v[b + _size / 2] - v[b]);
            _size /= 2;
        }
        else
        {
            FoldAndSum(r);
        }

        if (_scalar is not null && _size > 1) ScalarSums();
    }

    private static int LeastRows(AirProgram air) => Math.Max(1, MinWork / air.Nodes.Count);

    /// <inheritdoc/>
    public void Dispose()
    {
        _form.Dispose();
        _leading.Dispose();
        _linear.Dispose();
        _folded?.Dispose();
    }

    // Column i of those that products need, folded; the linear part has index Columns.Length in scalar form.
    private uint* Folded(int i) => _folded!.Pointer + i * FoldedWords;

    private long FoldedWords => Ext.Groups(1L << (_data.LogHeight - 2)) * Ext.Words;

    private static int Grid(int x, int y) => SumCount * x + y;

    private void ScalarSums()
    {
        TablePlan plan = _data.Plan;
        KoalaBear5[] eq = EqTable.Expand(_z.AsSpan(_round + 1));
        int half = (int)_size / 2;
        var totals = new KoalaBear5[SumCount];
        _pool.For(half * SumCount, 1, MinRows * SumCount, Part);
        _sums = totals;

        void Part(int start, int end)
        {
            var row = new KoalaBear5[_columns.Length + 1];
            var registers = new KoalaBear5[Math.Max(plan.Constraints.Registers, plan.Leading.Code.Registers)];
            var sums = new KoalaBear5[SumCount];
            for (int i = start; i < end; i++)
            {
                (int b, int sum) = (i / SumCount, i % SumCount);
                if (sum == At1 || (sum == Leading && plan.Degree < 3) || (sum == AtTwo && plan.Degree < 2)) continue;
                for (int c = 0; c < row.Length; c++)
                {
                    KoalaBear5 lo = _scalar![c][b], hi = _scalar[c][b + half];
                    row[c] = sum switch { At0 => lo, AtTwo => hi + hi - lo, _ => hi - lo };
                }

                sums[sum] += eq[b] * (sum == Leading ? Evaluate(plan.Leading.Code, _leadingConstants, _leadingWeights, row, registers)
                    : row[^1] + Evaluate(plan.Constraints, _data.Constants, _all.Products, row, registers));
            }

            lock (totals)
                for (int sum = 0; sum < SumCount; sum++) totals[sum] += sums[sum];
        }
    }

    // Σ weight · output on one row.
    private KoalaBear5 Evaluate(TableCode code, KoalaBear[] constants, KoalaBear5[] weights, KoalaBear5[] row, KoalaBear5[] registers)
    {
        KoalaBear5 sum = default;
        foreach (ref readonly TableStep s in code.Steps.AsSpan())
        {
            if (s.IsEmit)
            {
                sum += weights[s.Target] * Value(code.Outputs[s.Target][0]);
                continue;
            }

            KoalaBear5 a = Value(s.A), b = Value(s.B);
            registers[s.Target] = s.Kind switch
            {
                StepKind.Add => a + b,
                StepKind.Sub => a - b,
                StepKind.Mul => a * b,
                StepKind.Xor => a + b - (a * b + a * b),
                StepKind.DoubleAdd => a + a + b,
                _ => a * a - a,
            };
        }

        return sum;

        KoalaBear5 Value(Operand o) => o.Kind switch
        {
            OperandKind.Column => row[Array.BinarySearch(_columns, o.Index)],
            OperandKind.Register => registers[o.Index],
            _ => constants[o.Index],
        };
    }
}
