using Zkfp.Core.Trace;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Prover.Jobs;

/// <summary>Steps, as far as they are known.</summary>
internal interface IJobSource
{
    /// <summary>The proofs of shards that steps read.</summary>
    IEnumerable<ShardProofJob> Shards { get; }

    /// <summary>The steps above shards that are known so far, none before one that it reads.</summary>
    IEnumerable<Job> Known { get; }

    /// <summary>Steps above shards, of what is not known yet by estimate.</summary>
    int Expected { get; }

    /// <summary>Whether all steps are known: the classes of all shards are.</summary>
    bool IsKnown { get; }

    /// <summary>A shard's class is known (<see cref="ShardProofJob.Class"/>).</summary>
    void Learn(ShardProofJob shard);
}

/// <summary>
/// The steps above the shards of a run. Which there are follows from the run alone: shards are taken a leaf's places at a time from the first on, and of these
/// as many neighbours as a leaf takes of their classes make one; of the ranges of a level, from the first on, as many as a join has places make one of the
/// next, and one that is left alone at the end goes up as it is. So it is the same tree, and the same files, in whatever order proofs arrive and whoever makes
/// them. A leaf is known as soon as its shards' proofs are there, a join as soon as its first range's place in the level is.
/// </summary>
internal sealed class RunTree : IJobSource
{
    private readonly RunFile _run;
    private readonly NodeCircuits _circuits;
    private readonly bool _forBundle, _inTree;
    private readonly int _places;
    private readonly LeafJob[]?[] _groups;
    private readonly List<List<RangeJob>> _levels = [[]];
    private readonly List<int> _taken = [0];
    private readonly List<Job> _above = [];
    private int _next;

    /// <summary>The tree of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="circuits">The circuits.</param>
    /// <param name="forBundle">Ends in the finished run, which a bundle takes, instead of the last proof.</param>
    public RunTree(RunFile run, NodeCircuits circuits, bool forBundle = false)
    {
        _run = run;
        _circuits = circuits;
        _forBundle = forBundle;
        _inTree = circuits.Set.Profile.GroupsOf(run.Key) > circuits.Set.Profile.ShrinkMessageGroups;
        _places = circuits.Set.LeafPlaces(run.Machine);
        ShardProofs = new ShardProofJob[run.Shards];
        for (int i = 0; i < ShardProofs.Length; i++) ShardProofs[i] = new ShardProofJob(run, i + 1);
        _groups = new LeafJob[]?[(run.Shards + _places - 1) / _places];
    }

    /// <summary>The run.</summary>
    public RunFile Run => _run;

    /// <summary>The proofs of the shards in order.</summary>
    public ShardProofJob[] ShardProofs { get; }

    /// <inheritdoc/>
    public IEnumerable<ShardProofJob> Shards => ShardProofs;

    /// <inheritdoc/>
    public bool IsKnown => Top is not null;

    /// <summary>The last step, once it is known: the last proof, or the finished run.</summary>
    public ClaimJob? Top { get; private set; }

    /// <inheritdoc/>
    public IEnumerable<Job> Known => _groups.Where(g => g is not null).SelectMany(g => (IEnumerable<Job>)g!).Concat(_above);

    /// <inheritdoc/>
    public int Expected
    {
        get
        {
            int level = _groups.Sum(g => g?.Length ?? 1), all = level + (_forBundle ? 1 : _inTree ? 3 : 2), join = _circuits.Set.Profile.JoinPlaces;
            while (level > 1)
            {
                all += level / join + (level % join > 1 ? 1 : 0);
                level = (level + join - 1) / join;
            }

            return all;
        }
    }

    /// <inheritdoc/>
    public void Learn(ShardProofJob shard)
    {
        int group = (shard.Index - 1) / _places;
        if (_groups[group] is not null) return;
        ShardProofJob[] shards = ShardProofs[(group * _places)..Math.Min(ShardProofs.Length, (group + 1) * _places)];
        if (Array.Exists(shards, s => s.Class is null)) return;
        ProofClass[] classes = Array.ConvertAll(shards, s => s.Class!.Value);
        var leaves = new List<LeafJob>();
        for (int first = 0; first < shards.Length;)
        {
            int end = first + 1, index = Leaf(shards[first]);
            for (; end < shards.Length && _circuits.Set.LeafOf(_run.Machine, classes.AsSpan(first..(end + 1))) is >= 0 and var more; end++) index = more;

            leaves.Add(new LeafJob(_circuits, index, _run, shards[first..end]));
            first = end;
        }

        _groups[group] = [.. leaves];
        Grow();
    }

