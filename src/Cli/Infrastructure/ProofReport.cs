using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Spectre.Console;
using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Protocol.Security;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Cli.Infrastructure;

/// <summary>What a run proof claims, for people and for programs. Nothing of it is verified.</summary>
internal sealed class ProofReport(Session session, MachineDefinition machine, VerifyingKey key)
{
    private readonly JsonArray _shards = [];
    private JsonArray? _terms;
    private readonly uint?[] _digest = new uint?[Values.CommitWords];
    private uint? _outcome;
    private long _instructions;
    private double _bits = double.PositiveInfinity;

    /// <summary>Reads the proof from the stream's position on and reports; returns the committed digest, or null.</summary>
    public byte[]? Write(Stream run)
    {
        long bytes = run.Length - run.Position;
        var reader = new ProofReader(run);
        if (!reader.TryReadRunHeader(key, out int shards, out _)) throw new CliException(ExitCode.Invalid, reader.Error!.Describe());
        session.Line($"machine        {machine.Name}, {machine.Tables.Count} tables, digest {machine.Digest}");
        session.Line($"verifying key  {key.Digest}");
        session.Line($"entry          pc 0x{key.InitialPc * 4L:x8}, matrices of 2^{key.LogHeight} rows");
        session.Line($"run proof      {bytes} bytes, {shards} shard(s)");
        for (int i = 1; i <= shards; i++)
        {
            session.Cancellation.ThrowIfCancellationRequested();
            long start = reader.Position;
            if (!reader.TryReadShard(machine, key, i, i == shards, out ShardProof? shard, out ClassLayout? layout))
                throw new CliException(ExitCode.Invalid, reader.Error!.Describe());
            AddShard(i, shard, layout, reader.Position - start);
        }

        if (!reader.TryReadEnd()) throw new CliException(ExitCode.Invalid, reader.Error!.Describe());
        WaitStatus? status = _outcome is { } o ? new WaitStatus(o) : null;
        byte[]? committed = Digest();
        string? outcome = status?.Describe(), digest = committed is null ? null : Convert.ToHexStringLower(committed);
        session.Line();
        session.Line($"claims         {outcome ?? "no outcome"}, {_instructions} instructions");
        session.Line($"security       {Security.Describe(_bits)}: the weakest term of all shards, of the global challenges and of the hash");
        session.Line($"digest         {digest ?? "not committed"}");
        session.Json.Add("format", ProtocolParameters.FormatVersion).Add("machine", machine.Name).Add("machineDigest", machine.Digest.ToString())
            .Add("verifyingKey", key.Digest.ToString()).Add("entryPc", key.InitialPc * 4L).Add("logHeight", key.LogHeight).Add("proofBytes", bytes)
            .Add("shards", shards).Add("instructions", _instructions).Add("outcome", outcome).Add("outcomeWord", _outcome)
            .Add("exitCode", status?.ExitCode).Add("outputDigest", digest)
            .Add("securityBits", _bits).Add("securityTerms", _terms).Add("shardList", _shards);
        return committed;
    }

    private void AddShard(int index, ShardProof shard, ClassLayout layout, long bytes)
    {
        uint V(int i) => shard.PublicValues[i].Value;
        long instructions = (V(Values.EndTime) - (long)Values.StartTime) / 4, startPc = V(Values.StartPc) * 4L, endPc = V(Values.EndPc) * 4L;
        _instructions += instructions;
        session.Line();
        session.Line($"shard {index}: {instructions} instructions, pc 0x{startPc:x8} -> 0x{endPc:x8}, {bytes} bytes");
        if (V(Values.Halted) != 0)
        {
            _outcome = V(Values.OutcomeLow) | V(Values.OutcomeHigh) << 16;
            session.Line($"  halts: {new WaitStatus(_outcome.Value).Describe()}");
        }

        for (int i = 0; i < _digest.Length; i++)
            if (V(Values.FirstCommit + 3 * i) != 0) _digest[i] = V(Values.FirstCommit + 3 * i + 1) | V(Values.FirstCommit + 3 * i + 2) << 16;
        session.Line($"  columns of 2^{key.LogHeight}: main {layout.Class.MainWidth}, boundary {layout.Class.BoundaryWidth}, preprocessed {layout.Class.PreprocessedWidth}; "
            + $"2^{layout.Class.LogLeaves} GKR leaves");
        var rows = new JsonArray();
        Table tables = Terminal.Table("columns", "rows", "in", "table");
        foreach (IGrouping<int, TablePosition> present in layout.Positions.Where(p => shard.Shape.Rows[p.Number] != 0).GroupBy(p => p.Table))
        {
            AirProgram table = machine.Tables[present.Key];
            long count = present.Sum(p => (long)shard.Shape.Rows[p.Number]);
            int[] heights = [.. present.Select(p => ClassLayout.LogHeightOf(shard.Shape.Rows[p.Number]))];
            tables.AddRow($"{table.Columns.Count}", $"{count}", $"2^{string.Join(" + 2^", heights)}", Markup.Escape(table.Name));
            rows.Add((JsonNode)new JsonObject
            {
                ["name"] = table.Name,
                ["columns"] = table.Columns.Count,
                ["rows"] = count,
                ["logRows"] = new JsonArray([.. heights.Select(h => (JsonNode?)h)]),
            });
        }

        session.Report.Write(tables);
        var security = SecurityReport.ForRun(layout);
        _bits = Math.Min(_bits, security.Bits);
        if (index == 1)
        {
            session.Line();
            session.Report.Write(new Text($"{security}"));
            _terms = new JsonArray([.. security.Terms.Select(t => (JsonNode?)new JsonObject
            {
                ["name"] = t.Name,
                ["bits"] = t.Bits,
                ["formula"] = t.Formula,
                ["source"] = t.Source,
            })]);
        }

        _shards.Add((JsonNode)new JsonObject
        {
            ["instructions"] = instructions,
            ["startPc"] = startPc,
            ["endPc"] = endPc,
            ["bytes"] = bytes,
            ["mainColumns"] = layout.Class.MainWidth,
            ["boundaryColumns"] = layout.Class.BoundaryWidth,
            ["preprocessedColumns"] = layout.Class.PreprocessedWidth,
            ["logLeaves"] = layout.Class.LogLeaves,
            ["tables"] = rows,
        });
    }

    private byte[]? Digest()
    {
        var bytes = new byte[4 * _digest.Length];
        for (int i = 0; i < _digest.Length; i++)
        {
            if (_digest[i] is not { } word) return null;
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), word);
        }

        return bytes;
    }
}
