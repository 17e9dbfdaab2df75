using System.Collections.Concurrent;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Parallel;
using Zkfp.Core.Trace;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Machine.Tables;
using Zkfp.Recursion.Recording;

namespace Zkfp.Recursion.Witness;

/// <summary>The rows of a circuit in the tables of its machine: wiring from the circuit, values from a replay.</summary>
public static class CircuitTables
{
    private const int Degree = KoalaBear5.Degree;

    /// <summary>Rows of each table; of Merkle steps as many as there is room for.</summary>
    public static int[] RowCounts(Circuit circuit)
    {
        RecursionMachine machine = circuit.Machine;
        var rows = new int[machine.Tables.Length];
        foreach (Op op in circuit.Ops)
            if (TableOf(op.Kind) is { } table) rows[machine.PlaceOf(table)]++;
        if (machine.Has(TableId.Merkle)) rows[machine.PlaceOf(TableId.Merkle)] = Math.Max(1, MerkleSteps(circuit.Trees));
        rows[machine.PlaceOf(TableId.Range)] = 1 << RangeTable.LogLimit;
        return rows;
    }

    /// <summary>
    /// The preprocessed columns: what the circuit's key commits to. Rows of the shape that the circuit does not use are empty, without a shape there are none,
    /// or one of tables that it does not use. The caller disposes of them. Columns that are compared with a key whose columns were checked need no
    /// <paramref name="check"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The circuit is too large for the shape.</exception>
    /// <exception cref="InvalidOperationException">The wiring is not sound; no circuit that the recorder makes is like that.</exception>
    public static TraceTable?[] Preprocessed(Circuit circuit, CircuitShape? shape = null, bool check = true, WorkerPool? pool = null)
    {
        TraceTable?[] tables = Fill(circuit, shape, null, pool);
        string error = check ? CircuitCheck.Check(circuit.Machine, tables) : "";
        if (error.Length == 0) return tables;
        foreach (TraceTable? t in tables) t?.Dispose();
        throw new InvalidOperationException(error);
    }

    /// <summary>A witness: all columns, and the output as public values. The caller disposes of it.</summary>
    /// <exception cref="TraceException">The queries of a proof need more Merkle steps than the key has room for.</exception>
    public static ShardTrace Trace(Circuit circuit, Replay replay, CircuitShape? shape = null, WorkerPool? pool = null) =>
        new(Fill(circuit, shape, replay, pool), replay.Output);

    // λ of the bound below, near the best for a few thousand steps as for some ten thousand, and how rare more steps than there is room for may be.
    private const double Tilt = 0.25, Rarity = 64;

    /// <summary>
    /// Rows for Merkle steps: more come with probability at most 2^−64. Consecutive trees with as many queries are a round's, and queried at the same rows: a node of
    /// the deepest stands for one of each tree that has nodes above leaves at its level l, w_l of them. Let S_l(t) be the nodes, so counted, that t random queries
    /// below a node of level l make of it and below it; of the queries a random part goes to the left, so
    /// E e^(λS_l(t)) = e^(λw_l)·Σ_i C(t, i)/2^t·E e^(λS_(l+1)(i))·E e^(λS_(l+1)(t − i)) for t &gt; 0.
    /// By Markov's inequality x steps or more come with probability at most e^(−λx) times the product of these over the rounds.
    /// </summary>
    internal static int MerkleSteps(IReadOnlyList<OpenedTree> trees)
    {
        double most = 0, logarithm = Rarity * Math.Log(2);
        for (int i = 0, end; i < trees.Count; i = end)
        {
            for (end = i; end < trees.Count && trees[end].Queries == trees[i].Queries; end++) most += (double)trees[end].Queries * trees[end].Depth;
            int[] depths = [.. trees.Skip(i).Take(end - i).Select(t => t.Depth).Order()];
            logarithm += s_logMoments.GetOrAdd($"{trees[i].Queries}: {string.Join(' ', depths)}", _ => LogMoment(depths, trees[i].Queries));
        }

        return trees.Count == 0 ? 0 : (int)Math.Ceiling(Math.Min(most, logarithm / Tilt));
    }

    private static readonly ConcurrentDictionary<string, double> s_logMoments = [];

