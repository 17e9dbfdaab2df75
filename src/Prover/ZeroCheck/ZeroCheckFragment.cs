using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Memory;
using Zkfp.Core.Parallel;
using Zkfp.Prover.Kernels;
using Zkfp.Prover.Tables;

namespace Zkfp.Prover.ZeroCheck;

/// <summary>
/// One fragment's part of the zerocheck: g_t = constant + Σ κ_c·column_c + Σ w·product. The linear part is kept as one vector. In the first round
/// the rows are base elements and constraints vanish at X = 0 and 1, so only messages count there; later rounds work on folded extension columns.
/// </summary>
internal sealed unsafe partial class ZeroCheckFragment<L, V> : IDisposable
    where L : struct, ILanes<V>
    where V : unmanaged
{
    // What is worth a second thread: so many rows times nodes.
    private const int MinWork = 1 << 15;

    // Sums of a round: at 0, at 1 (first round only), at 2, at −1.
    private const int At0 = 0, At1 = 1, At2 = 2, AtMinus1 = 3, SumCount = 4;

    private readonly FragmentData _data;
    private readonly LinearForm _all;
    private readonly LinearForm _messages;
    private readonly KoalaBear5[] _z;
    private readonly WorkerPool _pool;
    private readonly int[] _columns;
    private readonly FormMemory _form;
    private readonly NativeBuffer _linear;
    private NativeBuffer? _folded;
    private KoalaBear5[] _sums = new KoalaBear5[SumCount];
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
        _size = 1L << data.LogHeight;
        _linear = new NativeBuffer(Ext.Groups(_size) * Ext.Words);
        _form = new FormMemory(_all);
        FirstPass();
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
        KoalaBear5 z = _z[_round];
        KoalaBear5 half = KoalaBear5.FromBase(new KoalaBear(2).Inverse());
        KoalaBear5 c0 = _sums[At0], all = (_claim - c0) * z.Inverse();
        KoalaBear5 c1, c2 = default, c3 = default;
        switch (_data.Plan.Degree)
        {
            case 1:
                break;
            case 2:
                // s(2) − c₀ = 2c₁ + 4c₂ and c₁ + c₂ = all.
                c2 = (_sums[At2] - c0) * half - all;
                break;
            default:
                // s(−1) − c₀ = −c₁ + c₂ − c₃; s(2) − c₀ = 2c₁ + 4c₂ + 8c₃.
                c2 = (all + _sums[AtMinus1] - c0) * half;
                KoalaBear5 odd = all - c2;
                c3 = ((_sums[At2] - c0) * half - c2 - c2 - odd) * KoalaBear5.FromBase(new KoalaBear(3).Inverse());
                break;
        }

        c1 = all - c2 - c3;
        return (c1, c2, c3);
    }

    /// <summary>Binds the next coordinate; <paramref name="c1"/> … are the coefficients of this fragment's round polynomial.</summary>
    public void Bind(KoalaBear5 r, KoalaBear5 c1, KoalaBear5 c2, KoalaBear5 c3)
    {
        _claim = _sums[At0] + r * (c1 + r * (c2 + r * c3));
        _round++;
        if (_scalar is not null)
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
        _linear.Dispose();
        _folded?.Dispose();
    }

    // Column i of those that products need, folded; the linear part has index Columns.Length in scalar form.
    private uint* Folded(int i) => _folded!.Pointer + i * FoldedWords;

    private long FoldedWords => Ext.Groups(1L << (_data.LogHeight - 1)) * Ext.Words;

    private void ScalarSums()
    {
        AirProgram air = _data.Air;
        KoalaBear5[] eq = EqTable.Expand(_z.AsSpan(_round + 1));
        int half = (int)_size / 2;
        var totals = new KoalaBear5[SumCount];
        _pool.For(half * SumCount, 1, MinRows * SumCount, Part);
        _sums = totals;

        void Part(int start, int end)
        {
            var row = new KoalaBear5[_columns.Length + 1];
            var values = new KoalaBear5[air.Nodes.Count];
            var sums = new KoalaBear5[SumCount];
            for (int i = start; i < end; i++)
            {
                (int b, int sum) = (i / SumCount, i % SumCount);
                if (sum == At1 || (sum == AtMinus1 && _data.Plan.Degree < 3) || (sum == At2 && _data.Plan.Degree < 2)) continue;
                KoalaBear5 x = sum switch { At0 => 0, At2 => 2, _ => -1 };
                for (int c = 0; c < row.Length; c++) row[c] = _scalar![c][b] + x * (_scalar[c][b + half] - _scalar[c][b]);
                sums[sum] += eq[b] * EvaluateRow(row, values);
            }

            lock (totals)
                for (int sum = 0; sum < SumCount; sum++) totals[sum] += sums[sum];
        }
    }

    private KoalaBear5 EvaluateRow(KoalaBear5[] row, KoalaBear5[] values)
    {
        AirProgram air = _data.Air;
        for (int i = 0; i < values.Length; i++)
        {
            AirNode n = air.Nodes[i];
            if (air.NodeDegrees[i] == 0)
            {
                values[i] = _data.Constants[i];
                continue;
            }

            switch (n.Kind)
            {
                case ExprKind.Column:
                    int c = Array.BinarySearch(_columns, (int)n.A);
                    values[i] = c < 0 ? default : row[c];
                    break;
                case ExprKind.Add:
                    values[i] = values[n.A] + values[n.B];
                    break;
                case ExprKind.Sub:
                    values[i] = values[n.A] - values[n.B];
                    break;
                default:
                    values[i] = values[n.A] * values[n.B];
                    break;
            }
        }

        KoalaBear5 sum = row[^1];
        for (int p = 0; p < _all.Products.Length; p++) sum += _all.Products[p] * values[_data.Plan.AllProducts[p]];
        return sum;
    }
}