    private int Leaf(ShardProofJob shard)
    {
        CircuitProfile profile = _circuits.Set.Profile;
        if (profile.GroupsOf(_run.Key) is var gaps && gaps > profile.MessageGroups)
            throw new TraceException($"the run cannot be aggregated: the program's image has {gaps} gaps, the most that the recursion keys have room for is {profile.MessageGroups}");
        ProofClass c = shard.Class!.Value;
        int index = _circuits.Set.LeafOf(_run.Machine, [c]);
        return index >= 0 ? index : throw new TraceException(
            $"the run cannot be aggregated: shard {shard.Index} is of class {c.MainWidth} + {c.BoundaryWidth} + {c.PreprocessedWidth} columns of 2^{c.LogHeight} rows, 2^{c.LogLeaves} "
            + "messages, and there is no recursion key for it; shards that are proven for one final proof, or with 'prove --shards --aggregatable', have classes with keys");
    }

    // Every range whose place in its level is known, from the leaves up.
    private void Grow()
    {
        for (; _next < _groups.Length && _groups[_next] is { } leaves; _next++) _levels[0].AddRange(leaves);
        bool complete = _next == _groups.Length;
        int places = _circuits.Set.Profile.JoinPlaces;
        for (int k = 0; ; k++)
        {
            List<RangeJob> level = _levels[k];
            if (complete && level.Count == 1)
            {
                Finish(level[0]);
                return;
            }

            while (level.Count - _taken[k] is var left && (left >= places || complete && left > 0))
            {
                if (_levels.Count == k + 1)
                {
                    _levels.Add([]);
                    _taken.Add(0);
                }

                RangeJob[] children = [.. level.Skip(_taken[k]).Take(places)];
                _taken[k] += children.Length;
                RangeJob range = children[0];
                if (children.Length > 1)
                {
                    range = new JoinJob(_circuits, _run, children);
                    _above.Add(range);
                }

                _levels[k + 1].Add(range);
            }

            if (_levels.Count == k + 1) return;
        }
    }

    private void Finish(RangeJob range)
    {
        if (Top is not null) return;
        FinishJob? finished = _forBundle || _inTree ? new FinishJob(_circuits, _run, range) : null;
        if (finished is not null) _above.Add(finished);
        if (_forBundle)
        {
            Top = finished;
            return;
        }

        ClaimJob shrunk = finished is null ? new ShrinkRunJob(_circuits, _run, range) : new ShrinkBundleJob(_circuits, finished);
        Top = new FinalJob(_circuits, shrunk);
        _above.AddRange([shrunk, Top]);
    }
}

/// <summary>The steps of several runs, of any programs, to one last proof. The order of the runs is the caller's.</summary>
internal sealed class BundleTree : IJobSource
{
    private readonly RunTree[] _runs, _trees;
    private readonly NodeCircuits _circuits;
    private readonly List<Job> _above = [];

    /// <summary>The tree over two or more runs, each for a bundle. A run that is there more than once is one tree.</summary>
    public BundleTree(IReadOnlyList<RunTree> runs, NodeCircuits circuits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs.Count, 2);
        _runs = [.. runs];
        _trees = [.. runs.Distinct()];
        if (_trees.DistinctBy(t => t.Run.Name).Count() != _trees.Length) throw new ArgumentException("A run has two trees.", nameof(runs));
        _circuits = circuits;
    }

    /// <inheritdoc/>
    public IEnumerable<ShardProofJob> Shards => _trees.SelectMany(r => r.ShardProofs);

    /// <inheritdoc/>
    public bool IsKnown => Top is not null;

    /// <summary>The last proof, once it is known.</summary>
    public ClaimJob? Top { get; private set; }

    /// <inheritdoc/>
    public IEnumerable<Job> Known => _trees.SelectMany(r => r.Known).Concat(_above);

    /// <inheritdoc/>
    public int Expected
    {
        get
        {
            // Of equal runs the same bundles are one step.
            if (Top is not null) return Known.Select(j => j.Name).Distinct().Count();
            int all = _trees.Sum(r => r.Expected) + 2, places = _circuits.Set.Profile.BundlePlaces;
            for (int level = _runs.Length; level > 1; level = (level + places - 1) / places) all += level / places + (level % places > 1 ? 1 : 0);
            return all;
        }
    }

    /// <inheritdoc/>
    public void Learn(ShardProofJob shard)
    {
        foreach (RunTree run in _trees)
            if (Array.IndexOf(run.ShardProofs, shard) >= 0) run.Learn(shard);
        if (Top is not null || Array.Exists(_runs, r => !r.IsKnown)) return;
        ClaimJob[] level = Array.ConvertAll(_runs, r => r.Top!);
        while (level.Length > 1)
        {
            level = [.. level.Chunk(_circuits.Set.Profile.BundlePlaces).Select(c =>
            {
                if (c.Length == 1) return c[0];
                var bundle = new BundleJob(_circuits, c);
                _above.Add(bundle);
                return bundle;
            })];
        }

        var shrunk = new ShrinkBundleJob(_circuits, level[0]);
        Top = new FinalJob(_circuits, shrunk);
        _above.AddRange([shrunk, Top]);
    }
}