    // log E e^(λS) from the deepest level up. A sum is symmetric, and scaled by its middle, where both parts are the same: none of its terms is out of range.
    private static double LogMoment(int[] depths, int queries)
    {
        var binomial = new double[queries + 1][];
        for (int t = 0; t <= queries; t++)
        {
            // C(t, i)/2^t.
            binomial[t] = new double[t + 1];
            for (int i = 0; i <= t; i++) binomial[t][i] = t == 0 ? 1 : ((i == 0 ? 0 : binomial[t - 1][i - 1]) + (i == t ? 0 : binomial[t - 1][i])) / 2;
        }

        double[] moments = new double[queries + 1], next = new double[queries + 1];
        for (int level = depths[^1] - 1; level >= 0; level--)
        {
            int reaching = depths.Count(d => d > level);
            for (int t = 1; t <= queries; t++)
            {
                double middle = moments[t / 2] + moments[t - t / 2], sum = 0;
                for (int i = 0; 2 * i < t; i++) sum += 2 * binomial[t][i] * Math.Exp(moments[i] + moments[t - i] - middle);
                if (t % 2 == 0) sum += binomial[t][t / 2];
                next[t] = Tilt * reaching + middle + Math.Log(sum);
            }

            (moments, next) = (next, moments);
        }

        return moments[queries];
    }

    // Null if its row is another operation's.
    private static TableId? TableOf(OpKind kind) => kind switch
    {
        OpKind.Constant => TableId.Constant,
        OpKind.Input or OpKind.Inverse => TableId.Input,
        OpKind.Mac or OpKind.AssertMac or OpKind.AssertNonZero or OpKind.Output => TableId.Mac,
        OpKind.Dot => TableId.Dot,
        OpKind.Pow => TableId.Pow,
        OpKind.Pack or OpKind.Unpack => TableId.Pack,
        OpKind.Bits or OpKind.AssertBits => TableId.Bits,
        OpKind.Entry => TableId.Array,
        OpKind.Select => TableId.Select,
        OpKind.Sponge => TableId.Sponge,
        OpKind.Leaf or OpKind.Root => TableId.Port,
        OpKind.Byte => TableId.Byte,
        OpKind.Rounds => TableId.Rounds,
        OpKind.Partial => TableId.Partial,
        OpKind.Step => null,
        OpKind.Parent => TableId.Step,
        _ => throw new InvalidOperationException($"{kind}"),
    };

    private static TraceTable?[] Fill(Circuit circuit, CircuitShape? shape, Replay? replay, WorkerPool? pool)
    {
        if (shape?.WhatIsTooLarge(circuit) is { Length: > 0 } tooLarge) throw new ArgumentException($"The circuit has {tooLarge}.", nameof(circuit));
        RecursionMachine machine = circuit.Machine;
        int[] rows = shape?.Rows ?? RowCounts(circuit);
        var tables = new TraceTable?[rows.Length];
        for (int t = 0; t < tables.Length; t++)
        {
            tables[t] = new TraceTable(machine.Definition.Tables[t], Math.Max(1, rows[t]));
            tables[t]!.SetRows(Math.Max(1, rows[t]));
        }

        var next = new int[rows.Length];
        var opOf = Array.ConvertAll(rows, r => new int[r]);
        for (int i = 0; i < circuit.Ops.Length; i++)
        {
            if (TableOf(circuit.Ops[i].Kind) is not { } id) continue;
            int t = machine.PlaceOf(id);
            opOf[t][next[t]++] = i;
        }

        for (int t = 0; t < tables.Length; t++)
        {
            TraceTable table = tables[t]!;
            int[] ops = opOf[t];
            bool isSponge = machine.Tables[t].Id == TableId.Sponge;
            InBlocks(pool, next[t], (start, end) =>
            {
                var w = new WiringWriter(circuit);
                for (int i = start; i < end; i++)
                {
                    Op op = circuit.Ops[ops[i]];
                    var row = new Row(table, i);
                    w.Wire(ref row, op);
                    if (replay is not null) Values(ref row, circuit, replay, op);
                }

                if (isSponge && replay is not null) HashKernels.FillCubes(table, SpongeTable.State, Poseidon2.Width, start, end);
            });
        }

        int range = machine.PlaceOf(TableId.Range);
        TraceTable? merkle = machine.Has(TableId.Merkle) ? tables[machine.PlaceOf(TableId.Merkle)] : null;
        merkle?.Column(MerkleTable.Real)[..merkle.Rows].Fill(1);
        if (replay is null)
        {
            // The number of rows of Range is the machine's; the key has no column of it.
            tables[range]!.Dispose();
            tables[range] = null;
            return tables;
        }

        if (merkle is not null) Merkle(merkle, replay, tables[range]!.Column(1), pool);
        else Steps(next[machine.PlaceOf(TableId.Step)], replay, tables[range]!.Column(1));
        return tables;
    }

