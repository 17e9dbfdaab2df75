using System.Diagnostics;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Prover.Recursion;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Benches.Shard;

/// <summary>
/// The first leaf of a run in a work folder (<c>zkfp prove --shards --aggregatable --keep-work --work-dir FOLDER</c>): prints wall-clock and processor seconds of
/// loading its circuit and of each phase of its proof. Usage: node FOLDER [repeats] [threads].
/// </summary>
internal static class NodeBench
{
    public static int Run(string[] args)
    {
        if (args.Length == 0) throw new ArgumentException("usage: node FOLDER [repeats] [threads]");
        int Argument(int i, int otherwise) => args.Length > i ? int.Parse(args[i], System.Globalization.CultureInfo.InvariantCulture) : otherwise;
        int repeats = Argument(1, 3);
        RecursionSet set = RecursionSet.Default ?? throw new InvalidOperationException("This build has no recursion keys.");
        var folder = new WorkFolder(args[0], null);
        RunFile run = RunJobs.Headers(folder).FirstOrDefault() ?? throw new InvalidOperationException($"'{args[0]}' holds no run.");
        using IProverBackend backend = CpuBackend.Create(Argument(2, 0));
        using var circuits = new NodeCircuits(set, null);
        var tree = new RunTree(run, circuits);
        var shards = new List<LeafShard>();
        var classes = new List<ProofClass>();
        foreach (ShardProofJob shard in tree.Shards)
        {
            if (folder.Read(shard.File) is not { } bytes || !shard.TryRead(bytes, out ShardProof? proof, out _)) break;
            if (set.LeafOf(run.Machine, [.. classes, proof.Shape.Class]) < 0) break;
            classes.Add(proof.Shape.Class);
            shards.Add(new LeafShard(proof, LeafCircuit.GammaPath(run.Gamma.Leaves, shard.Index - 1).Path));
        }

        if (shards.Count == 0) throw new InvalidOperationException($"'{args[0]}' has no proof of the first shard that a leaf of this version's keys takes.");
        int index = set.LeafOf(run.Machine, [.. classes]);
        var input = new LeafInput(run.Key, run.Shards, run.Gamma.Gamma, run.Gamma.Nonce, set.Keys.Root, shards);
        Console.WriteLine($"{backend.Name}, {backend.Pool.Threads} threads; leaf {KeySet.NumberOf(index)} of {shards.Count} shards, {classes[0].MainWidth} columns");
        for (int i = 0; i < repeats; i++)
        {
            var times = new PhaseTimes();
            var clock = Stopwatch.StartNew();
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            using NodeCircuit circuit = NodeCircuit.Load(set.Profile, set.Keys, KeySet.KindOf(index), KeySet.NumberOf(index), backend);
            Console.WriteLine($"{"loading",-14}{clock.Elapsed.TotalSeconds,9:F3}{(Environment.CpuUsage.TotalTime - cpu).TotalSeconds,9:F3}");
            clock.Restart();
            cpu = Environment.CpuUsage.TotalTime;
            circuit.ProveLeaf(input, times);
            Console.WriteLine($"{"the proof",-14}{clock.Elapsed.TotalSeconds,9:F3}{(Environment.CpuUsage.TotalTime - cpu).TotalSeconds,9:F3}");
            foreach (Phase p in Enum.GetValues<Phase>())
                if (times[p] != 0) Console.WriteLine($"  {p,-12}{times[p],9:F3}{times.CpuSeconds(p),9:F3}");
        }

        return 0;
    }
}
