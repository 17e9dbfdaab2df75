using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Machine.Tables;

namespace Zkfp.Recursion.Recording;

/// <summary>
/// What the soundness of <see cref="RecursionMachine"/> asks of the preprocessed columns of a circuit, checked on these columns themselves, whatever made them:
/// each wire is written by one row and read as often as that row says; no row reads what it writes or what is written later; entries of arrays are distinct;
/// each tree has as many leaves as its root ends paths; Merkle steps are few enough that multiplicities cannot wrap. Where permutations are rows of wires, each
/// is complete and nothing else reads between its rows, and a Merkle step is of a permutation of its own; where bits come by bytes, each chain has an end.
/// </summary>
public static class CircuitCheck
{
    /// <summary>The most leaves of all trees.</summary>
    public const int MaxLeaves = 1 << 20;

    /// <summary>What is wrong, or an empty string.</summary>
    public static string Check(RecursionMachine circuitMachine, IReadOnlyList<TraceTable?> preprocessed)
    {
        var writers = new Dictionary<uint, (long Reads, string Row)>();
        var readers = new Dictionary<uint, long>();
        MachineDefinition machine = circuitMachine.Definition;
        for (int t = 0; t < machine.Tables.Count; t++)
        {
            if (preprocessed[t] is not { } table) continue;
            AirProgram air = machine.Tables[t];
            var wires = new List<AirInteraction>();
            foreach (AirInteraction i in air.Interactions)
                if (i.Bus == RecursionMachine.Wire) wires.Add(i);
            if (wires.Count == 0) continue;

            // Addresses and multiplicities do not depend on what is committed: zeros do for it.
            var row = new KoalaBear[air.Columns.Count];
            var values = new KoalaBear[air.Nodes.Count];
            for (int r = 0; r < table.Rows; r++)
            {
                for (int c = 0; c < row.Length; c++)
                    if (air.Columns[c].Kind == ColumnKind.Preprocessed) row[c] = new KoalaBear(table.Column(c)[r]);
                air.Evaluate<KoalaBear>(row, [], values);
                string name = $"{air.Name}, row {r}";
                uint highestRead = 0, lowestWritten = uint.MaxValue;
                foreach (AirInteraction i in wires)
                {
                    uint multiplicity = values[i.Multiplicity].Value, address = values[i.Fields[0]].Value;
                    if (multiplicity == 0) continue;
                    if (multiplicity == KoalaBear.P - 1)
                    {
                        readers[address] = readers.GetValueOrDefault(address) + 1;

                        // Where a result is asserted, its wire may be of any place; so may the parent of a Merkle step.
                        if (air.Name != nameof(TableId.Step) && (!i.IsPush || air.Name == nameof(TableId.Pack))) highestRead = Math.Max(highestRead, address);
                        continue;
                    }

                    if (!i.IsPush) return $"{name}: '{i.Label}' has the multiplicity {multiplicity}, expected 0 or −1.";
                    if (!writers.TryAdd(address, (multiplicity, name))) return $"{name} writes wire {address}, which {writers[address].Row} writes.";
                    if (address >= RecursionMachine.OutputAddress + RecursionMachine.Outputs) lowestWritten = Math.Min(lowestWritten, address);
                }

                if (highestRead >= lowestWritten) return $"{name} reads wire {highestRead} and writes wire {lowestWritten}.";
            }
        }

        for (int i = 0; i < RecursionMachine.Outputs; i++)
        {
            uint address = (uint)(RecursionMachine.OutputAddress + i);
            readers[address] = readers.GetValueOrDefault(address) + 1;
        }

        foreach ((uint address, long count) in readers)
            if (!writers.TryGetValue(address, out var writer) || writer.Reads != count)
                return $"Wire {address} is read {count} times, {(writer.Row is null ? "and not written" : $"{writer.Row} says {writer.Reads}")}.";
        foreach ((uint address, (long reads, string row)) in writers)
            if (!readers.ContainsKey(address)) return $"Wire {address} is never read, {row} says {reads}.";
        TraceTable Table(TableId id) => preprocessed[circuitMachine.PlaceOf(id)]!;
        string error = circuitMachine.Has(TableId.Array) ? CheckArrays(Table(TableId.Array)) : "";
        if (error.Length == 0) error = CheckTrees(Table(TableId.Port), Table(circuitMachine.Has(TableId.Merkle) ? TableId.Merkle : TableId.Step));
        if (error.Length == 0 && circuitMachine.Has(TableId.Rounds))
            error = CheckPermutations(Table(TableId.Rounds), Table(TableId.Partial), Table(TableId.Step));
        return error.Length == 0 && circuitMachine.Has(TableId.Byte) ? CheckBytes(Table(TableId.Byte)) : error;
    }