    // Rows are filled independently of each other.
    private static void InBlocks(WorkerPool? pool, int rows, Action<int, int> fill)
    {
        if (pool is null) fill(0, rows);
        else pool.For(rows, 16, 1024, fill);
    }

    private static void CheckRoom(Replay replay, int rows)
    {
        if (replay.Steps.Count > rows)
            throw new TraceException($"no proof can be made: the queries take {replay.Steps.Count} Merkle steps, the circuit's key has room for {rows}");
    }

    // What rows of StepTable ask of the numbers in range; a multiplicity that is none of them has no entry.
    private static void Steps(int rows, Replay replay, Span<uint> range)
    {
        CheckRoom(replay, rows);
        for (int i = 0; i < rows; i++)
            foreach (int m in (ReadOnlySpan<int>)[replay.StepOf((uint)i).FromLeft, replay.StepOf((uint)i).FromRight])
                if ((uint)m < 1u << RangeTable.LogLimit) range[m]++;
    }

    private static void Merkle(TraceTable table, Replay replay, Span<uint> range, WorkerPool? pool)
    {
        CheckRoom(replay, table.Rows);
        foreach (MerkleStep s in replay.Steps)
        {
            range[s.FromLeft]++;
            range[s.FromRight]++;
        }

        range[0] += 2 * (uint)(table.Rows - replay.Steps.Count);
        InBlocks(pool, table.Rows, (start, end) =>
        {
            for (int i = start; i < Math.Min(end, replay.Steps.Count); i++)
            {
                MerkleStep s = replay.Steps[i];
                var row = new Row(table, i);
                row.Skip(MerkleTable.Real + 1);
                row.Put(s.Class);
                row.Put(s.Index);
                row.Put(s.FromLeft);
                row.Put(s.FromRight);
                foreach (KoalaBear e in s.Left) row.Put(e);
                foreach (KoalaBear e in s.Right) row.Put(e);
            }

            HashKernels.FillCubes(table, MerkleTable.Left, 2 * Digest.Length, start, end);
        });
    }

