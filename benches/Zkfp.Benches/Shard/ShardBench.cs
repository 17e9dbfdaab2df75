using System.Diagnostics;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;
using Zkfp.Verifier.Steps;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Benches.Shard;

/// <summary>
/// One shard of a synthetic machine whose rows cost what an average instruction does (28 columns, 16 messages of 4 fields, 12 constraints): prints
/// seconds and nanoseconds per cell, per message and per row of every phase. Usage: shard [log rows] [h] [threads] [repeats].
/// </summary>
internal static class ShardBench
{
    private const int Columns = 28, Messages = 16;

    public static int Run(string[] args)
    {
        int Argument(int i, int otherwise) => args.Length > i ? int.Parse(args[i], System.Globalization.CultureInfo.InvariantCulture) : otherwise;
        int logRows = Argument(0, 18), h = Argument(1, Math.Max(10, logRows - 1)), threads = Argument(2, 0), repeats = Argument(3, 2);
        MachineDefinition machine = Machine();
        using IProverBackend backend = CpuBackend.Create(threads);
        using ProvingKey key = ProvingKey.Create(machine, h, 0, 1, new TraceTable?[1], [], backend);
        for (int i = 0; i < repeats; i++)
        {
            ShardTrace trace = Trace(machine, 1 << logRows);
            var builder = new GammaBuilder(key);
            using BoundaryCommitment boundary = BoundaryCommitment.Commit(key, backend, trace, true);
            builder.Add(boundary);
            GammaResult gamma = builder.Finish(backend);
            var times = new PhaseTimes();
            var clock = Stopwatch.StartNew();
            ShardProof proof = ShardProver.Prove(key, backend, trace, true, gamma.Challenges, times);
            double seconds = clock.Elapsed.TotalSeconds, rows = 1 << logRows;
            Console.WriteLine($"{backend.Name}, {backend.Pool.Threads} threads, 2^{logRows} rows, h = {h}: {seconds:F2} s, {rows / seconds / 1000:F0} kHz, {ProofWriter.Write(machine, proof).Length / 1024} KiB");
            Console.WriteLine($"verified in {Verify(machine, key, gamma, ProofWriter.Write(machine, proof)):F1} ms (reading included, one thread)");
            Console.WriteLine($"{"phase",-14}{"s",9}{"cpu s",9}{"cpu ns/cell",13}{"ns/message",12}{"ns/row",9}");
            foreach (Phase p in Enum.GetValues<Phase>())
            {
                double s = times[p], cpu = times.CpuSeconds(p);
                if (s != 0) Console.WriteLine($"{p,-14}{s,9:F3}{cpu,9:F3}{cpu / rows / Columns * 1e9,13:F1}{cpu / rows / Messages * 1e9,12:F1}{cpu / rows * 1e9,9:F0}");
            }
        }

        return 0;
    }

    // Milliseconds to read and verify a shard proof: the best of five.
    private static double Verify(MachineDefinition machine, ProvingKey key, GammaResult gamma, byte[] bytes)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < 5; i++)
        {
            var clock = Stopwatch.StartNew();
            if (!ProofReader.TryReadShard(machine, key.VerifyingKey, bytes, true, out ShardProof? proof, out VerificationError? error))
                throw new InvalidOperationException(error.ToString());
            if (NativeShard.Verify(machine, key.VerifyingKey, proof, true, gamma.Challenges) is { } invalid) throw new InvalidOperationException(invalid.ToString());
            best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
        }

        return best;
    }

    private static MachineDefinition Machine()
    {
        var b = new AirBuilder();
        var bus = new Bus("bus", 1, 4);
        var c = new Expr[Columns];
        for (int i = 0; i < Columns; i++) c[i] = b.Main($"c{i}");
        b.AssertBool("on", c[0]);
        for (int i = 1; i < 9; i++) b.AssertZero($"product {i}", c[0] * (c[3 * i - 2] * c[3 * i - 1] - c[3 * i]));
        for (int i = 1; i < 4; i++) b.AssertZero($"square {i}", c[0] * (c[0] - 1) * c[i] + c[0] - c[0]);
        for (int i = 0; i < Messages; i++)
        {
            int k = 3 * (i / 2) + 1;
            Expr[] fields = [c[k], c[k + 1] + 65536 * c[k + 2], c[k + 3], c[(k + 7) % Columns]];
            if (i % 2 == 0) b.Push($"push {i}", bus, c[0], fields);
            else b.Pull($"pull {i}", bus, c[0], fields);
        }

        AirProgram table = b.Capture("row", TablePresence.Optional);
        return new MachineDefinition("synthetic", [table], new AirBuilder().Capture("messages", TablePresence.EveryShard), Values.Count);
    }

    private static ShardTrace Trace(MachineDefinition machine, int rows)
    {
        var table = new TraceTable(machine.Tables[0], rows);
        var random = new Random(1);
        for (int i = 0; i < Columns; i++)
            foreach (ref uint x in table.Column(i)) x = (uint)random.Next(1 << 16);
        table.Column(0).Fill(1);
        for (int i = 1; i < 9; i++)
        {
            Span<uint> x = table.Column(3 * i - 2), y = table.Column(3 * i - 1), z = table.Column(3 * i);
            for (int r = 0; r < rows; r++) z[r] = (uint)((ulong)x[r] * y[r] % KoalaBear.P);
        }

        table.SetRows(rows);
        return new ShardTrace([table], new KoalaBear[Values.Count]);
    }
}
