namespace Zkfp.Prover.Jobs;

/// <summary>
/// Does what can be done of a run's tree, one step at a time on all processors. Beside a prover of shards it is called between shards: so recursion starts
/// when the first neighbours are there, shares the processors, and only one of both is in memory.
/// </summary>
internal sealed class TreeWorker(RunTree tree, JobRunner runner)
{
    // Between looks at what other processes do.
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(0.2);

    private readonly HashSet<string> _done = [];

    /// <summary>Steps above shards that are done, as far as this process has seen.</summary>
    public int Done => _done.Count;

    /// <summary>This process has made, or found, a shard's proof.</summary>
    public void ShardMade(int index, Protocol.Parameters.ProofClass proofClass)
    {
        runner.Made(tree.Shards[index - 1]);
        tree.Learn(index, proofClass);
    }

    /// <summary>Looks for shards' proofs that others have made.</summary>
    public void LookForShards(CancellationToken cancellation)
    {
        foreach (ShardProofJob shard in tree.Shards)
        {
            cancellation.ThrowIfCancellationRequested();
            if (shard.Class is null && runner.IsDone(shard)) tree.Learn(shard.Index, shard.Class!.Value);
        }
    }

    /// <summary>Does every step that can be done now and that nobody else is at.</summary>
    /// <returns>How many were done or found done, and whether another process is at one.</returns>
    public (int Done, bool Busy) Pass(CancellationToken cancellation)
    {
        int done = 0;
        bool busy = false;
        foreach (Job job in tree.Known.Where(j => !_done.Contains(j.Name)).ToArray())
        {
            cancellation.ThrowIfCancellationRequested();
            JobOutcome outcome = runner.TryRun(job, cancellation);
            busy |= outcome == JobOutcome.Busy;
            if (outcome is not (JobOutcome.Found or JobOutcome.Made)) continue;
            _done.Add(job.Name);
            done++;
        }

        return (done, busy);
    }

    /// <summary>
    /// Works until all steps are done, or until nothing can be done any more. While another process is at a step its end is waited for: if it dies, the step
    /// is taken over.
    /// </summary>
    /// <param name="wait">Also waits for proofs of shards that nobody seems to be at.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether all is done.</returns>
    public bool Work(bool wait, CancellationToken cancellation)
    {
        while (true)
        {
            LookForShards(cancellation);
            (int done, bool busy) = Pass(cancellation);
            if (tree.IsKnown && _done.Count == tree.Known.Count()) return true;
            if (done != 0) continue;
            if (!busy && !wait) return false;
            cancellation.WaitHandle.WaitOne(s_wait);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