    // The committed columns of a row, in the order of its table.
    private static void Values(ref Row row, Circuit circuit, Replay replay, in Op op)
    {
        ReadOnlySpan<int> o = circuit.OperandsOf(op);
        switch (op.Kind)
        {
            case OpKind.Input:
            case OpKind.Inverse:
                row.Put(replay.ValueOf(op.Result));
                break;
            case OpKind.Mac:
            case OpKind.AssertMac:
            case OpKind.AssertNonZero:
            case OpKind.Output:
            case OpKind.Dot:
                for (int i = 0; i < (op.Kind == OpKind.Dot ? 7 : 3); i++) row.Put(replay.ValueOf(o[i]));
                break;
            case OpKind.Pow:
                row.Put(replay.ValueOf(o[0]));
                row.Put(replay.ValueOf(o[2]));
                row.Put(replay.ValueOf(o[1])[0]);
                break;
            case OpKind.Pack:
                row.Put(replay.ValueOf(op.Result));
                break;
            case OpKind.Unpack:
                row.Put(replay.ValueOf(o[0]));
                break;
            case OpKind.Bits:
            case OpKind.AssertBits:
                uint value = replay.ValueOf(o[0])[0].Value;
                for (int i = 0; i < BitsTable.Count; i++) row.Put(value >> i & 1);
                row.Put((value >> 24 & 7) == 7 ? 1 : 0);
                row.Put((value >> 24 & 31) == 31 ? 1 : 0);
                row.Put((value >> 24 & 127) == 127 ? 1 : 0);
                break;
            case OpKind.Entry:
                row.Put(replay.ValueOf(o[0]));
                row.Put(replay.Taken(op.P0, op.P1));
                break;
            case OpKind.Select:
                row.Put(replay.ValueOf(o[0])[0]);
                row.Put(replay.ValueOf(op.Result));
                break;
            case OpKind.Sponge:
                // What follows from the state is filled in for many rows at once.
                for (int i = 0; i < Poseidon2.Width; i++) row.Put(replay.ValueOf(o[i / Degree])[i % Degree]);
                break;
            case OpKind.Byte:
                uint x = replay.ValueOf(o[0])[0].Value;
                for (int i = 0; i < ByteTable.Count; i++) row.Put(x >> i & 1);
                row.Put(replay.ValueOf(op.Result)[0]);
                break;
            case OpKind.Rounds:
                KoalaBear[] first = new KoalaBear[Poseidon2.Width], second = new KoalaBear[Poseidon2.Width];
                RoundsTable.Compute((int)op.P0, replay.StateOf(o), first, second);
                row.Put(first);
                row.Put(second);
                break;
            case OpKind.Partial:
                KoalaBear[] inner = replay.StateOf(o), innerCubes = new KoalaBear[Poseidon2Permutation.Wide.Internal.Length];
                row.Put(inner);
                Poseidon2Permutation.Wide.InternalRounds(inner, innerCubes);
                row.Put(innerCubes.AsSpan(0, PartialTable.Columns));
                break;
            case OpKind.Parent:
                MerkleStep step = replay.StepOf(op.P0);
                row.Put(step.Class);
                row.Put(step.Index);
                row.Put(step.FromLeft);
                row.Put(step.FromRight);
                row.Put(step.Left.ToArray());
                row.Put(step.Right.ToArray());
                for (int i = 0; i <= Digest.Length; i++)
                {
                    KoalaBear output = replay.ValueOf(o[i / Degree])[Degree - 1 - i % Degree];
                    row.Put(i < Digest.Length ? output + step.Left[i] : output);
                }

                break;
            case OpKind.Leaf:
            case OpKind.Root:
                row.Put(replay.ValueOf(o[0]));
                row.Put(replay.ValueOf(o[1]));
                row.Put(replay.ValueOf(o[2])[0]);
                break;
        }
    }
}

