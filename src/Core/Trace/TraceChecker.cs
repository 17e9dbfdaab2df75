using System.Globalization;
using System.Text;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;

namespace Zkfp.Core.Trace;

/// <summary>A constraint that a row breaks.</summary>
/// <param name="Shard">Shard index.</param>
/// <param name="Table">Table name.</param>
/// <param name="Row">Row.</param>
/// <param name="Constraint">Label.</param>
/// <param name="Value">What should be zero.</param>
public sealed record BrokenConstraint(uint Shard, string Table, int Row, string Constraint, uint Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"shard {Shard}, table {Table}, row {Row}: '{Constraint}' is {Value}, expected 0";
}

/// <summary>A message whose pushes and pulls do not cancel.</summary>
/// <param name="Shard">Shard index, or 0 for a global bus.</param>
/// <param name="Bus">Bus name.</param>
/// <param name="Fields">The message.</param>
/// <param name="Net">Pushes minus pulls, mod p.</param>
/// <param name="Senders">Some rows that sent it.</param>
public sealed record UnbalancedMessage(uint Shard, string Bus, uint[] Fields, uint Net, IReadOnlyList<string> Senders)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        long net = Net > KoalaBear.P / 2 ? (long)Net - KoalaBear.P : Net;
        var s = new StringBuilder();
        s.Append(CultureInfo.InvariantCulture, $"shard {Shard}, bus {Bus}, message ({string.Join(", ", Fields)}): net {net}, sent by");
        foreach (string sender in Senders) s.Append("\n  ").Append(sender);
        return s.ToString();
    }
}

/// <summary>What <see cref="TraceChecker"/> found.</summary>
/// <param name="Constraints">Broken constraints, at most as many as asked for.</param>
/// <param name="Messages">Unbalanced messages, at most as many as asked for.</param>
public sealed record TraceReport(IReadOnlyList<BrokenConstraint> Constraints, IReadOnlyList<UnbalancedMessage> Messages)
{
    /// <summary>Whether nothing was found.</summary>
    public bool IsClean => Constraints.Count == 0 && Messages.Count == 0;

    /// <inheritdoc/>
    public override string ToString() => IsClean ? "clean" : string.Join('\n', [.. Constraints.Select(c => c.ToString()), .. Messages.Select(m => m.ToString())]);
}

/// <summary>
/// Checks traces row by row with names: every constraint on every row, every bus message by message. For tests and for finding out
/// why a proof fails; a proof itself never needs it.
/// </summary>
public sealed class TraceChecker
{
    private readonly MachineDefinition _machine;
    private readonly int _limit;
    private readonly Dictionary<UInt128, KoalaBear> _global = [];
    private readonly List<BrokenConstraint> _constraints = [];
    private readonly List<UnbalancedMessage> _messages = [];

    /// <summary>A checker that reports at most <paramref name="limit"/> findings of each sort.</summary>
    public TraceChecker(MachineDefinition machine, int limit = 20)
    {
        _machine = machine;
        _limit = limit;
    }

    /// <summary>Checks constraints and local buses of a shard and takes note of its global messages.</summary>
    public void AddShard(ShardTrace shard)
    {
        uint index = shard.PublicValues.Length > 0 ? shard.PublicValues[0].Value : 0;
        var local = new Dictionary<UInt128, KoalaBear>();
        Visit(shard, true, (table, row, interaction, multiplicity, fields) =>
        {
            UInt128 key = Key(interaction.Bus.Tag, fields);
            Dictionary<UInt128, KoalaBear> sums = interaction.Bus.Scope == BusScope.Local ? local : _global;
            sums.TryGetValue(key, out KoalaBear sum);
            sum += multiplicity;
            if (sum == KoalaBear.Zero) sums.Remove(key);
            else sums[key] = sum;
        });
        if (local.Count != 0) Locate(shard, local, index);
    }

    /// <summary>Adds a global message of the verifier.</summary>
    public void AddGlobal(GlobalMessage message)
    {
        UInt128 key = Key(message.Tag, message.Fields);
        _global.TryGetValue(key, out KoalaBear sum);
        sum += message.IsPush ? KoalaBear.One : -KoalaBear.One;
        if (sum == KoalaBear.Zero) _global.Remove(key);
        else _global[key] = sum;
    }

    /// <summary>The findings so far, with the global buses; <paramref name="shards"/> are searched for who sent unbalanced messages.</summary>
    public TraceReport Finish(params ReadOnlySpan<ShardTrace> shards)
    {
        if (_global.Count != 0)
        {
            int before = _messages.Count;
            foreach (ShardTrace shard in shards) Locate(shard, _global, 0);
            if (_messages.Count == before)
                _messages.Add(new UnbalancedMessage(0, "global", [], (uint)_global.Count, ["(sender not among the shards given)"]));
        }

        return new TraceReport(_constraints, _messages);
    }

    private delegate void MessageVisitor(string table, int row, AirInteraction interaction, KoalaBear multiplicity, ReadOnlySpan<KoalaBear> fields);

