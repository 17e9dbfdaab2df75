using System.Buffers.Binary;
using System.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.Core.Machine;
using Zkfp.Rollup.Preimages;
using Zkfp.Verifier;
using Zkfp.Verifier.Diagnostics;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Proofs;
using Zkfp.Verifier.Security;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp inspect`.</summary>
internal static class InspectCommand
{
    private const string Help = """
        Show what a proof file claims: key, parameters, shards, tables, security terms. Trusts nothing and verifies nothing; use `zkfp verify`.
        With --dump, runs the verifier with the file's own key and prints every transcript event in order.

        Examples:
          zkfp inspect run.proof
          zkfp inspect samples/hello.proof --dump > events.txt
          zkfp inspect run.proof --machine machine.bin    # the tables, for tests/second-verifier
        """;

    public static Command Create()
    {
        var command = new Command("inspect", Help);
        var proof = new Argument<string>("PROOF") { Description = "Proof file." };
        var dump = new Option<bool>("--dump") { Description = "Print every transcript event." };
        var tables = new Option<string?>("--machine") { Description = "Write the machine's tables to this file, for other verifiers." };
        Option<bool> json = CommandRunner.JsonOption();
        var recordFile = new Option<string?>("--record") { Description = "Profile cannon: record of the proof; its name with .record, if there is one, if absent." };
        command.Add(proof);
        command.Add(recordFile);
        command.Add(tables);
        command.Add(dump);
        command.Add(json);
        command.OnRun(json, (result, cancellation) =>
        {
            (VerifyingKey key, FileStream run) = KeySource.OpenProof(result.GetRequiredValue(proof));
            using FileStream file = run;
            MachineDefinition machine = KeySource.Machine(key);
            string keyError = KeyCheck.Check(machine, key);
            if (keyError.Length != 0) throw new CliException(ExitCode.Invalid, keyError);
            if (result.GetValue(tables) is string path) Files.WriteAtomically(path, MachineFile.Write(machine), "machine");
            if (result.GetValue(dump))
            {
                VerificationResult verified = RunVerifier.Verify(machine, key, file, new TranscriptPrinter(Console.Out), cancellation);
                Console.Out.WriteLine(verified.Error is { } e ? $"invalid: {e.Describe()}" : "valid for the key in the file");
                return verified.IsValid ? ExitCode.Ok : ExitCode.Invalid;
            }

            long bytes = file.Length - file.Position;
            string recordPath = result.GetValue(recordFile) ?? RecordOptions.DefaultPath(result.GetRequiredValue(proof));
            PreimageRecord? record = RecordOptions.Read(recordPath, optional: result.GetValue(recordFile) is null);
            (int shards, byte[]? digest) = Print(machine, key, file, bytes, cancellation);
            Console.Out.WriteLine();
            Console.Out.WriteLine($"digest         {(digest is null ? "not committed" : Convert.ToHexStringLower(digest))}");
            if (record is not null)
            {
                RecordReport.Print(Console.Out, record, recordPath);
                if (digest is null || !record.Digest.AsSpan().SequenceEqual(digest)) Console.Out.WriteLine($"  '{recordPath}' does not belong to this digest");
            }

            if (result.GetValue(json))
            {
                new JsonReport("inspect").Add("verifyingKey", key.Digest.ToString()).Add("machine", machine.Name)
                    .Add("shards", shards).Add("proofBytes", bytes)
                    .Add("digest", digest is null ? null : Convert.ToHexStringLower(digest))
                    .Add("recordDigest", record is null ? null : Convert.ToHexStringLower(record.EntriesDigest)).Print(Console.Error);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static (int Shards, byte[]? Digest) Print(MachineDefinition machine, VerifyingKey key, Stream run, long bytes, CancellationToken cancellation)
    {
        var reader = new ProofReader(run);
        if (!reader.TryReadRunHeader(key, out int shards, out _)) throw new CliException(ExitCode.Invalid, reader.Error!.Describe());
        TextWriter o = Console.Out;
        o.WriteLine($"machine        {machine.Name}, {machine.Tables.Count} tables, digest {machine.Digest}");
        o.WriteLine($"verifying key  {key.Digest}");
        o.WriteLine($"entry          pc 0x{key.InitialPc * 4L:x8}, matrices of 2^{key.LogHeight} rows");
        o.WriteLine($"run proof      {bytes} bytes, {shards} shard(s)");
        double bits = double.PositiveInfinity;
        byte[] digest = new byte[4 * Values.CommitWords];
        int committed = 0;
        for (int i = 0; i < shards; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            long start = reader.Position;
            if (!reader.TryReadShard(machine, key, i + 1, i + 1 == shards, out ShardProof? s, out ClassLayout? layout))
                throw new CliException(ExitCode.Invalid, reader.Error!.Describe());
            uint V(int index) => s.PublicValues[index].Value;
            o.WriteLine();
            o.WriteLine($"shard {i + 1}: {(V(Values.EndTime) - Values.StartTime) / 4} instructions, pc 0x{V(Values.StartPc) * 4L:x8} -> 0x{V(Values.EndPc) * 4L:x8}, "
                + $"{reader.Position - start} bytes");
            if (V(Values.Halted) != 0) o.WriteLine($"  halts: {new WaitStatus(V(Values.OutcomeLow) | V(Values.OutcomeHigh) << 16)}");
            for (int w = 0; w < Values.CommitWords; w++)
            {
                int at = Values.FirstCommit + 3 * w;
                if (V(at) == 0) continue;
                committed |= 1 << w;
                BinaryPrimitives.WriteUInt32BigEndian(digest.AsSpan(4 * w), V(at + 1) | V(at + 2) << 16);
            }

            o.WriteLine($"  columns of 2^{key.LogHeight}: main {layout.Class.MainWidth}, boundary {layout.Class.BoundaryWidth}, preprocessed {layout.Class.PreprocessedWidth}; "
                + $"2^{layout.Class.LogLeaves} GKR leaves");
            foreach (IGrouping<int, TablePosition> table in layout.Positions.Where(p => s.Shape.Rows[p.Number] != 0).GroupBy(p => p.Table))
            {
                string heights = string.Join(" + 2^", table.Select(p => ClassLayout.LogHeightOf(s.Shape.Rows[p.Number])));
                o.WriteLine($"  {machine.Tables[table.Key].Name,-24} {machine.Tables[table.Key].Columns.Count,3} columns  {table.Sum(p => s.Shape.Rows[p.Number]),8} rows in 2^{heights}");
            }

            var report = SecurityReport.ForShard(layout);
            if (i == 0) o.Write(report);
            bits = Math.Min(bits, report.Bits);
        }

        o.WriteLine();
        o.WriteLine($"{Math.Min(bits, SecurityReport.ForGamma().Bits):F2} bits: the weakest term of all shards, of the global challenges and of the hash");
        return reader.TryReadEnd() ? (shards, committed == (1 << Values.CommitWords) - 1 ? digest : null) : throw new CliException(ExitCode.Invalid, reader.Error!.Describe());
    }
}
