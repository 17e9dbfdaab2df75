using System.Runtime.InteropServices;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Memory;
using Zkfp.Core.Parallel;
using Zkfp.Protocol.Layout;
using Zkfp.Prover.Kernels;
using Zkfp.Prover.Tables;

namespace Zkfp.Prover.Gkr;

/// <summary>Challenges of a scope: γ and α₀ … α₁₀₂.</summary>
internal sealed record FingerprintChallenges(KoalaBear5 Gamma, KoalaBear5[] Alpha);

/// <summary>Fills the lowest layer of the GKR circuit: for every interaction and pair of rows the two fractions.</summary>
internal static unsafe class LeafBuilder<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private const int MaxRows = 2 * EqTable.Block;
    private const int RowsPerPart = 16 * MaxRows;

    /// <summary>The lowest layer of both classes.</summary>
    public static (GkrLayerData Local, GkrLayerData Global) Build(
        ShardLayout layout, FragmentData[] fragments, FingerprintChallenges local, FingerprintChallenges global, WorkerPool pool)
    {
        long localNodes = layout.LocalLeaves / 2, globalNodes = layout.GlobalLeaves / 2;
        var l = new GkrLayerData(layout.Class.Class.LogLeaves - 2, localNodes, true);
        var g = new GkrLayerData(layout.Class.Class.LogLeaves - 2, globalNodes, true);
        l.FillTail(localNodes);
        g.FillTail(globalNodes);
        var parts = new List<(FragmentData Data, int Start, int End)>();
        foreach (FragmentData f in fragments)
            for (int r = 0; r < 1 << f.LogHeight; r += RowsPerPart) parts.Add((f, r, Math.Min(1 << f.LogHeight, r + RowsPerPart)));
        pool.Run(parts.Count, i =>
        {
            using var worker = new Worker(parts[i].Data, layout, l, g, local, global);
            worker.Fill(parts[i].Start, parts[i].End);
        });
        return (l, g);
    }

    private sealed class Worker : IDisposable
    {
        private readonly FragmentData _data;
        private readonly GkrLayerData _local, _global;
        private readonly BlockMachine<L, V> _machine;
        private readonly NativeBuffer _columns;
        private readonly NativeBuffer _coefficients;
        private readonly NativeBuffer _pointers;
        private readonly (int FirstCoefficient, int Pairs, long Node, bool IsLocal)[] _interactions;
        private readonly int[][] _fields;

        public Worker(
            FragmentData data, ShardLayout layout, GkrLayerData local, GkrLayerData global,
            FingerprintChallenges localChallenges, FingerprintChallenges globalChallenges)
        {
            _data = data;
            _local = local;
            _global = global;
            AirProgram air = data.Air;
            TableCode code = data.Plan.Leaves;
            _machine = new BlockMachine<L, V>(code, data.Constants, air.Columns.Count, false, MaxRows / Ext.Group);
            _columns = new NativeBuffer((long)Math.Max(1, code.Columns.Length) * MaxRows);
            for (int c = 0; c < code.Columns.Length; c++) _machine.SetColumn(code.Columns[c], _columns.Pointer + c * MaxRows);

            // Per interaction: one group for the constant part, then an even number of groups for the fields that are not constant.
            int count = air.Interactions.Count;
            _interactions = new (int, int, long, bool)[count];
            _fields = new int[count][];
            var coefficients = new List<KoalaBear5>();
            for (int j = 0; j < count; j++)
            {
                AirInteraction x = air.Interactions[j];
                bool isLocal = x.Bus.Scope == BusScope.Local;
                FingerprintChallenges c = isLocal ? localChallenges : globalChallenges;
                KoalaBear5 constant = c.Gamma + c.Alpha[0] * new KoalaBear((ulong)x.Bus.Tag);
                var fields = new List<int>();
                int first = coefficients.Count;
                coefficients.Add(default);
                for (int f = 0; f < x.Fields.Length; f++)
                {
                    if (air.NodeDegrees[x.Fields[f]] == 0)
                    {
                        constant += c.Alpha[f + 1] * data.Constants[x.Fields[f]];
                        continue;
                    }

                    coefficients.Add(c.Alpha[f + 1]);
                    fields.Add(f + 1);
                }

                if (fields.Count % 2 != 0)
                {
                    coefficients.Add(default);
                    fields.Add(fields[^1]);
                }

                coefficients[first] = constant;
                _fields[j] = [.. fields];
                long leaf = data.Fragment.LeafStarts[j] - (isLocal ? 0 : 1L << (layout.Class.Class.LogLeaves - 1));
                _interactions[j] = (first, fields.Count / 2, leaf / 2, isLocal);
            }

            _coefficients = new NativeBuffer(coefficients.Count * Ext.Words);
            for (int i = 0; i < coefficients.Count; i++) Ext.Fill(_coefficients.Pointer + i * Ext.Words, 1, coefficients[i]);
            _pointers = new NativeBuffer(2 * (Bus.MaxArity + 1));
        }

        public void Fill(int start, int end)
        {
            for (int row = start; row < end; row += MaxRows)
            {
                int rows = Math.Min(MaxRows, end - row), half = rows / 2, groups = half / Ext.Group;

                // Even rows first, odd rows after them.
                TableCode code = _data.Plan.Leaves;
                for (int c = 0; c < code.Columns.Length; c++)
                {
                    uint* d = _columns.Pointer + c * MaxRows;
                    Kernel<L, V>.DeinterleaveBase(_data.Column(code.Columns[c]) + row, d, d + half, groups);
                }

                _machine.Begin(2 * groups);
                for (int j = _machine.Next(); j >= 0; j = _machine.Next()) Emit(j, row / 2, half);
            }
        }

        public void Dispose()
        {
            _machine.Dispose();
            _columns.Dispose();
            _coefficients.Dispose();
            _pointers.Dispose();
        }

        private void Emit(int j, int pair, int half)
        {
            (int first, int pairs, long node, bool isLocal) = _interactions[j];
            GkrLayerData data = isLocal ? _local : _global;
            Operand[] operands = _data.Plan.Leaves.Outputs[j];
            uint* c = _coefficients.Pointer + first * Ext.Words;
            uint** x = (uint**)_pointers.Pointer;
            for (int side = 0; side < 2; side++)
            {
                int shift = side * half;
                for (int i = 0; i < 2 * pairs; i++) x[i] = _machine.Address(operands[_fields[j][i]], out _) + shift;
                uint* d = Ext.At(side == 0 ? data.D0 : data.D1, node + pair);
                Kernel<L, V>.Combine(d, x, c + Ext.Words, pairs, c, 0, half / Ext.Group);
                uint* n = (side == 0 ? data.N0 : data.N1) + node + pair;
                uint* m = _machine.Address(operands[0], out int step);
                if (step == 0) new Span<uint>(n, half).Fill(*m);
                else NativeMemory.Copy(m + shift, n, (nuint)half * sizeof(uint));
            }
        }
    }
}