    private void Visit(ShardTrace shard, bool constraints, MessageVisitor visit)
    {
        uint index = shard.PublicValues.Length > 0 ? shard.PublicValues[0].Value : 0;
        Span<KoalaBear> fields = new KoalaBear[Bus.MaxArity];
        for (int t = 0; t < _machine.Tables.Count; t++)
        {
            if (shard.Tables[t] is not { } table) continue;
            AirProgram air = _machine.Tables[t];
            int rows = air.FixedLogHeight is { } log ? 1 << log : table.Rows;
            var row = new KoalaBear[air.Columns.Count];
            var values = new KoalaBear[air.Nodes.Count];
            bool skip = IsSilentAtZero(air, shard.PublicValues, values);
            for (int r = 0; r < rows; r++)
            {
                if (skip && IsZero(table, r)) continue;
                table.ReadRow(r, row);
                air.Evaluate<KoalaBear>(row, shard.PublicValues, values);
                if (constraints)
                {
                    foreach (AirConstraint c in air.Constraints)
                        if (values[c.Node] != KoalaBear.Zero && _constraints.Count < _limit)
                            _constraints.Add(new BrokenConstraint(index, air.Name, r, c.Label, values[c.Node].Value));
                }

                Send(air, r, values, fields, visit);
            }
        }

        var publicValues = new KoalaBear[_machine.PublicMessages.Nodes.Count];
        _machine.PublicMessages.Evaluate<KoalaBear>([], shard.PublicValues, publicValues);
        Send(_machine.PublicMessages, 0, publicValues, fields, visit);
    }

    /// <summary>Whether a row whose committed columns are zero breaks and sends nothing, whatever its other columns.</summary>
    private static bool IsSilentAtZero(AirProgram air, KoalaBear[] publics, KoalaBear[] values)
    {
        var row = new KoalaBear[air.Columns.Count];
        for (int i = 0; i < row.Length; i++)
            if (!IsCommitted(air.Columns[i])) row[i] = KoalaBear.Generator.Pow((ulong)(1000 + i));
        air.Evaluate<KoalaBear>(row, publics, values);
        foreach (AirConstraint c in air.Constraints)
            if (values[c.Node] != KoalaBear.Zero) return false;
        foreach (AirInteraction i in air.Interactions)
            if (values[i.Multiplicity] != KoalaBear.Zero) return false;
        return true;
    }

    private static bool IsCommitted(Column c) => c.Kind is ColumnKind.Main or ColumnKind.Boundary;

    private static bool IsZero(TraceTable table, int row)
    {
        for (int i = 0; i < table.Air.Columns.Count; i++)
            if (IsCommitted(table.Air.Columns[i]) && table.Column(i)[row] != 0) return false;
        return true;
    }

    private static void Send(AirProgram air, int row, KoalaBear[] values, Span<KoalaBear> fields, MessageVisitor visit)
    {
        foreach (AirInteraction i in air.Interactions)
        {
            KoalaBear multiplicity = values[i.Multiplicity];
            if (multiplicity == KoalaBear.Zero) continue;
            for (int k = 0; k < i.Fields.Length; k++) fields[k] = values[i.Fields[k]];
            visit(air.Name, row, i, multiplicity, fields[..i.Fields.Length]);
        }
    }

    private void Locate(ShardTrace shard, Dictionary<UInt128, KoalaBear> sums, uint index)
    {
        var found = new Dictionary<UInt128, (UnbalancedMessage Message, List<string> Senders)>();
        uint shardIndex = shard.PublicValues.Length > 0 ? shard.PublicValues[0].Value : 0;
        Visit(shard, false, (table, row, interaction, multiplicity, fields) =>
        {
            UInt128 key = Key(interaction.Bus.Tag, fields);
            if (!sums.TryGetValue(key, out KoalaBear net)) return;
            if (!found.TryGetValue(key, out var entry))
            {
                if (_messages.Count + found.Count >= _limit) return;
                var values = new uint[fields.Length];
                for (int i = 0; i < values.Length; i++) values[i] = fields[i].Value;
                var senders = new List<string>();
                entry = (new UnbalancedMessage(index, interaction.Bus.Name, values, net.Value, senders), senders);
                found.Add(key, entry);
            }

            if (entry.Senders.Count < 8)
                entry.Senders.Add($"shard {shardIndex}, table {table}, row {row}: '{interaction.Label}' {(interaction.IsPush ? "pushed" : "pulled")} it, multiplicity {(interaction.IsPush ? multiplicity : -multiplicity)}");
        });
        foreach (var entry in found.Values) _messages.Add(entry.Message);
    }

    /// <summary>A 128-bit name of a message: FNV over tag and fields, which no honest run makes collide.</summary>
    private static UInt128 Key(int tag, ReadOnlySpan<KoalaBear> fields)
    {
        UInt128 prime = new(0x0000000001000000, 0x000000000000013B), h = new(0x6C62272E07BB0142, 0x62B821756295C58D);
        h = (h ^ (uint)tag) * prime;
        foreach (KoalaBear f in fields) h = (h ^ f.Value) * prime;
        return h;
    }
}
