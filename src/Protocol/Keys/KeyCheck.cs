using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Protocol.Keys;

/// <summary>Checks that a verifying key fits a machine: everything that the layout and the verifier later rely on.</summary>
public static class KeyCheck
{
    /// <summary>What is wrong with the key, or an empty string.</summary>
    public static string Check(MachineDefinition machine, VerifyingKey key)
    {
        if (key.MachineDigest != machine.Digest)
            return $"The key is for the machine {key.MachineDigest}, expected {machine.Digest}.";
        if (key.LogHeight is < ProtocolParameters.MinLogHeight or > ProtocolParameters.MaxLogHeight)
            return $"The key has LogHeight {key.LogHeight}, expected {ProtocolParameters.MinLogHeight} to {ProtocolParameters.MaxLogHeight}.";
        if (key.InitialPc >= 1u << 30 || key.InitialNpc >= 1u << 30)
            return $"The key has the initial state ({key.InitialPc}, {key.InitialNpc}); word indices are below 2^30.";
        string error = CheckTables(machine, key);
        if (error.Length == 0) error = CheckRows(machine, key);
        return error.Length == 0 ? CheckMessages(machine, key) : error;
    }

    private static string CheckTables(MachineDefinition machine, VerifyingKey key)
    {
        foreach (AirProgram t in machine.Tables)
        {
            if (t.FixedLogHeight is int f && (f < ProtocolParameters.MinLogHeight || f > key.LogHeight))
                return $"{t.Name} has the fixed log height {f}, expected {ProtocolParameters.MinLogHeight} to {key.LogHeight}.";
            // The prover must not choose whether such a table is there.
            if (t.Presence == TablePresence.Optional && t.FixedLogHeight is not null)
                return $"{t.Name} is optional but has a fixed height.";
            if (t.Presence == TablePresence.Optional && ClassLayout.HasPreprocessed(t))
                return $"{t.Name} is optional but has preprocessed columns.";
            if (t.Presence != TablePresence.Optional && t.FixedLogHeight is null && !ClassLayout.HasPreprocessed(t))
                return $"{t.Name} must be present, but neither machine nor key gives it a height.";
        }

        return "";
    }

    private static string CheckRows(MachineDefinition machine, VerifyingKey key)
    {
        TablePosition[] listed = Array.FindAll(TablePosition.All(machine), p => p.KeyIndex >= 0);
        if (key.PreprocessedRows.Count != listed.Length)
            return $"The key gives rows to {key.PreprocessedRows.Count} positions, the machine has {listed.Length} with preprocessed columns.";
        long cells = 0;
        for (int i = 0; i < listed.Length; i++)
        {
            TablePosition p = listed[i];
            int rows = key.PreprocessedRows[i];
            string name = $"{p.Air.Name}, position {p.Index},";
            if (rows < 0 || rows > 1 << key.LogHeight || (rows == 0 && p.Index == 0))
                return $"The key gives {name} {rows} rows, expected {(p.Index == 0 ? 1 : 0)} to 2^{key.LogHeight}.";
            if (p.Air.FixedLogHeight is int f && rows != 1 << f) return $"The key gives {name} {rows} rows, expected 2^{f}.";
            if (rows == 0) continue;
            int n = ClassLayout.LogHeightOf(rows);
            if (p.Index != 0 && (key.PreprocessedRows[i - 1] == 0 || n > ClassLayout.LogHeightOf(key.PreprocessedRows[i - 1])))
                return $"The key gives {name} {rows} rows after {key.PreprocessedRows[i - 1]}; heights must not rise.";
            cells += (long)p.PreprocessedColumns << n;
        }

        int most = 1 << ProtocolParameters.MaxVariables - key.LogHeight;
        if (key.PreprocessedWidth < 0 || key.PreprocessedWidth >= most) return $"The key has {key.PreprocessedWidth} preprocessed columns, expected fewer than {most}.";
        if (cells > (long)key.PreprocessedWidth << key.LogHeight)
            return $"The key's preprocessed columns have {cells} cells, {key.PreprocessedWidth} columns of 2^{key.LogHeight} rows hold fewer.";
        if ((key.PreprocessedWidth == 0) != (listed.Length == 0)) return $"The key has a preprocessed width of {key.PreprocessedWidth} for {listed.Length} positions.";
        return (key.PreprocessedRoot == default) == (listed.Length == 0)
            ? "" : "The key's preprocessed root must be zero exactly when the machine has no preprocessed column.";
    }

    private static string CheckMessages(MachineDefinition machine, VerifyingKey key)
    {
        // By tag: a key may have as many messages as its length allows.
        var buses = new Dictionary<int, Bus>();
        foreach (AirProgram t in machine.Tables)
            foreach (AirInteraction x in t.Interactions)
                if (x.Bus.Scope == BusScope.Global) buses[x.Bus.Tag] = x.Bus;
        for (int i = 0; i < key.GlobalMessages.Count; i++)
        {
            GlobalMessage m = key.GlobalMessages[i];
            if (!buses.TryGetValue(m.Tag, out Bus? bus))
                return $"The key's global message {i} has tag {m.Tag}, which is no global bus of the machine.";
            if (bus.Arity != m.Fields.Length)
                return $"The key's global message {i} has {m.Fields.Length} fields, bus {bus.Name} takes {bus.Arity}.";
        }

        return "";
    }
}