/// <summary>Writes the preprocessed columns of rows.</summary>
internal readonly ref struct WiringWriter(Circuit circuit)
{
    /// <summary>Those of an operation's row, in the order of its table.</summary>
    public void Wire(ref Row row, in Op op)
    {
        ReadOnlySpan<int> o = circuit.OperandsOf(op);
        switch (op.Kind)
        {
            case OpKind.Constant:
                Written(ref row, op.Result);
                row.Put(circuit.Constants[(int)op.P0]);
                break;
            case OpKind.Input:
            case OpKind.Inverse:
                Written(ref row, op.Result);
                uint lanes = op.Kind == OpKind.Input ? op.P0 : KoalaBear5.Degree;
                for (uint i = 1; i < KoalaBear5.Degree; i++) row.Put(i < lanes ? 1 : 0);
                break;
            case OpKind.Mac:
            case OpKind.AssertMac:
            case OpKind.AssertNonZero:
            case OpKind.Output:
                row.Put(1);
                for (int i = 0; i < 3; i++) row.Put(circuit.Address(o[i]));
                if (op.Kind == OpKind.Mac)
                {
                    Written(ref row, op.Result);
                }
                else
                {
                    row.Put(op.Kind == OpKind.Output ? (int)(RecursionMachine.OutputAddress + op.P0) : circuit.Address(o[3]));
                    row.PutSigned(op.Kind == OpKind.Output ? 1 : -1);
                }

                row.Put(op.Kind == OpKind.Output ? 1 : op.P0);
                row.Put(op.Kind == OpKind.Output ? 0 : op.P1);
                row.Put(op.P2);
                break;
            case OpKind.Dot:
                row.Put(1);
                foreach (int wire in o) row.Put(circuit.Address(wire));
                Written(ref row, op.Result);
                break;
            case OpKind.Pow:
                row.Put(1);
                foreach (int wire in o) row.Put(circuit.Address(wire));
                Written(ref row, op.Result);
                Written(ref row, op.Result + 1);
                break;
            case OpKind.Pack:
                Written(ref row, op.Result);
                foreach (int wire in o) row.Put(circuit.Address(wire));
                for (int i = 0; i < KoalaBear5.Degree; i++) row.PutSigned(-1);
                break;
            case OpKind.Unpack:
                row.Put(circuit.Address(o[0]));
                row.PutSigned(-1);
                for (int i = 0; i < KoalaBear5.Degree; i++) row.Put(circuit.Address(op.Result + i));
                for (int i = 0; i < KoalaBear5.Degree; i++) row.Put(circuit.Reads(op.Result + i));
                break;
            case OpKind.Bits:
            case OpKind.AssertBits:
                row.Put(1);
                row.Put(circuit.Address(o[0]));
                if (op.Kind == OpKind.Bits)
                {
                    Written(ref row, op.Result);
                }
                else
                {
                    row.Put(circuit.Address(o[0]));
                    row.PutSigned(-1);
                }

                row.Put(circuit.Address(op.Result + 1));
                for (int i = 0; i < BitsTable.Groups; i++) row.Put(circuit.Reads(op.Result + 1 + i));
                for (int i = 0; i < BitsTable.Count; i++) row.Put(i < op.P0 ? 1 : 0);
                break;
            case OpKind.Entry:
                row.Put(1);
                row.Put(circuit.Address(o[0]));
                row.Put(op.P0);
                row.Put(op.P1);
                break;
            case OpKind.Select:
                row.Put(1);
                row.Put(circuit.Address(o[0]));
                row.Put(op.P0);
                row.Put(op.P1);
                Written(ref row, op.Result);
                break;
            case OpKind.Sponge:
                row.Put(1);
                foreach (int wire in o) row.Put(circuit.Address(wire));
                for (int i = 0; i < SpongeTable.Wires; i++) row.Put(circuit.Address(op.Result + i));
                for (int i = 0; i < SpongeTable.Wires; i++) row.Put(circuit.Reads(op.Result + i));
                break;
            case OpKind.Byte:
                row.Put(1);
                row.Put(op.P0);
                row.Put(circuit.Address(o[0]));
                Written(ref row, op.Result);
                for (int i = 1; i < op.ResultCount; i++) row.Put(circuit.Reads(op.Result + i));
                break;
            case OpKind.Rounds:
                for (uint k = 0; k < RoundsTable.Kinds; k++) row.Put(op.P0 == k ? 1 : 0);
                foreach (int wire in o) row.Put(circuit.Address(wire));
                row.Put(circuit.Address(op.Result));
                for (int i = SpongeTable.RateWires; i < SpongeTable.Wires; i++) row.Put(circuit.Reads(op.Result + i));
                for (int i = 0; i < SpongeTable.RateWires; i++) row.Put(op.P0 == RoundsTable.Last ? circuit.Reads(op.Result + i) : 0);
                break;
            case OpKind.Partial:
                row.Put(1);
                row.Put(circuit.Address(o[0]));
                row.Put(circuit.Address(op.Result));
                break;
            case OpKind.Parent:
                row.Put(1);
                row.Put(circuit.Address((int)op.P1));
                row.Put(circuit.Address(o[0]));
                break;
            case OpKind.Leaf:
            case OpKind.Root:
                OpenedTree tree = circuit.Trees[(int)op.P0];
                row.Put(1);
                foreach (int wire in o) row.Put(circuit.Address(wire));
                row.Put(MerkleTable.ClassesPerTree * op.P0 + (op.Kind == OpKind.Root ? (uint)tree.Depth : 0));
                row.PutSigned(op.Kind == OpKind.Root ? -tree.Queries : 1);
                row.Put(op.P1);
                break;
            default:
                throw new InvalidOperationException($"{op.Kind}");
        }
    }

    private void Written(ref Row row, int wire)
    {
        row.Put(circuit.Address(wire));
        row.Put(circuit.Reads(wire));
    }
}