    // What is written was counted, what is read as well: here it is only who reads.
    private static string CheckPermutations(TraceTable rounds, TraceTable partial, TraceTable step)
    {
        const int read = RoundsTable.Kinds, written = read + SpongeTable.Wires, capacity = written + 1;
        const int rate = capacity + SpongeTable.Wires - SpongeTable.RateWires;
        const int half = RoundsTable.Kinds / 2, stages = RoundsTable.Kinds + 1;

        // By stage of a permutation, one of them the internal rounds: from the first wire that a row reads, the others follow it, to the first that it writes.
        var rows = new Dictionary<uint, uint>[stages];
        for (int s = 0; s < stages; s++) rows[s] = [];
        var first = new List<(string Row, uint Reads, bool Consecutive, uint Writes)>();
        for (int r = 0; r < rounds.Rows; r++)
        {
            string name = $"Rounds, row {r}";
            int kind = -1;
            for (int k = 0; k < RoundsTable.Kinds; k++)
            {
                uint flag = rounds.Column(k)[r];
                if (flag == 0) continue;
                if (flag != 1 || kind >= 0) return $"{name} has not exactly one kind.";
                kind = k;
            }

            bool once = true, never = true;
            for (int c = capacity; c < rate + SpongeTable.RateWires; c++)
            {
                once &= c >= rate || rounds.Column(c)[r] == 1;
                never &= rounds.Column(c)[r] == 0;
            }

            if (kind < 0)
            {
                if (!never) return $"{name} is out of use and writes a wire.";
                continue;
            }

            if (kind != RoundsTable.Last && !once) return $"{name} is not the last of a permutation: what it writes must be read once.";
            uint reads = rounds.Column(read)[r], writes = rounds.Column(written)[r];
            bool consecutive = true;
            for (int w = 1; w < SpongeTable.Wires; w++) consecutive &= rounds.Column(read + w)[r] == reads + w;
            if (kind == 0)
            {
                first.Add((name, reads, consecutive, writes));
                continue;
            }

            if (!consecutive) return $"{name} reads wires of more states than one.";
            rows[kind < half ? kind : kind + 1][reads] = writes;
        }

        for (int r = 0; r < partial.Rows; r++)
            if (partial.Column(0)[r] != 0) rows[half][partial.Column(1)[r]] = partial.Column(2)[r];

        // Each row of a stage goes on in one of the next, so equal numbers of rows leave none that nothing has led to.
        var ends = new Dictionary<uint, uint>();
        for (int s = 1; s < stages; s++)
            if (rows[s].Count != first.Count) return $"{first.Count} permutations begin, {rows[s].Count} have stage {s}.";
        foreach ((string name, uint reads, bool consecutive, uint writes) in first)
        {
            uint at = writes;
            for (int s = 1; s < stages; s++)
                if (!rows[s].TryGetValue(at, out at)) return $"{name}: the permutation that begins there has no stage {s}.";
            if (consecutive) ends[reads] = at;
        }

        for (int r = 0; r < step.Rows; r++)
        {
            if (step.Column(0)[r] == 0) continue;
            if (!ends.TryGetValue(step.Column(1)[r], out uint end)) return $"Step, row {r}: no permutation reads its children.";
            if (end != step.Column(2)[r]) return $"Step, row {r}: its parent is of another permutation than its children.";
        }

        return "";
    }

    private static string CheckBytes(TraceTable table)
    {
        Span<uint> real = table.Column(0), more = table.Column(1), x = table.Column(2), written = table.Column(3);
        var read = new HashSet<uint>();
        for (int r = 0; r < table.Rows; r++)
            if (real[r] != 0) read.Add(x[r]);
        for (int r = 0; r < table.Rows; r++)
        {
            bool writesRest = table.Column(4)[r] != 0, writes = writesRest || table.Column(5)[r] != 0 || table.Column(6)[r] != 0;
            if (real[r] == 0)
            {
                if (writes) return $"Byte, row {r} is out of use and writes a wire.";
                continue;
            }

            if (more[r] > 1 || more[r] == 0 && writesRest) return $"Byte, row {r} has a rest without room for it.";
            if (more[r] == 1 && !read.Contains(written[r])) return $"Byte, row {r}: its rest has no end.";
        }

        return "";
    }

    private static string CheckArrays(TraceTable table)
    {
        Span<uint> real = table.Column(0), array = table.Column(2), index = table.Column(3);
        var known = new HashSet<(uint, uint)>();
        for (int r = 0; r < table.Rows; r++)
        {
            if (real[r] == 0) continue;
            if (real[r] != 1 || array[r] == 0 || !known.Add((array[r], index[r])))
                return $"Array, row {r}: entry {index[r]} of array {array[r]} is there twice, or the array is 0.";
        }

        return "";
    }

    private static string CheckTrees(TraceTable port, TraceTable merkle)
    {
        if (merkle.Rows > 1 << MerkleTable.MaxLogRows) return $"{merkle.Rows} Merkle steps, at most 2^{MerkleTable.MaxLogRows} are possible.";
        Span<uint> real = port.Column(0), index = port.Column(3), node = port.Column(4), times = port.Column(5);
        var leaves = new Dictionary<uint, long>();
        var roots = new Dictionary<uint, long>();
        long all = 0;
        uint zero = 0;
        for (int r = 0; r < port.Rows; r++)
        {
            if (real[r] == 0)
            {
                if (times[r] != 0) return $"Port, row {r} is out of use and sends a node.";
                continue;
            }

            uint tree = node[r] / MerkleTable.ClassesPerTree, level = node[r] % MerkleTable.ClassesPerTree;
            if (times[r] == 1 && level == 0)
            {
                leaves[tree] = leaves.GetValueOrDefault(tree) + 1;
                all++;
                continue;
            }

            // A root, at index 0: all of them read one wire, the constant 0.
            if (!roots.TryAdd(tree, KoalaBear.P - (long)times[r])) return $"Port, row {r}: tree {tree} has another root.";
            if (zero == 0) zero = index[r];
            if (index[r] != zero) return $"Port, row {r}: the root of tree {tree} has another index than 0.";
        }

        foreach ((uint tree, long queries) in roots)
            if (queries != leaves.GetValueOrDefault(tree) || queries >= 1 << RangeTable.LogLimit)
                return $"Tree {tree} has {leaves.GetValueOrDefault(tree)} leaves, its root ends {queries} paths, expected one number below 2^{RangeTable.LogLimit}.";
        foreach (uint tree in leaves.Keys)
            if (!roots.ContainsKey(tree)) return $"Tree {tree} has no root.";
        return all > MaxLeaves ? $"{all} leaves, at most {MaxLeaves} are possible." : "";
    }
}
