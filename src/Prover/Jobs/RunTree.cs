using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Prover.Jobs;

/// <summary>
/// The steps above the shards of a run. Which there are follows from the run alone: shards are taken four at a time from the first on, and neighbours of one
/// class among these four make a leaf. So it is the same tree, and the same files, in whatever order proofs arrive and whoever makes them; a leaf is known, and can
/// be made, as soon as its four shards' proofs are there.
/// </summary>
internal sealed class RunTree
{
    private readonly RunHeader _run;
    private readonly NodeKeys _keys;
    private readonly int _places;
    private readonly LeafJob[]?[] _leaves;

    /// <summary>The tree of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="keys">Makes keys of circuits.</param>
    /// <param name="places">Shards of a leaf, at most.</param>
    public RunTree(RunHeader run, NodeKeys keys, int places = LeafCircuit.MaxPlaces)
    {
        _run = run;
        _keys = keys;
        _places = places;
        Shards = new ShardProofJob[run.Shards];
        for (int i = 0; i < Shards.Length; i++) Shards[i] = new ShardProofJob(run, i + 1);
        _leaves = new LeafJob[]?[(run.Shards + places - 1) / places];
    }

    /// <summary>The proofs of the shards.</summary>
    public ShardProofJob[] Shards { get; }

    /// <summary>Whether all steps are known: the classes of all shards are.</summary>
    public bool IsKnown => Array.TrueForAll(_leaves, g => g is not null);

    /// <summary>The steps above shards that are known so far, from the first shard on.</summary>
    public IEnumerable<Job> Known => _leaves.Where(g => g is not null).SelectMany(g => g!);

    /// <summary>Steps above shards: those that are known, and one for each four shards of which nothing is known.</summary>
    public int Expected => _leaves.Sum(g => g?.Length ?? 1);

    /// <summary>Takes note of the classes of shards (<see cref="ShardProofJob.Class"/>): returns the steps that are known by that of this one.</summary>
    /// <param name="index">The shard, from 1.</param>
    /// <param name="proofClass">Its class.</param>
    public IReadOnlyList<Job> Learn(int index, ProofClass proofClass)
    {
        Shards[index - 1].Class = proofClass;
        int group = (index - 1) / _places;
        if (_leaves[group] is not null) return [];
        ShardProofJob[] shards = Shards[(group * _places)..Math.Min(Shards.Length, (group + 1) * _places)];
        if (Array.Exists(shards, s => s.Class is null)) return [];
        var leaves = new List<LeafJob>();
        for (int first = 0; first < shards.Length;)
        {
            int end = first + 1;
            while (end < shards.Length && shards[end].Class == shards[first].Class) end++;
            leaves.Add(new LeafJob(_run, _keys, shards[first..end], shards[first].Class!.Value, _places));
            first = end;
        }

        return _leaves[group] = [.. leaves];
    }
}
