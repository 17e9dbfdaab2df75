using System.Diagnostics;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;
using Zkfp.Verifier.Steps;

namespace Zkfp.Benches.Shard;

/// <summary>
/// One shard of <see cref="SyntheticMachine"/>: prints seconds and nanoseconds per cell, per message and per row of every phase.
/// Usage: shard [log rows] [h] [threads] [repeats].
/// </summary>
internal static class ShardBench
{
    private const int Columns = SyntheticMachine.Columns, Messages = SyntheticMachine.Messages;

    public static int Run(string[] args)
    {
        int Argument(int i, int otherwise) => args.Length > i ? int.Parse(args[i], System.Globalization.CultureInfo.InvariantCulture) : otherwise;
        int logRows = Argument(0, 18), h = Argument(1, Math.Max(10, logRows)), threads = Argument(2, 0), repeats = Argument(3, 2);
        MachineDefinition machine = SyntheticMachine.Define();
        using IProverBackend backend = CpuBackend.Create(threads);
        using ProvingKey key = ProvingKey.Create(machine, h, 0, 1, new TraceTable?[1], [], backend);
        for (int i = 0; i < repeats; i++)
        {
            ShardTrace trace = SyntheticMachine.Trace(machine, 1 << logRows);
            var builder = new GammaBuilder(key);
            using BoundaryCommitment boundary = BoundaryCommitment.Commit(key, backend, trace, true);
            builder.Add(boundary);
            GammaResult gamma = builder.Finish(backend);
            var times = new PhaseTimes();
            var clock = Stopwatch.StartNew();
            ShardProof proof = ShardProver.Prove(key, backend, trace, true, gamma.Challenges, times);
            double seconds = clock.Elapsed.TotalSeconds, rows = 1 << logRows;
            Console.WriteLine($"{backend.Name}, {backend.Pool.Threads} threads, 2^{logRows} rows, h = {h}: {seconds:F2} s, {rows / seconds / 1000:F0} kHz, {ProofWriter.Write(machine, proof).Length / 1024} KiB");
            byte[] bytes = ProofWriter.Write(machine, proof);
            Console.WriteLine($"verified in {Enumerable.Range(0, 5).Min(_ => Verify(machine, key, gamma, bytes)):F1} ms (reading included, one thread, best of five)");
            Console.WriteLine($"{"phase",-14}{"s",9}{"cpu s",9}{"cpu ns/cell",13}{"ns/message",12}{"ns/row",9}");
            foreach (Phase p in Enum.GetValues<Phase>())
            {
                double s = times[p], cpu = times.CpuSeconds(p);
                if (s != 0) Console.WriteLine($"{p,-14}{s,9:F3}{cpu,9:F3}{cpu / rows / Columns * 1e9,13:F1}{cpu / rows / Messages * 1e9,12:F1}{cpu / rows * 1e9,9:F0}");
            }
        }

        return 0;
    }

    /// <summary>Milliseconds to read and verify a shard proof.</summary>
    /// <exception cref="InvalidOperationException">It is not valid.</exception>
    public static double Verify(MachineDefinition machine, ProvingKey key, GammaResult gamma, byte[] bytes)
    {
        var clock = Stopwatch.StartNew();
        if (!ProofReader.TryReadShard(machine, key.VerifyingKey, bytes, true, out ShardProof? proof, out VerificationError? error))
            throw new InvalidOperationException(error.ToString());
        if (NativeShard.Verify(machine, key.VerifyingKey, proof, true, gamma.Challenges) is { } invalid) throw new InvalidOperationException(invalid.ToString());
        return clock.Elapsed.TotalMilliseconds;
    }
}
