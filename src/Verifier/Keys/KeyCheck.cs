using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Parameters;

namespace Zkfp.Verifier.Keys;

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
        if (error.Length == 0) error = CheckFragments(machine, key);
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
            if (t.Presence == TablePresence.Optional && ShardLayout.HasPreprocessed(t))
                return $"{t.Name} is optional but has preprocessed columns.";
            if (t.Presence != TablePresence.Optional && t.FixedLogHeight is null && !ShardLayout.HasPreprocessed(t))
                return $"{t.Name} must be present, but neither machine nor key gives it a height.";
        }

        return "";
    }

    private static string CheckFragments(MachineDefinition machine, VerifyingKey key)
    {
        var counts = new int[machine.Tables.Count];
        for (int i = 0; i < key.PreprocessedFragments.Count; i++)
        {
            FragmentHeight f = key.PreprocessedFragments[i];
            if ((uint)f.Table >= (uint)machine.Tables.Count)
                return $"The key lists table {f.Table}, the machine has {machine.Tables.Count}.";
            AirProgram t = machine.Tables[f.Table];
            if (!ShardLayout.HasPreprocessed(t)) return $"The key lists {t.Name}, which has no preprocessed columns.";
            if (f.LogHeight < ProtocolParameters.MinLogHeight || f.LogHeight > key.LogHeight)
                return $"The key gives {t.Name} the log height {f.LogHeight}, expected {ProtocolParameters.MinLogHeight} to {key.LogHeight}.";
            if (t.FixedLogHeight is int expected && f.LogHeight != expected)
                return $"The key gives {t.Name} the log height {f.LogHeight}, expected {expected}.";
            if (++counts[f.Table] > (t.FixedLogHeight is null ? ProtocolParameters.MaxFragmentsPerTable : 1))
                return $"The key lists {t.Name} too often.";
            if (i == 0) continue;
            FragmentHeight p = key.PreprocessedFragments[i - 1];
            if (p.LogHeight < f.LogHeight || (p.LogHeight == f.LogHeight && p.Table > f.Table))
                return $"The key's fragment {i} ({t.Name}) is not in canonical order.";
        }

        for (int t = 0; t < counts.Length; t++)
            if (counts[t] == 0 && ShardLayout.HasPreprocessed(machine.Tables[t]))
                return $"The key does not list {machine.Tables[t].Name}, which has preprocessed columns.";
        bool isZero = key.PreprocessedRoot == default;
        return isZero == (key.PreprocessedFragments.Count == 0)
            ? "" : "The key's preprocessed root must be zero exactly when it lists no fragment.";
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
